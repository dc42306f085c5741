package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TriggerRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Outcome BROKE = new Outcome.Failed(Failure.of(ErrorCode.TASK_FAILED, "it broke"), true);

    private RunPolicy policy = RunPolicy.DEFAULT;
    private final List<TaskSpec> tasks = new ArrayList<>();
    private RunState run = RunState.queued(Graph.of(aDag(List.of(aTask("unused", TaskPolicy.DEFAULT)))));
    private final List<Effect> effects = new ArrayList<>();

    @Test
    void a_chain_goes_on_from_task_to_task_to_success() {
        task("a").task("b", "a");
        start();
        assertThat(effects).containsExactly(new Effect.Ready(0, MapIndex.NONE));

        complete("a");
        assertThat(state("b")).isEqualTo(TaskState.SCHEDULED);
        complete("b");

        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
        assertThat(effects).last().isEqualTo(new Effect.RunEnded(DagRunState.SUCCESS));
    }

    @Test
    void a_failure_marks_what_needs_it_and_still_lets_the_clean_up_run() {
        task("extract").task("validate", "extract").task("train", "validate").task("deploy", "train");
        tasks.add(aTask("clean_up", rule(TriggerRule.ALL_DONE), "deploy"));
        start();
        complete("extract");
        end("validate", BROKE);

        assertThat(state("train")).isEqualTo(TaskState.UPSTREAM_FAILED);
        assertThat(state("deploy")).isEqualTo(TaskState.UPSTREAM_FAILED);
        complete("clean_up");

        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
        assertThat(run.phase().failure())
                .isEqualTo(Failure.of(ErrorCode.TASK_FAILED, "task 'validate' failed: it broke"));
    }

    @Test
    void judged_by_its_leaves_a_run_with_a_clean_up_that_succeeded_is_a_success() {
        policy = RunPolicy.DEFAULT.withMaxActiveRuns(1).withVerdict(RunPolicy.Verdict.LEAVES);
        task("work");
        tasks.add(aTask("clean_up", rule(TriggerRule.ALL_DONE), "work"));
        start();
        end("work", BROKE);
        complete("clean_up");

        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_branch_skips_what_it_did_not_choose_but_not_the_join_after_both() {
        task("gate").task("deploy", "gate").task("notify", "gate");
        tasks.add(aTask("join", rule(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS), "deploy", "notify"));
        start();
        end("gate", new Outcome.Branched(Set.of(new TaskId("notify"))));

        assertThat(state("deploy")).isEqualTo(TaskState.SKIPPED);
        assertThat(state("notify")).isEqualTo(TaskState.SCHEDULED);
        complete("notify");
        complete("join");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_task_directly_below_a_branch_and_below_what_was_chosen_goes_on() {
        task("gate").task("chosen", "gate").task("other", "gate");
        tasks.add(aTask("join", rule(TriggerRule.NONE_FAILED), "gate", "chosen"));
        start();
        end("gate", new Outcome.Branched(Set.of(new TaskId("chosen"))));

        assertThat(state("other")).isEqualTo(TaskState.SKIPPED);
        assertThat(state("join")).isEqualTo(TaskState.NONE);
    }

    @Test
    void a_failed_attempt_waits_and_is_tried_again_until_its_retries_are_used() {
        var retry = RetryPolicy.NONE
                .withRetries(1)
                .withDelay(Duration.ofSeconds(10))
                .withBackoff(2);
        tasks.add(aTask("flaky", TaskPolicy.DEFAULT.withRetry(retry)));
        start();
        end("flaky", BROKE);

        assertThat(state("flaky")).isEqualTo(TaskState.UP_FOR_RETRY);
        assertThat(effects).contains(new Effect.RetryAt(0, MapIndex.NONE, NOW.plusSeconds(10)));
        decide(new Event.RetryDue(0, MapIndex.NONE, NOW.plusSeconds(10)));
        end("flaky", BROKE);

        assertThat(state("flaky")).isEqualTo(TaskState.FAILED);
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
    }

    @Test
    void a_lost_attempt_is_started_again_without_using_a_retry() {
        task("a");
        start();
        dispatch("a");
        decide(new Event.Started(0, MapIndex.NONE, 1, NOW));
        decide(new Event.Resumed(NOW));

        assertThat(state("a")).isEqualTo(TaskState.SCHEDULED);
        dispatch("a");
        assertThat(run.instance(0, MapIndex.NONE).attempt()).isEqualTo(2);
        assertThat(run.instance(0, MapIndex.NONE).tryNumber()).isEqualTo(1);
    }

    @Test
    void an_attempt_that_takes_its_process_down_each_time_is_given_up() {
        task("bomb");
        start();
        for (int i = 1; i <= Decider.MAX_LOST; i++) {
            dispatch("bomb");
            decide(new Event.Started(0, MapIndex.NONE, i, NOW));
            decide(new Event.Resumed(NOW));
        }

        assertThat(state("bomb")).isEqualTo(TaskState.FAILED);
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
    }

    @Test
    void a_late_result_of_an_old_attempt_is_ignored() {
        task("a");
        start();
        dispatch("a");
        decide(new Event.Resumed(NOW));
        dispatch("a");
        RunState before = run;

        Decision late = Decider.decide(run, new Event.Ended(0, MapIndex.NONE, 1, new Outcome.Succeeded(), NOW));

        assertThat(late.changes()).isEmpty();
        assertThat(late.next()).isSameAs(before);
    }

    @Test
    void a_mapped_task_runs_once_for_each_item_and_what_follows_waits_for_all() {
        task("list");
        tasks.add(mapped("each", "list"));
        task("sum", "each");
        start();
        complete("list");
        assertThat(effects).last().isEqualTo(new Effect.Expand(1));
        decide(new Event.Expanded(1, 2, NOW));
        end("each", 0, new Outcome.Succeeded());

        assertThat(state("sum")).isEqualTo(TaskState.NONE);
        end("each", 1, new Outcome.Succeeded());
        complete("sum");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_map_over_nothing_is_skipped_with_what_needs_it() {
        tasks.add(mapped("each"));
        task("sum", "each");
        start();
        decide(new Event.Expanded(0, 0, NOW));

        assertThat(state("each")).isEqualTo(TaskState.SKIPPED);
        assertThat(state("sum")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void an_abort_stops_what_runs_and_skips_the_rest() {
        task("a").task("b", "a");
        start();
        dispatch("a");
        decide(new Event.Abort(Failure.of(ErrorCode.CANCELLED, "cancelled"), NOW));

        assertThat(state("a")).isEqualTo(TaskState.FAILED);
        assertThat(state("b")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
        assertThat(effects).contains(new Effect.Stop(0, MapIndex.NONE, 1));
    }

    @Test
    void fail_fast_ends_the_run_with_the_first_failure() {
        policy = RunPolicy.DEFAULT.withMaxActiveRuns(1).withFailFast(true);
        task("a").task("b").task("c", "b");
        start();
        end("a", BROKE);

        assertThat(state("b")).isEqualTo(TaskState.SKIPPED);
        assertThat(state("c")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
    }

    @Test
    void a_failure_that_is_allowed_does_not_fail_the_run() {
        tasks.add(aTask("optional", TaskPolicy.DEFAULT.withAllowFailure(true)));
        start();
        end("optional", BROKE);

        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void deciding_leaves_the_state_before_untouched() {
        task("a").task("b", "a");
        start();
        RunState before = run;
        complete("a");

        assertThat(before.instance(0, MapIndex.NONE).state()).isEqualTo(TaskState.SCHEDULED);
        assertThat(before.instance(1, MapIndex.NONE).state()).isEqualTo(TaskState.NONE);
    }

    private DeciderTest task(String id, String... needs) {
        tasks.add(aTask(id, TaskPolicy.DEFAULT, needs));
        return this;
    }

    private static TaskPolicy rule(TriggerRule rule) {
        return TaskPolicy.DEFAULT.withRule(rule);
    }

    private static TaskSpec aTask(String id, TaskPolicy policy, String... needs) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("noop", Map.of(), Set.of()))
                .withNeeds(
                        List.of(needs).stream().map(TaskId::new).map(Need::of).toList())
                .withPolicy(policy);
    }

    private static TaskSpec mapped(String id, String... needs) {
        TaskSpec plain = aTask(id, TaskPolicy.DEFAULT, needs);
        var sources = new LinkedHashMap<String, Mapping.Source>();
        sources.put("item", new Mapping.Template("{{ outputs.list }}", Set.of()));
        var over = new Mapping.Over(Mapping.Kind.EACH, sources);
        return plain.withMapping(over);
    }

    private DagSpec aDag(List<TaskSpec> of) {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/d.yaml", ""));
        return new DagSpec(new DagId("d"), about, new Schedule.Manual(), Map.of(), policy, List.of(), of);
    }

    private void start() {
        run = RunState.queued(Graph.of(aDag(tasks)));
        decide(new Event.Start(NOW));
    }

    private void decide(Event event) {
        Decision decision = Decider.decide(run, event);
        run = decision.next();
        effects.addAll(decision.effects());
    }

    private void dispatch(String task) {
        decide(new Event.Dispatch(position(task), MapIndex.NONE, NOW));
    }

    private void complete(String task) {
        end(task, new Outcome.Succeeded());
    }

    private void end(String task, Outcome outcome) {
        end(task, -1, outcome);
    }

    private void end(String task, int index, Outcome outcome) {
        MapIndex place = MapIndex.of(index);
        decide(new Event.Dispatch(position(task), place, NOW));
        int attempt = run.instance(position(task), place).attempt();
        decide(new Event.Ended(position(task), place, attempt, outcome, NOW));
    }

    private TaskState state(String task) {
        return run.instance(position(task), MapIndex.NONE).state();
    }

    private int position(String task) {
        return run.graph().position(new TaskId(task));
    }
}
