package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.Role;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Outcome BROKE = new Outcome.Failed(Failure.of(ErrorCode.TASK_FAILED, "it broke"), true);

    private TaskPolicy policy = TaskPolicy.DEFAULT;
    private RunState run = RunState.queued(Graph.of(aDag()));
    private Decision last = new Decision(run, List.of(), List.of());

    @Test
    void a_sensor_that_finds_nothing_holds_no_slot_and_is_woken_for_its_next_look() {
        begin(notYet());

        assertThat(sensor().state()).isEqualTo(TaskState.DEFERRED);
        assertThat(sensor().waiting())
                .isEqualTo(
                        new Wait(Wait.Wake.LOOK, NOW, new Wait.Limit(NOW.plusSeconds(600), false), 1, "no file", "{}"));
        assertThat(last.effects()).containsExactly(new Effect.WakeAt(0, MapIndex.NONE, NOW.plus(MINUTE)));
    }

    @Test
    void a_look_is_no_try_and_leaves_no_line_of_history() {
        begin(notYet());
        due(NOW.plus(MINUTE));
        assertThat(last.effects()).containsExactly(new Effect.Look(0, MapIndex.NONE, 1, 2));

        looked(2, notYet(), NOW.plusSeconds(61));
        assertThat(sensor().tryNumber()).isEqualTo(1);
        assertThat(sensor().attempt()).isEqualTo(1);
        assertThat(sensor().times().dueAt()).isEqualTo(NOW.plusSeconds(121));
        assertThat(last.changes()).singleElement().isInstanceOf(Change.Looked.class);
    }

    @Test
    void what_is_found_ends_the_task_and_its_start_is_the_first_look() {
        begin(notYet());
        due(NOW.plus(MINUTE));
        looked(2, new Outcome.Succeeded(), NOW.plusSeconds(61));

        assertThat(sensor().state()).isEqualTo(TaskState.SUCCESS);
        assertThat(sensor().times().startedAt()).isEqualTo(NOW);
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_timer_of_an_earlier_wait_wakes_nobody() {
        begin(notYet());
        due(NOW.plusSeconds(59));

        assertThat(last.effects()).isEmpty();
    }

    @Test
    void an_answer_to_an_earlier_look_is_ignored() {
        begin(notYet());
        looked(1, new Outcome.Succeeded(), NOW.plusSeconds(61));

        assertThat(sensor().state()).isEqualTo(TaskState.DEFERRED);
    }

    @Test
    void the_last_look_is_at_the_limit_and_then_it_fails_whatever_retries_are_left() {
        policy = TaskPolicy.DEFAULT.withRetry(RetryPolicy.NONE.withRetries(3));
        begin(notYet(Duration.ofHours(1), false, false));
        Instant limit = NOW.plusSeconds(600);
        assertThat(sensor().times().dueAt()).isEqualTo(limit);
        due(limit);
        looked(2, notYet(), limit.plusSeconds(1));

        assertThat(sensor().state()).isEqualTo(TaskState.FAILED);
        assertThat(sensor().failure())
                .isEqualTo(Failure.of(ErrorCode.TASK_TIMEOUT, "waited longer than its timeout of 10m: no file"));
    }

    @Test
    void a_soft_sensor_is_skipped_at_its_limit() {
        begin(notYet(Duration.ofHours(1), false, true));
        due(NOW.plusSeconds(600));
        looked(2, notYet(MINUTE, false, true), NOW.plusSeconds(600));

        assertThat(sensor().state()).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_look_that_fails_is_a_failed_try_and_the_retry_keeps_to_the_same_limit() {
        policy = TaskPolicy.DEFAULT.withRetry(RetryPolicy.NONE.withRetries(1));
        begin(notYet());
        due(NOW.plus(MINUTE));
        looked(2, BROKE, NOW.plusSeconds(60));
        assertThat(sensor().state()).isEqualTo(TaskState.UP_FOR_RETRY);

        decide(new Event.RetryDue(0, MapIndex.NONE, NOW.plusSeconds(90)));
        execute(notYet(), NOW.plusSeconds(90));
        assertThat(sensor().tryNumber()).isEqualTo(2);
        assertThat(waiting().limit().until()).isEqualTo(NOW.plusSeconds(600));
    }

    @Test
    void a_rescheduled_sensor_takes_a_slot_for_each_look_and_stays_the_same_attempt() {
        begin(notYet(MINUTE, true, false));
        assertThat(sensor().state()).isEqualTo(TaskState.UP_FOR_RESCHEDULE);
        due(NOW.plus(MINUTE));
        assertThat(last.effects()).containsExactly(new Effect.Ready(0, MapIndex.NONE));

        decide(new Event.Dispatch(0, MapIndex.NONE, NOW.plus(MINUTE)));
        assertThat(sensor().attempt()).isEqualTo(1);
        assertThat(sensor().tryNumber()).isEqualTo(1);
        decide(new Event.Ended(0, MapIndex.NONE, 1, new Outcome.Succeeded(), NOW.plus(MINUTE)));
        assertThat(sensor().state()).as("the late end of the first look").isEqualTo(TaskState.QUEUED);
        looked(2, new Outcome.Succeeded(), NOW.plus(MINUTE));
        assertThat(sensor().state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void a_wait_for_a_moment_is_ended_by_its_timer_alone() {
        begin(new Outcome.Deferred(NOW.plus(MINUTE), false, "waits until 12:01", null));
        assertThat(sensor().state()).isEqualTo(TaskState.DEFERRED);
        due(NOW.plus(MINUTE));

        assertThat(sensor().state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void a_moment_that_is_over_is_not_waited_for() {
        begin(new Outcome.Deferred(NOW.minus(MINUTE), false, "", null));

        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_deferred_task_is_executed_again_with_what_it_left() {
        begin(new Outcome.Deferred(NOW.plus(MINUTE), true, "the job runs", "{\"job\":7}"));
        due(NOW.plus(MINUTE));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW.plus(MINUTE)));

        assertThat(waiting().state()).isEqualTo("{\"job\":7}");
        assertThat(sensor().attempt()).isEqualTo(1);
    }

    @Test
    void an_execution_that_is_lost_with_its_process_keeps_what_the_one_before_left() {
        begin(new Outcome.Deferred(NOW.plus(MINUTE), true, "", "{\"job\":7}"));
        due(NOW.plus(MINUTE));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW.plus(MINUTE)));
        decide(new Event.Resumed(NOW.plusSeconds(70)));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW.plusSeconds(70)));

        assertThat(sensor().attempt()).isEqualTo(2);
        assertThat(sensor().tryNumber()).isEqualTo(1);
        assertThat(waiting().state()).isEqualTo("{\"job\":7}");
    }

    @Test
    void a_restart_sets_the_timers_again() {
        begin(notYet());
        decide(new Event.Resumed(NOW.plusSeconds(5)));

        assertThat(last.effects()).containsExactly(new Effect.WakeAt(0, MapIndex.NONE, NOW.plus(MINUTE)));
    }

    @Test
    void a_look_that_is_lost_is_taken_again_but_not_for_ever() {
        begin(notYet());
        Instant at = NOW.plus(MINUTE);
        for (int i = 0; i < Decider.MAX_LOST - 1; i++) {
            due(at);
            looked(2, new Outcome.Lost("killed"), at);
            assertThat(sensor().state()).isEqualTo(TaskState.DEFERRED);
            at = at.plusSeconds(10);
        }
        due(at);
        looked(2, new Outcome.Lost("killed"), at);

        assertThat(sensor().state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void what_is_stopped_with_its_run_does_not_begin_to_wait() {
        run = RunState.queued(Graph.of(aDagWithTeardown()));
        decide(new Event.Start(NOW));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW));
        decide(new Event.Abort(Failure.of(ErrorCode.CANCELLED, "cancelled"), NOW));
        assertThat(sensor().state()).as("a teardown waits for its end").isEqualTo(TaskState.QUEUED);

        decide(new Event.Ended(0, MapIndex.NONE, 1, notYet(), NOW.plusSeconds(1)));
        assertThat(sensor().state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void a_run_that_is_cancelled_stops_the_look_under_way() {
        begin(notYet());
        decide(new Event.Abort(Failure.of(ErrorCode.CANCELLED, "cancelled"), NOW));

        assertThat(sensor().state()).isEqualTo(TaskState.FAILED);
        assertThat(last.effects()).contains(new Effect.Stop(0, MapIndex.NONE, 1));
    }

    private static Outcome notYet() {
        return notYet(MINUTE, false, false);
    }

    private static Outcome notYet(Duration again, boolean slots, boolean soft) {
        return new Outcome.NotYet(again, new Outcome.Patience(Duration.ofMinutes(10), slots, soft), "no file", "{}");
    }

    private TaskInstance sensor() {
        return run.instance(0, MapIndex.NONE);
    }

    private Wait waiting() {
        return Objects.requireNonNull(sensor().waiting());
    }

    private void begin(Outcome outcome) {
        run = RunState.queued(Graph.of(aDag()));
        decide(new Event.Start(NOW));
        execute(outcome, NOW);
    }

    private void execute(Outcome outcome, Instant at) {
        decide(new Event.Dispatch(0, MapIndex.NONE, at));
        decide(new Event.Started(0, MapIndex.NONE, sensor().attempt(), at));
        decide(new Event.Ended(0, MapIndex.NONE, sensor().attempt(), outcome, at));
    }

    private void due(Instant at) {
        decide(new Event.WaitDue(0, MapIndex.NONE, at, at));
    }

    private void looked(int look, Outcome outcome, Instant at) {
        decide(new Event.Looked(0, MapIndex.NONE, sensor().attempt(), look, outcome, at));
    }

    private void decide(Event event) {
        last = Decider.decide(run, event);
        run = last.next();
    }

    private DagSpec aDagWithTeardown() {
        DagSpec dag = aDag();
        var close = TaskSpec.of(new TaskId("close"), new OperatorCall("noop", Map.of(), Set.of()))
                .withPolicy(TaskPolicy.DEFAULT.withRole(Role.TEARDOWN))
                .withNeeds(List.of(Need.of(new TaskId("sensor"))));
        return new DagSpec(
                dag.id(),
                dag.about(),
                dag.schedule(),
                dag.params(),
                dag.policy(),
                dag.groups(),
                List.of(dag.tasks().getFirst(), close));
    }

    private DagSpec aDag() {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/d.yaml", ""));
        TaskSpec task = TaskSpec.of(new TaskId("sensor"), new OperatorCall("wait_for_file", Map.of(), Set.of()))
                .withPolicy(policy);
        return new DagSpec(
                new DagId("d"), about, new Schedule.Manual(), Map.of(), RunPolicy.DEFAULT, List.of(), List.of(task));
    }
}
