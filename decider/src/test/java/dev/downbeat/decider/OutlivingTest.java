package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskLimits;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Attempts of executors that go on when the scheduler's process ends.
class OutlivingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Event.Resumed RESUMED = new Event.Resumed(NOW.plusSeconds(9), Set.of("workers"));
    private static final Effect EXECUTE = new Effect.Execute(0, MapIndex.NONE, 1);
    private static final Effect STOP = new Effect.Stop(0, MapIndex.NONE, 1);

    private final List<Effect> effects = new ArrayList<>();
    private RunState run = RunState.queued(Graph.of(dag(TaskPolicy.DEFAULT)));

    @Test
    void one_that_runs_is_handed_to_its_executor_again_under_the_same_number() {
        begin();
        decide(new Event.Started(0, MapIndex.NONE, 1, NOW));

        decide(RESUMED);

        assertThat(effects).containsExactly(EXECUTE);
        assertThat(task().state()).isEqualTo(TaskState.RUNNING);
        decide(new Event.Ended(0, MapIndex.NONE, 1, new Outcome.Succeeded(), NOW.plusSeconds(10)));
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
        assertThat(task().attempt()).isEqualTo(1);
    }

    @Test
    void one_that_no_worker_has_begun_stays_queued() {
        begin();

        decide(RESUMED);

        assertThat(effects).containsExactly(EXECUTE);
        assertThat(task().state()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void one_of_another_executor_is_lost() {
        begin();
        decide(new Event.Started(0, MapIndex.NONE, 1, NOW));

        decide(new Event.Resumed(NOW, Set.of("pods")));

        assertThat(effects).containsExactly(new Effect.Ready(0, MapIndex.NONE));
        assertThat(task().state()).isEqualTo(TaskState.SCHEDULED);
    }

    @Test
    void one_that_was_cleared_while_it_ran_is_stopped_again() {
        begin();
        decide(new Event.Clear(List.of(new Event.Target(0, List.of())), false, "again", NOW));
        assertThat(task().state()).isEqualTo(TaskState.RESTARTING);

        decide(RESUMED);

        assertThat(effects).containsExactly(EXECUTE, STOP);
        assertThat(task().state()).isEqualTo(TaskState.RESTARTING);
    }

    @Test
    void one_of_a_run_that_is_being_ended_is_stopped_again() {
        run = RunState.restored(
                run.graph(),
                new RunState.Phase(DagRunState.RUNNING, NOW, null, Failure.of(ErrorCode.CANCELLED, "cancelled")),
                new RunState.Stored(
                        Map.of(
                                new RunState.Place(new TaskId("a"), MapIndex.NONE),
                                new TaskInstance(
                                        TaskState.RUNNING,
                                        1,
                                        1,
                                        0,
                                        new TaskInstance.Times(NOW, NOW, null, null, null),
                                        null)),
                        Map.of(),
                        Map.of()));

        decide(RESUMED);

        assertThat(effects).containsExactly(EXECUTE, STOP);
    }

    @Test
    void one_that_must_have_started_by_a_certain_time_still_must() {
        run = RunState.queued(
                Graph.of(dag(TaskPolicy.DEFAULT.withLimits(TaskLimits.NONE.withQueueTimeout(Duration.ofSeconds(30))))));
        begin();

        decide(RESUMED);

        assertThat(effects).containsExactly(new Effect.WakeAt(0, MapIndex.NONE, NOW.plusSeconds(30)), EXECUTE);
    }

    private void begin() {
        decide(new Event.Start(NOW));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW));
    }

    private TaskInstance task() {
        return run.instance(0, MapIndex.NONE);
    }

    private void decide(Event event) {
        Decision decision = Decider.decide(run, event);
        run = decision.next();
        effects.clear();
        effects.addAll(decision.effects());
    }

    private static DagSpec dag(TaskPolicy policy) {
        TaskSpec task = TaskSpec.of(new TaskId("a"), new OperatorCall("none", Map.of(), Set.of()))
                .withPolicy(policy)
                .withPlacement(Placement.DEFAULT.withExecutor("workers"));
        return new DagSpec(
                new DagId("d"),
                new About("", "", List.of(), List.of(), new Origin("yaml", "d.yaml", "")),
                new Schedule.Manual(),
                Map.of(),
                RunPolicy.DEFAULT,
                List.of(),
                List.of(task));
    }
}
