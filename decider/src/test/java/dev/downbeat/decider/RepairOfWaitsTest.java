package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Role;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a person changes while tasks wait, or while the run is brought to an end.
class RepairOfWaitsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    private RunState run = RunState.queued(Graph.of(aDag(aTask("unused"))));
    private Decision last = new Decision(run, List.of(), List.of());

    @Test
    void a_deferred_task_that_is_cleared_stops_looking_and_begins_to_wait_anew() {
        start(aTask("sensor"));
        end(0, 1, notYet(false));
        decide(new Event.WaitDue(0, MapIndex.NONE, LATER, LATER));

        clear(0);

        assertThat(last.effects()).contains(new Effect.Stop(0, MapIndex.NONE, 1), new Effect.Ready(0, MapIndex.NONE));
        assertThat(instance(0).waiting()).isNull();
        decide(new Event.Looked(0, MapIndex.NONE, 1, 2, new Outcome.Succeeded(), LATER));
        assertThat(instance(0).state()).isEqualTo(TaskState.SCHEDULED);
        decide(new Event.WaitDue(0, MapIndex.NONE, LATER, LATER));
        assertThat(instance(0).state()).isEqualTo(TaskState.SCHEDULED);
    }

    @Test
    void a_deferred_task_that_is_cancelled_fails_and_one_that_is_marked_ends_so_and_both_stop_looking() {
        start(aTask("one"), aTask("other"));
        end(0, 1, notYet(false));
        end(1, 1, notYet(false));

        decide(new Event.CancelTasks(List.of(new Event.Target(0, List.of())), cancelled(), NOW));
        assertThat(instance(0).state()).isEqualTo(TaskState.FAILED);
        assertThat(last.effects()).contains(new Effect.Stop(0, MapIndex.NONE, 1));

        mark(1, TaskState.SUCCESS);
        assertThat(instance(1).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(last.effects()).contains(new Effect.Stop(1, MapIndex.NONE, 1));
    }

    @Test
    void a_rescheduled_sensor_waits_again_when_what_comes_before_it_was_cleared() {
        start(aTask("a"), aTask("sensor", "a"));
        end(0, 1, new Outcome.Succeeded());
        end(1, 1, notYet(true));
        assertThat(instance(1).state()).isEqualTo(TaskState.UP_FOR_RESCHEDULE);

        clear(0);
        decide(new Event.WaitDue(1, MapIndex.NONE, LATER, LATER));

        assertThat(instance(1).state()).isEqualTo(TaskState.NONE);
        end(0, 2, new Outcome.Succeeded());
        assertThat(instance(1).state()).isEqualTo(TaskState.SCHEDULED);
    }

    @Test
    void a_mark_in_a_run_that_is_being_ended_lets_nothing_run_but_teardowns() {
        TaskSpec setup = aTask("setup").withPolicy(TaskPolicy.DEFAULT.withRole(Role.SETUP));
        TaskSpec teardown = aTask("teardown", "b").withPolicy(TaskPolicy.DEFAULT.withRole(Role.TEARDOWN));
        start(setup, aTask("a", "setup"), aTask("b", "a"), withNeed(teardown, "setup"));
        end(0, 1, new Outcome.Succeeded());
        decide(new Event.Abort(cancelled(), NOW));
        assertThat(instance(1).state()).isEqualTo(TaskState.SKIPPED);

        mark(0, TaskState.FAILED);
        mark(0, TaskState.SUCCESS);

        assertThat(instance(1).state()).isEqualTo(TaskState.SKIPPED);
        assertThat(instance(2).state()).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void a_run_that_is_being_ended_and_is_marked_a_success_is_written_down_as_going_on() {
        TaskSpec setup = aTask("setup").withPolicy(TaskPolicy.DEFAULT.withRole(Role.SETUP));
        TaskSpec teardown = aTask("teardown", "setup").withPolicy(TaskPolicy.DEFAULT.withRole(Role.TEARDOWN));
        start(setup, teardown);
        end(0, 1, new Outcome.Succeeded());
        decide(new Event.Abort(cancelled(), NOW));
        assertThat(run.phase().failure()).isEqualTo(cancelled());

        decide(new Event.MarkRun(null, "marked", NOW));

        assertThat(run.phase().failure()).isNull();
        assertThat(last.changes()).hasAtLeastOneElementOfType(Change.Run.class);
    }

    @Test
    void what_a_cancel_skipped_says_so() {
        start(aTask("a"));

        decide(new Event.Abort(cancelled(), NOW));

        assertThat(instance(0).state()).isEqualTo(TaskState.SKIPPED);
        assertThat(instance(0).failure()).isEqualTo(cancelled());
    }

    @Test
    void what_a_task_did_before_it_was_mapped_is_left_behind_when_its_items_are_known() {
        TaskInstance former = TaskInstance.NEW.settled(TaskState.REMOVED, NOW);
        var before = new TaskInstance(TaskState.NONE, 1, 0, 0, TaskInstance.Times.NEVER, null);
        var stored = new RunState.Stored(
                Map.of(new RunState.Place(new TaskId("m"), MapIndex.NONE), before), Map.of(), Map.of());
        run = RunState.restored(Graph.of(aDag(mapped("m"))), RunState.Phase.QUEUED, stored);
        decide(new Event.Start(NOW));

        decide(new Event.Expanded(0, 2, NOW));

        assertThat(last.changes())
                .anyMatch(change -> change instanceof Change.Task task
                        && !task.index().mapped()
                        && task.now().state() == former.state());
        assertThat(run.instance(0, MapIndex.NONE).attempt()).isEqualTo(1);
    }

    private static Failure cancelled() {
        return Failure.of(ErrorCode.CANCELLED, "cancelled");
    }

    private static Outcome notYet(boolean slots) {
        var patience = new Outcome.Patience(Duration.ofMinutes(10), slots, false);
        return new Outcome.NotYet(Duration.ofMinutes(1), patience, "no file", "{}");
    }

    private void start(TaskSpec... tasks) {
        run = RunState.queued(Graph.of(aDag(tasks)));
        decide(new Event.Start(NOW));
    }

    private void end(int task, int attempt, Outcome outcome) {
        decide(new Event.Dispatch(task, MapIndex.NONE, NOW));
        decide(new Event.Ended(task, MapIndex.NONE, attempt, outcome, NOW));
    }

    private void clear(int task) {
        decide(new Event.Clear(List.of(new Event.Target(task, List.of())), false, "cleared", NOW));
    }

    private void mark(int task, TaskState state) {
        decide(new Event.Mark(List.of(new Event.Target(task, List.of())), state, "marked", NOW));
    }

    private void decide(Event event) {
        last = Decider.decide(run, event);
        run = last.next();
    }

    private TaskInstance instance(int task) {
        return run.instance(task, MapIndex.NONE);
    }

    private static TaskSpec aTask(String id, String... needs) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("noop", Map.of(), Set.of()))
                .withNeeds(Arrays.stream(needs).map(TaskId::new).map(Need::of).toList());
    }

    private static TaskSpec withNeed(TaskSpec task, String need) {
        return task.withNeeds(List.of(task.needs().getFirst(), Need.of(new TaskId(need))));
    }

    private static TaskSpec mapped(String id) {
        var sources = new LinkedHashMap<String, Mapping.Source>();
        sources.put("item", new Mapping.Template("{{ outputs.list }}", Set.of()));
        return aTask(id).withMapping(new Mapping.Over(Mapping.Kind.EACH, sources, MapOptions.DEFAULT, ""));
    }

    private static DagSpec aDag(TaskSpec... tasks) {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/d.yaml", ""));
        return new DagSpec(
                new DagId("d"), about, new Schedule.Manual(), Map.of(), RunPolicy.DEFAULT, List.of(), List.of(tasks));
    }
}
