package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.yaml.DagKeys.DefaultKeys;
import dev.downbeat.model.PastRule;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskLimits;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads what a task takes of the limits, and in which order it goes.
final class LimitsReader {
    private final Problems problems;
    private final DefaultKeys defaults;

    LimitsReader(Problems problems, DefaultKeys defaults) {
        this.problems = problems;
        this.defaults = defaults;
    }

    Placement placement(TaskTree.Task task, TaskKeys keys) {
        return Placement.DEFAULT
                .withPool(keys.pool() == null ? defaults.pool() : keys.pool())
                .withPoolSlots(atLeastOne(task, "pool_slots", keys.poolSlots()))
                .withPriority(keys.priority() == null ? defaults.priority() : keys.priority())
                .withWeightRule(keys.weightRule() == null ? defaults.weightRule() : keys.weightRule());
    }

    TaskLimits limits(TaskTree.Task task, TaskKeys keys) {
        return TaskLimits.NONE
                .withPerDag(limit(task, "max_active_tis_per_dag", keys.maxActiveTisPerDag()))
                .withPerRun(limit(task, "max_active_tis_per_dagrun", keys.maxActiveTisPerDagrun()))
                .withPast(past(task, keys))
                .withQueueTimeout(keys.queueTimeout() == null ? defaults.queueTimeout() : keys.queueTimeout())
                .withTotalTimeout(keys.totalTimeout() == null ? defaults.totalTimeout() : keys.totalTimeout());
    }

    private PastRule past(TaskTree.Task task, TaskKeys keys) {
        boolean past = keys.dependsOnPast() == null ? defaults.dependsOnPast() : keys.dependsOnPast();
        if (keys.waitForDownstream() && Boolean.FALSE.equals(keys.dependsOnPast())) {
            problems.add(
                    where(task, "depends_on_past"),
                    "wait_for_downstream means depends_on_past too",
                    "leave depends_on_past out");
        }
        return keys.waitForDownstream()
                ? PastRule.WAIT_FOR_DOWNSTREAM
                : past ? PastRule.DEPENDS_ON_PAST : PastRule.NONE;
    }

    private int limit(TaskTree.Task task, String key, @Nullable Integer limit) {
        return limit == null ? RunPolicy.NO_LIMIT : atLeastOne(task, key, limit);
    }

    private int atLeastOne(TaskTree.Task task, String key, int number) {
        if (number < 1) {
            problems.add(where(task, key), "%s is %d; it has to be 1 or more".formatted(key, number));
        }
        return Math.max(1, number);
    }

    private static Node where(TaskTree.Task task, String key) {
        return Document.value(task.node(), key).orElse(task.key());
    }
}
