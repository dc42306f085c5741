package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<RunId, ActiveRun> runs = new HashMap<>();
    private final Limits limits = new Limits(100, new PastGates(runs));
    private final Map<String, Integer> pools = new HashMap<>();
    private long nextRun = 1;

    @Test
    void the_higher_priority_goes_first_then_the_older_run() {
        ActiveRun older = run("etl", RunPolicy.DEFAULT, task("a").withPlacement(Placement.DEFAULT.withPriority(5)));
        ActiveRun newer = run(
                "etl",
                RunPolicy.DEFAULT,
                task("a").withPlacement(Placement.DEFAULT.withPriority(5)),
                task("b").withPlacement(Placement.DEFAULT.withPriority(9)));
        pool("default", 100);

        ready(newer, 0, 1);
        ready(older, 0);
        assertThat(started(NOW)).containsExactly("2.b", "1.a", "2.a");
    }

    @Test
    void a_blocked_task_does_not_block_others() {
        pool("default", 100);
        pool("narrow", 0);
        ActiveRun run = run(
                "etl",
                RunPolicy.DEFAULT,
                task("a").withPlacement(Placement.DEFAULT.withPool("narrow").withPriority(9)),
                task("b"));

        ready(run, 0, 1);
        assertThat(started(NOW)).containsExactly("1.b");
        assertThat(limits.askSoon()).as("slots are missing").isTrue();
        pool("narrow", 1);
        assertThat(started(NOW)).containsExactly("1.a");
    }

    @Test
    void a_pool_that_does_not_exist_lets_nothing_go_until_it_does() {
        pool("default", 100);
        ActiveRun run = run("etl", RunPolicy.DEFAULT, task("a").withPlacement(Placement.DEFAULT.withPool("new")));

        ready(run, 0);
        assertThat(started(NOW)).isEmpty();
        assertThat(limits.asks(NOW)).containsKey("new");
        pool("new", 1);
        assertThat(started(NOW)).containsExactly("1.a");
    }

    @Test
    void what_fits_passes_what_needs_more_slots_but_not_for_ever() {
        var small = Placement.DEFAULT.withPool("narrow");
        ActiveRun older = run(
                "etl",
                RunPolicy.DEFAULT,
                task("one").withPlacement(small),
                task("big").withPlacement(small.withPoolSlots(2)));
        ActiveRun newer = run(
                "etl",
                RunPolicy.DEFAULT,
                task("one").withPlacement(small),
                task("two").withPlacement(small));
        ready(older, 0);
        assertThat(started(NOW)).isEmpty();
        pool("narrow", 2);
        assertThat(started(NOW)).containsExactly("1.one");

        ready(older, 1);
        ready(newer, 0);
        assertThat(started(NOW)).as("one slot is free").containsExactly("2.one");
        ready(newer, 1);
        Instant later = NOW.plus(Limits.PATIENCE);
        end(newer, 0, later);
        assertThat(started(later)).as("the big one has waited long enough").isEmpty();
        end(older, 0, later);
        assertThat(started(later)).containsExactly("1.big");
        end(older, 1, later);
        assertThat(started(later)).containsExactly("2.two");
    }

    @Test
    void a_dag_and_a_task_are_limited_over_all_runs_and_a_run_by_itself() {
        pool("default", 100);
        var policy = RunPolicy.DEFAULT.withMaxActiveTasks(3).withMaxActiveTasksPerRun(2);
        TaskSpec single = task("single")
                .withPolicy(TaskPolicy.DEFAULT.withLimits(
                        TaskPolicy.DEFAULT.limits().withPerDag(1)));
        ActiveRun one = run("etl", policy, single, task("a"), task("b"));
        ActiveRun two = run("etl", policy, single, task("a"), task("b"));
        ActiveRun other = run("other", policy, single, task("a"), task("b"));

        ready(one, 0, 1, 2);
        assertThat(started(NOW)).containsExactly("1.single", "1.a");
        ready(two, 0, 1, 2);
        assertThat(started(NOW)).as("the DAG may have one more").containsExactly("2.a");
        ready(other, 0, 1);
        assertThat(started(NOW)).containsExactly("3.single", "3.a");
        end(one, 1, NOW);
        assertThat(started(NOW)).containsExactly("1.b");
        end(one, 0, NOW);
        assertThat(started(NOW)).containsExactly("2.single");
    }

    @Test
    void many_blocked_tasks_are_not_looked_at_again_and_again() {
        pool("default", 100_000);
        pool("narrow", 0);
        var blocked = new ArrayList<TaskSpec>();
        for (int i = 0; i < 50_000; i++) {
            blocked.add(task("b" + i)
                    .withPlacement(Placement.DEFAULT.withPool("narrow").withPriority(9)));
        }
        blocked.add(task("free"));
        ActiveRun run =
                run("etl", RunPolicy.DEFAULT.withMaxActiveTasksPerRun(1_000_000), blocked.toArray(TaskSpec[]::new));
        for (int i = 0; i < 50_000; i++) {
            limits.ready(run, i, MapIndex.NONE);
        }
        assertThat(started(NOW)).isEmpty();

        long start = System.nanoTime();
        for (int i = 0; i < 50_000; i++) {
            ready(run, 50_000);
            assertThat(started(NOW)).hasSize(1);
            end(run, 50_000, NOW);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_run_that_is_over_leaves_nothing_behind() {
        pool("narrow", 0);
        ActiveRun run = run("etl", RunPolicy.DEFAULT, task("a").withPlacement(Placement.DEFAULT.withPool("narrow")));
        ready(run, 0);
        assertThat(started(NOW)).isEmpty();

        limits.ended(run, NOW);
        assertThat(limits.readyTasks()).isZero();
        pool("narrow", 1);
        assertThat(started(NOW)).isEmpty();
    }

    @Test
    void deferred_tasks_keep_their_slots_where_the_pool_says_so() {
        pool("default", 1);
        ActiveRun run = run("etl", RunPolicy.DEFAULT, task("a"), task("b"));
        ready(run, 0, 1);
        assertThat(started(NOW)).containsExactly("1.a");
        limits.settled(Map.of("default", new Pools.Share(1, false, new Pools.Total(1, true))), NOW);

        limits.moved(run, 0, TaskState.RUNNING, TaskState.DEFERRED, NOW);
        assertThat(started(NOW)).isEmpty();
        limits.moved(run, 0, TaskState.DEFERRED, TaskState.SCHEDULED, NOW);
        assertThat(started(NOW)).containsExactly("1.b");
    }

    @Test
    void what_waits_for_room_in_a_dag_goes_when_the_run_it_opened_for_ends_in_the_same_moment() {
        pool("default", 100);
        RunPolicy one = RunPolicy.DEFAULT.withMaxActiveTasks(1);
        ActiveRun older = run("etl", one, task("a"), task("b"));
        ActiveRun newer = run("etl", one, task("a"));
        ready(older, 0, 1);
        ready(newer, 0);
        assertThat(started(NOW)).containsExactly("1.a");

        end(older, 0, NOW); // the room is offered to the older run's other task
        limits.ended(older, NOW);

        assertThat(started(NOW)).containsExactly("2.a");
    }

    private void pool(String name, int limit) {
        pools.put(name, limit);
        var shares = new HashMap<String, Pools.Share>();
        pools.forEach((pool, slots) -> shares.put(pool, new Pools.Share(slots, false, new Pools.Total(slots, false))));
        limits.asks(NOW);
        limits.settled(shares, NOW);
    }

    private void ready(ActiveRun run, int... tasks) {
        for (int task : tasks) {
            limits.ready(run, task, MapIndex.NONE);
        }
    }

    private void end(ActiveRun run, int task, Instant at) {
        limits.moved(run, task, TaskState.RUNNING, TaskState.SUCCESS, at);
    }

    private List<String> started(Instant now) {
        var started = new ArrayList<String>();
        for (Limits.Next next = limits.next(now); next != null; next = limits.next(now)) {
            limits.moved(next.run(), next.task(), TaskState.SCHEDULED, TaskState.QUEUED, now);
            TaskId task = next.run().state().graph().task(next.task()).id();
            started.add(next.run().spec().id() + "." + task);
        }
        return started;
    }

    private ActiveRun run(String dag, RunPolicy policy, TaskSpec... tasks) {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/dags/x.yaml", ""));
        var spec =
                new DagSpec(new DagId(dag), about, new Schedule.Manual(), Map.of(), policy, List.of(), List.of(tasks));
        var id = new RunId(nextRun++);
        var version = new DagVersion(new VersionId(id.value()), 1, "", spec, "");
        var runSpec = new RunSpec(
                id, spec.id(), version.id(), Shard.of(spec.id()), RunType.MANUAL, RunSpec.Interval.at(NOW), Map.of());
        var run = new ActiveRun(runSpec, version, RunState.queued(Graph.of(spec)), 0);
        runs.put(id, run);
        return run;
    }

    private static TaskSpec task(String id) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("noop", Map.of(), Set.of()));
    }
}
