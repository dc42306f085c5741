package dev.downbeat.engine;

import dev.downbeat.model.About;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.PastRule;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.Role;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskLimits;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TriggerRule;
import dev.downbeat.model.WeightRule;
import dev.downbeat.testkit.Gen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// DAGs of every shape the engine knows, from a seeded source.
final class RandomDags {
    private final RandomGenerator random;
    private final List<TaskSpec> made = new ArrayList<>();
    private Mapping group = Mapping.NONE;

    RandomDags(RandomGenerator random) {
        this.random = random;
    }

    DagSpec next(String id) {
        int size = random.nextInt(20) == 0
                ? Gen.ints(50, 200).next(random)
                : Gen.ints(1, 20).next(random);
        var tasks = new ArrayList<TaskSpec>();
        for (int i = 0; i < size; i++) {
            tasks.add(task(i));
        }
        var policy = RunPolicy.DEFAULT
                .withMaxActiveRuns(Gen.ints(1, 3).next(random))
                .withMaxActiveTasks(random.nextInt(3) == 0 ? Gen.ints(1, 6).next(random) : RunPolicy.NO_LIMIT)
                .withMaxActiveTasksPerRun(Gen.ints(1, 8).next(random))
                .withTimeout(random.nextInt(10) == 0 ? Duration.ofSeconds(20) : Duration.ofHours(6))
                .withFailFast(random.nextInt(10) == 0)
                .withVerdict(Gen.anyOf(RunPolicy.Verdict.class).next(random))
                .withAlerts(size % 2 == 0 ? Telling.everything() : Alerts.NONE);
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/dags/" + id + ".yaml", ""));
        return new DagSpec(new DagId(id), about, new Schedule.Manual(), Map.of(), policy, List.of(), tasks);
    }

    private TaskSpec task(int position) {
        List<Need> needs = needs(position);
        Mapping mapping = mapping(position, needs);
        TaskSpec task = new TaskSpec(
                new TaskId("t" + position), call(), needs, mapping, policy(), placement(), Telling.about(position));
        made.add(task);
        return task;
    }

    /// Alone, in the mapped group of the tasks before, or along one of them.
    private Mapping mapping(int position, List<Need> needs) {
        if (position == 0) {
            made.clear();
            group = Mapping.NONE;
        }
        if (group instanceof Mapping.Over && random.nextInt(3) != 0) {
            return group;
        }
        group = Mapping.NONE;
        if (random.nextInt(10) == 0 && mapping() instanceof Mapping.Over over) {
            group = new Mapping.Over(over.kind(), over.sources(), over.options(), "g" + position);
            return group;
        }
        for (Need need : needs) {
            TaskSpec before = made.get(Integer.parseInt(need.task().value().substring(1)));
            if (before.mapping().mapped() && random.nextInt(2) == 0) {
                return new Mapping.Along(before.id(), options());
            }
        }
        return mapping();
    }

    private MapOptions options() {
        return random.nextInt(3) == 0
                ? MapOptions.DEFAULT.withTolerance(new MapOptions.Tolerance(
                        random.nextInt(2), Gen.of(0, 34, 100).next(random)))
                : MapOptions.DEFAULT;
    }

    private Placement placement() {
        var placement = Placement.DEFAULT
                .withPriority(Gen.ints(1, 3).next(random))
                .withWeightRule(Gen.anyOf(WeightRule.class).next(random))
                .withExecutor(random.nextInt(3) == 0 ? Outliving.NAME : "local");
        return random.nextInt(4) == 0
                ? placement.withPool("narrow").withPoolSlots(Gen.ints(1, 3).next(random))
                : placement;
    }

    private TaskLimits limits() {
        var limits = TaskLimits.NONE;
        if (random.nextInt(4) == 0) {
            limits = limits.withPerDag(Gen.ints(1, 3).next(random));
        }
        if (random.nextInt(4) == 0) {
            limits = limits.withPerRun(Gen.ints(1, 3).next(random));
        }
        if (random.nextInt(15) == 0) {
            limits = limits.withQueueTimeout(Duration.ofSeconds(Gen.ints(1, 60).next(random)));
        }
        if (random.nextInt(15) == 0) {
            limits = limits.withTotalTimeout(Duration.ofSeconds(Gen.ints(1, 300).next(random)));
        }
        return random.nextInt(12) == 0
                ? limits.withPast(Gen.anyOf(PastRule.class).next(random))
                : limits;
    }

    private OperatorCall call() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> new OperatorCall(Gen.of("branch", "cut").next(random), Map.of(), Set.of());
            case 2, 3 -> new OperatorCall("sensor", waiting(), Set.of());
            case 4 -> new OperatorCall("later", Map.of("resume", random.nextBoolean()), Set.of());
            default -> new OperatorCall("noop", Map.of(), Set.of());
        };
    }

    /// Looks every now and then, beside the slots or in them, and loses its patience or not.
    private Map<String, @Nullable Object> waiting() {
        return Map.of(
                "timeout", Gen.ints(2, 60).next(random), "slots", random.nextInt(3) == 0, "soft", random.nextBoolean());
    }

    private List<Need> needs(int position) {
        var needs = new ArrayList<Need>();
        int wanted = position == 0 ? 0 : random.nextInt(4);
        for (int i = 0; i < wanted; i++) {
            int reach = Math.min(position, 1 + random.nextInt(8));
            needs.add(Need.of(new TaskId("t" + (position - 1 - random.nextInt(reach)))));
        }
        return needs.stream().distinct().toList();
    }

    private Mapping mapping() {
        if (random.nextInt(6) != 0) {
            return Mapping.NONE;
        }
        var items = Gen.ints(0, 5).next(random);
        var list = new ArrayList<@Nullable Object>();
        for (int i = 0; i < items; i++) {
            list.add(i);
        }
        var sources = new LinkedHashMap<String, Mapping.Source>();
        sources.put("item", new Mapping.Literal(list));
        return new Mapping.Over(Mapping.Kind.EACH, sources, options(), "");
    }

    private TaskPolicy policy() {
        TriggerRule rule = random.nextInt(2) == 0
                ? TriggerRule.ALL_SUCCESS
                : Gen.anyOf(TriggerRule.class).next(random);
        var retry = RetryPolicy.NONE
                .withRetries(random.nextInt(3))
                .withDelay(Duration.ofSeconds(random.nextInt(4)))
                .withBackoff(2)
                .withMaxDelay(Duration.ofSeconds(5));
        return TaskPolicy.DEFAULT
                .withRetry(retry)
                .withAllowFailure(random.nextInt(5) == 0)
                .withRule(rule)
                .withRole(role())
                .withLimits(limits());
    }

    private Role role() {
        return switch (random.nextInt(12)) {
            case 0 -> Role.SETUP;
            case 1 -> Role.TEARDOWN;
            case 2 -> Role.TEARDOWN.withFailsRun(true);
            default -> Role.WORK;
        };
    }
}
