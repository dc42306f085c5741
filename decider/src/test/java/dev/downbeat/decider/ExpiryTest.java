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
import dev.downbeat.model.RetryPolicy;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Failure BROKE = Failure.of(ErrorCode.TASK_FAILED, "it broke");

    private RunState run = queued(TaskLimits.NONE);
    private Decision last = new Decision(run, List.of(), List.of());

    @Test
    void a_task_that_does_not_get_its_turn_in_time_fails_and_is_not_tried_again() {
        start(TaskLimits.NONE.withQueueTimeout(HOUR));
        assertThat(last.effects()).contains(new Effect.WakeAt(0, MapIndex.NONE, NOW.plus(HOUR)));

        due(NOW.plus(HOUR));

        assertThat(task().state()).isEqualTo(TaskState.FAILED);
        assertThat(task().failure())
                .isEqualTo(Failure.of(ErrorCode.TASK_TIMEOUT, "not started within its queue_timeout of 1h"));
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
    }

    @Test
    void one_that_no_executor_begins_in_time_is_taken_back_from_it() {
        start(TaskLimits.NONE.withQueueTimeout(HOUR));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW.plusSeconds(5)));

        due(NOW.plus(HOUR));

        assertThat(task().state()).isEqualTo(TaskState.FAILED);
        assertThat(last.effects()).contains(new Effect.Stop(0, MapIndex.NONE, 1));
    }

    @Test
    void one_that_has_started_has_no_queue_timeout_any_more_and_its_next_try_has_all_of_it() {
        start(TaskLimits.NONE.withQueueTimeout(HOUR));
        run(new Outcome.Failed(BROKE, true), NOW.plusSeconds(5));
        due(NOW.plus(HOUR));
        assertThat(task().state()).isEqualTo(TaskState.UP_FOR_RETRY);

        Instant again = Objects.requireNonNull(task().times().dueAt());
        decide(new Event.RetryDue(0, MapIndex.NONE, again));
        assertThat(task().times().dueAt()).isEqualTo(again.plus(HOUR));
    }

    @Test
    void what_was_lost_before_it_began_still_has_to_start_by_the_same_time() {
        start(TaskLimits.NONE.withQueueTimeout(HOUR));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW.plusSeconds(5)));

        decide(new Event.Resumed(NOW.plusSeconds(60)));

        assertThat(task().state()).isEqualTo(TaskState.SCHEDULED);
        assertThat(last.effects()).contains(new Effect.WakeAt(0, MapIndex.NONE, NOW.plus(HOUR)));
        due(NOW.plus(HOUR));
        assertThat(task().state()).isEqualTo(TaskState.FAILED);
    }

    @Test
    void all_tries_and_the_delays_between_them_are_bound_by_the_total_timeout() {
        start(TaskLimits.NONE.withTotalTimeout(HOUR));
        run(new Outcome.Failed(BROKE, true), NOW.plusSeconds(5));
        assertThat(task().state()).isEqualTo(TaskState.UP_FOR_RETRY);

        due(NOW.plus(HOUR));

        assertThat(task().state()).isEqualTo(TaskState.FAILED);
        assertThat(task().failure())
                .isEqualTo(
                        Failure.of(ErrorCode.TASK_TIMEOUT, "its total_timeout of 1h was over after 1 try: it broke"));
    }

    @Test
    void an_attempt_under_way_is_stopped_when_the_total_timeout_is_over() {
        start(TaskLimits.NONE.withTotalTimeout(HOUR));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW));
        decide(new Event.Started(0, MapIndex.NONE, 1, NOW));

        due(NOW.plus(HOUR));

        assertThat(task().state()).isEqualTo(TaskState.FAILED);
        assertThat(last.effects()).contains(new Effect.Stop(0, MapIndex.NONE, 1));
        decide(new Event.Ended(0, MapIndex.NONE, 1, new Outcome.Failed(BROKE, true), NOW.plus(HOUR)));
        assertThat(task().state()).as("its end comes too late").isEqualTo(TaskState.FAILED);
        assertThat(last.changes()).isEmpty();
    }

    @Test
    void waiting_counts_and_a_deferred_task_looks_no_more() {
        start(TaskLimits.NONE.withTotalTimeout(HOUR));
        var patience = new Outcome.Patience(Duration.ofDays(1), false, false);
        run(new Outcome.NotYet(Duration.ofMinutes(1), patience, "no file", "{}"), NOW.plusSeconds(5));
        assertThat(task().state()).isEqualTo(TaskState.DEFERRED);

        due(NOW.plus(HOUR));

        assertThat(task().state()).isEqualTo(TaskState.FAILED);
        assertThat(last.effects()).contains(new Effect.Stop(0, MapIndex.NONE, 1));
    }

    @Test
    void a_restart_leaves_the_total_timeout_where_it_was() {
        start(TaskLimits.NONE.withTotalTimeout(HOUR));
        decide(new Event.Dispatch(0, MapIndex.NONE, NOW));
        decide(new Event.Started(0, MapIndex.NONE, 1, NOW));
        decide(new Event.Resumed(NOW.plusSeconds(600)));

        assertThat(last.effects()).contains(new Effect.WakeAt(0, MapIndex.NONE, NOW.plus(HOUR)));
        assertThat(task().times().expiresAt()).isEqualTo(NOW.plus(HOUR));
    }

    @Test
    void a_cleared_task_has_all_of_its_time_again() {
        start(TaskLimits.NONE.withTotalTimeout(HOUR));
        due(NOW.plus(HOUR));
        Instant later = NOW.plus(HOUR).plus(HOUR);

        decide(new Event.Clear(List.of(new Event.Target(0, List.of())), false, "again", later));
        decide(new Event.Start(later));

        assertThat(task().state()).isEqualTo(TaskState.SCHEDULED);
        assertThat(task().times().expiresAt()).isEqualTo(later.plus(HOUR));
        due(NOW.plus(HOUR));
        assertThat(task().state()).as("the timer of its life before").isEqualTo(TaskState.SCHEDULED);
    }

    @Test
    void a_task_without_such_timeouts_sets_no_timer() {
        start(TaskLimits.NONE);

        assertThat(last.effects()).containsExactly(new Effect.Ready(0, MapIndex.NONE));
    }

    private TaskInstance task() {
        return run.instance(0, MapIndex.NONE);
    }

    private void start(TaskLimits limits) {
        run = queued(limits);
        decide(new Event.Start(NOW));
    }

    private void run(Outcome outcome, Instant at) {
        decide(new Event.Dispatch(0, MapIndex.NONE, at));
        decide(new Event.Started(0, MapIndex.NONE, task().attempt(), at));
        decide(new Event.Ended(0, MapIndex.NONE, task().attempt(), outcome, at));
    }

    private void due(Instant at) {
        decide(new Event.WaitDue(0, MapIndex.NONE, at, at));
    }

    private void decide(Event event) {
        last = Decider.decide(run, event);
        run = last.next();
    }

    private static RunState queued(TaskLimits limits) {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/d.yaml", ""));
        TaskSpec task = TaskSpec.of(new TaskId("work"), new OperatorCall("bash", Map.of(), Set.of()))
                .withPolicy(TaskPolicy.DEFAULT
                        .withRetry(RetryPolicy.NONE.withRetries(3))
                        .withLimits(limits));
        return RunState.queued(Graph.of(new DagSpec(
                new DagId("d"), about, new Schedule.Manual(), Map.of(), RunPolicy.DEFAULT, List.of(), List.of(task))));
    }
}
