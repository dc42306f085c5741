package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepairTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Outcome BROKE = new Outcome.Failed(Failure.of(ErrorCode.TASK_FAILED, "it broke"), false);

    private final List<TaskSpec> tasks = new ArrayList<>();
    private RunState run = RunState.queued(Graph.of(aDag(List.of(aTask("unused")))));
    private List<Effect> effects = List.of();
    private List<Change> changes = List.of();

    @Test
    void a_cleared_task_of_a_run_that_failed_runs_anew_and_so_does_what_could_not_run_because_of_it() {
        add(aTask("a"), aTask("b", "a"), aTask("c", "b"));
        start();
        complete("a");
        end("b", BROKE);
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);

        clear("b");
        assertThat(run.state()).isEqualTo(DagRunState.QUEUED);
        assertThat(effects).contains(new Effect.Reopened());
        assertThat(changes)
                .anyMatch(change -> change instanceof Change.AttemptKept kept
                        && kept.outcome().equals("failed")
                        && kept.ended().attempt() == 1);
        assertThat(state("c")).isEqualTo(TaskState.NONE);

        decide(new Event.Start(NOW));
        assertThat(state("a")).isEqualTo(TaskState.SUCCESS);
        complete("b");
        assertThat(run.instance(position("b"), MapIndex.NONE).attempt()).isEqualTo(2);
        complete("c");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_cleared_task_that_runs_is_stopped_first_and_starts_when_it_has_stopped() {
        add(aTask("a"));
        start();
        dispatch("a");

        clear("a");
        assertThat(state("a")).isEqualTo(TaskState.RESTARTING);
        assertThat(effects).contains(new Effect.Stop(0, MapIndex.NONE, 1));

        decide(new Event.Ended(0, MapIndex.NONE, 1, new Outcome.Succeeded(), NOW));
        assertThat(state("a")).isEqualTo(TaskState.SCHEDULED);
        complete("a");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_scheduled_task_waits_again_when_what_it_needs_is_cleared() {
        add(aTask("a"), aTask("b", "a"));
        start();
        complete("a");
        assertThat(state("b")).isEqualTo(TaskState.SCHEDULED);

        clear("a");

        assertThat(state("b")).isEqualTo(TaskState.NONE);
        complete("a");
        complete("b");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void marking_a_failed_task_success_lets_the_run_go_on() {
        add(aTask("a"), aTask("b", "a"));
        start();
        end("a", BROKE);

        mark(TaskState.SUCCESS, "a");
        assertThat(run.state()).isEqualTo(DagRunState.QUEUED);
        decide(new Event.Start(NOW));
        complete("b");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void marking_the_last_task_of_an_ended_run_changes_how_the_run_ended() {
        add(aTask("a"));
        start();
        complete("a");

        mark(TaskState.FAILED, "a");
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
        mark(TaskState.SUCCESS, "a");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_task_that_a_person_skipped_stays_skipped_when_what_comes_before_is_cleared() {
        add(aTask("a"), aTask("b", "a"));
        start();
        mark(TaskState.SKIPPED, "b");
        end("a", BROKE);

        clear("a");
        decide(new Event.Start(NOW));
        complete("a");

        assertThat(state("b")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_task_below_a_branch_is_skipped_again_when_it_alone_is_cleared_and_may_be_chosen_when_the_branch_is() {
        add(aTask("gate"), aTask("left", "gate"), aTask("right", "gate"));
        start();
        end("gate", new Outcome.Branched(Set.of(new TaskId("left"))));
        complete("left");
        assertThat(state("right")).isEqualTo(TaskState.SKIPPED);

        clear("right");
        decide(new Event.Start(NOW));
        assertThat(state("right")).isEqualTo(TaskState.SKIPPED);

        clear("gate");
        decide(new Event.Start(NOW));
        end("gate", new Outcome.Branched(Set.of(new TaskId("right"))));
        assertThat(state("right")).isEqualTo(TaskState.SCHEDULED);
        assertThat(state("left")).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void a_mapped_task_that_is_cleared_as_a_whole_is_counted_anew_and_drops_items_that_are_gone() {
        add(mapped("m"), aTask("z", "m"));
        start();
        expand("m", 3);
        for (int i = 0; i < 3; i++) {
            end("m", i, new Outcome.Succeeded());
        }

        clear("m");
        assertThat(run.mapSize(0)).isEqualTo(-1);
        assertThat(effects).contains(new Effect.Expand(0));
        expand("m", 2);

        assertThat(state("m", 2)).isEqualTo(TaskState.REMOVED);
        assertThat(state("m", 1)).isEqualTo(TaskState.SCHEDULED);
        end("m", 0, new Outcome.Succeeded());
        end("m", 1, new Outcome.Succeeded());
        assertThat(run.instance(0, MapIndex.of(1)).attempt()).isEqualTo(2);
        complete("z");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_mapped_task_is_not_counted_anew_before_its_running_items_have_stopped() {
        add(mapped("m"));
        start();
        expand("m", 2);
        decide(new Event.Dispatch(0, MapIndex.of(1), NOW));

        clear("m");
        assertThat(effects).doesNotContain(new Effect.Expand(0));
        assertThat(state("m", 1)).isEqualTo(TaskState.RESTARTING);
        decide(new Event.Ended(0, MapIndex.of(1), 1, BROKE, NOW));

        assertThat(effects).contains(new Effect.Expand(0));
    }

    /// In the simulation that was seed 11728.
    @Test
    void marking_a_mapped_task_that_is_to_be_counted_anew_waits_no_longer_for_items_that_are_being_stopped() {
        add(mapped("m"));
        start();
        expand("m", 2);
        decide(new Event.Dispatch(0, MapIndex.of(1), NOW));
        clear("m");
        assertThat(state("m", 1)).isEqualTo(TaskState.RESTARTING);

        mark(TaskState.FAILED, "m");

        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
        assertThat(state("m", 1)).isEqualTo(TaskState.REMOVED);
        assertThat(state("m")).isEqualTo(TaskState.FAILED);
    }

    @Test
    void a_task_that_is_mapped_now_still_knows_how_often_it_was_tried_before_that() {
        add(mapped("m"));
        var before = new TaskInstance(TaskState.NONE, 3, 1, 0, TaskInstance.NEW.times(), null);
        var stored = new RunState.Stored(
                Map.of(new RunState.Place(new TaskId("m"), MapIndex.NONE), before),
                Map.of(new TaskId("m"), 2),
                Map.of());
        run = RunState.restored(Graph.of(aDag(tasks)), RunState.Phase.QUEUED, stored);
        decide(new Event.Start(NOW));

        clear("m");

        assertThat(run.instance(0, MapIndex.NONE).attempt()).isEqualTo(3);
        assertThat(changes)
                .anyMatch(change ->
                        change instanceof Change.Task told && told.note().equals("to be counted anew"));
    }

    @Test
    void a_count_that_was_asked_for_before_a_clear_is_of_no_use() {
        add(mapped("m"));
        start();

        clear("m");
        expand("m", 5);

        assertThat(run.mapSize(0)).isEqualTo(-1);
        assertThat(effects).contains(new Effect.Expand(0));
        expand("m", 1);
        assertThat(run.mapSize(0)).isEqualTo(1);
    }

    @Test
    void only_the_cleared_items_of_a_mapped_task_run_anew() {
        add(mapped("m"));
        start();
        expand("m", 2);
        end("m", 0, new Outcome.Succeeded());
        end("m", 1, BROKE);

        decide(new Event.Clear(List.of(new Event.Target(0, List.of())), true, "cleared", NOW));
        decide(new Event.Start(NOW));

        assertThat(state("m", 0)).isEqualTo(TaskState.SUCCESS);
        assertThat(state("m", 1)).isEqualTo(TaskState.SCHEDULED);
    }

    @Test
    void what_is_stored_of_a_cleared_run_gives_the_same_run_again() {
        add(mapped("m"), aTask("z", "m"));
        start();
        expand("m", 2);
        end("m", 0, new Outcome.Succeeded());
        end("m", 1, BROKE);
        clear("m");

        RunState again = RunState.restored(run.graph(), run.phase(), stored());

        assertThat(again.mapSize(0)).isEqualTo(-1);
        assertThat(again.instance(0, MapIndex.of(1))).isEqualTo(run.instance(0, MapIndex.of(1)));
        assertThat(again.open()).isEqualTo(run.open());
    }

    @Test
    void marking_a_run_success_ends_it_and_leaves_only_its_teardowns_to_run() {
        add(
                aTask("make").withPolicy(TaskPolicy.DEFAULT.withRole(Role.SETUP)),
                aTask("work", "make"),
                aTask("drop", "make", "work").withPolicy(TaskPolicy.DEFAULT.withRole(Role.TEARDOWN)));
        start();
        complete("make");

        decide(new Event.MarkRun(null, "marked", NOW));
        assertThat(state("work")).isEqualTo(TaskState.SUCCESS);
        assertThat(run.state()).isEqualTo(DagRunState.RUNNING);
        complete("drop");
        assertThat(run.state()).isEqualTo(DagRunState.SUCCESS);
    }

    @Test
    void a_cleared_task_names_the_setups_and_teardowns_that_belong_to_it() {
        add(
                aTask("make").withPolicy(TaskPolicy.DEFAULT.withRole(Role.SETUP)),
                aTask("work", "make"),
                aTask("drop", "make", "work").withPolicy(TaskPolicy.DEFAULT.withRole(Role.TEARDOWN)),
                aTask("other"));
        Graph graph = Graph.of(aDag(tasks));
        var work = new java.util.BitSet();
        work.set(graph.position(new TaskId("work")));

        assertThat(graph.setupsAndTeardownsOf(work).stream())
                .containsExactly(graph.position(new TaskId("make")), graph.position(new TaskId("drop")));
    }

    @Test
    void a_cancelled_task_that_runs_fails_without_a_retry_and_what_waits_is_skipped() {
        add(aTask("a"), aTask("b", "a"), aTask("c"));
        start();
        dispatch("a");

        decide(new Event.CancelTasks(
                List.of(new Event.Target(0, List.of()), new Event.Target(2, List.of())),
                Failure.of(ErrorCode.CANCELLED, "cancelled"),
                NOW));

        assertThat(state("a")).isEqualTo(TaskState.FAILED);
        assertThat(state("b")).isEqualTo(TaskState.UPSTREAM_FAILED);
        assertThat(state("c")).isEqualTo(TaskState.SKIPPED);
        assertThat(effects).contains(new Effect.Stop(0, MapIndex.NONE, 1));
        assertThat(run.state()).isEqualTo(DagRunState.FAILED);
    }

    private RunState.Stored stored() {
        var instances = new LinkedHashMap<RunState.Place, TaskInstance>();
        for (int i = 0; i < 2; i++) {
            instances.put(new RunState.Place(new TaskId("m"), MapIndex.of(i)), run.instance(0, MapIndex.of(i)));
        }
        return new RunState.Stored(instances, Map.of(), Map.of());
    }

    private void add(TaskSpec... all) {
        tasks.addAll(Arrays.asList(all));
    }

    @Test
    void a_task_mapped_along_another_has_the_same_items_seen_from_either() {
        TaskSpec along = aTask("f", "m").withMapping(new Mapping.Along(new TaskId("m"), MapOptions.DEFAULT));
        Graph graph = Graph.of(aDag(List.of(mapped("m"), along)));
        assertThat(graph.sameItems(0)).containsExactly(0, 1);
        assertThat(graph.sameItems(1)).containsExactly(0, 1);
    }

    private static TaskSpec aTask(String id, String... needs) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("noop", Map.of(), Set.of()))
                .withNeeds(Arrays.stream(needs).map(TaskId::new).map(Need::of).toList());
    }

    private static TaskSpec mapped(String id) {
        var sources = new LinkedHashMap<String, Mapping.Source>();
        sources.put("item", new Mapping.Template("{{ outputs.list }}", Set.of()));
        return aTask(id).withMapping(new Mapping.Over(Mapping.Kind.EACH, sources));
    }

    private static DagSpec aDag(List<TaskSpec> of) {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/d.yaml", ""));
        return new DagSpec(new DagId("d"), about, new Schedule.Manual(), Map.of(), RunPolicy.DEFAULT, List.of(), of);
    }

    private void start() {
        run = RunState.queued(Graph.of(aDag(tasks)));
        decide(new Event.Start(NOW));
    }

    /// Each call sees the effects and changes of its own event.
    private void decide(Event event) {
        Decision decision = Decider.decide(run, event);
        run = decision.next();
        effects = decision.effects();
        changes = decision.changes();
    }

    private void clear(String task) {
        decide(new Event.Clear(List.of(new Event.Target(position(task), List.of())), false, "cleared", NOW));
    }

    private void mark(TaskState state, String task) {
        decide(new Event.Mark(List.of(new Event.Target(position(task), List.of())), state, "marked", NOW));
    }

    private void expand(String task, int size) {
        decide(new Event.Expanded(position(task), size, NOW));
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
        return state(task, -1);
    }

    private TaskState state(String task, int index) {
        return run.instance(position(task), MapIndex.of(index)).state();
    }

    private int position(String task) {
        return run.graph().position(new TaskId(task));
    }
}
