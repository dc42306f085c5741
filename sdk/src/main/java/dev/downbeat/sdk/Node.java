package dev.downbeat.sdk;

import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A task that was written, before the DAG's defaults are applied.
///
/// @param needs  what it comes after, by data or by order
/// @param labels of the arrows, where they have any
record Node(
        TaskId id,
        OperatorCall call,
        Mapping mapping,
        Set<TaskId> needs,
        Map<TaskId, String> labels,
        UnaryOperator<Settings> settings,
        int line) {
    Node with(Mapping other) {
        return new Node(id, call, other, needs, labels, settings, line);
    }

    boolean teardown() {
        return settings.apply(Settings.DEFAULT).policy().role().teardown();
    }

    TaskSpec spec(Settings defaults) {
        Settings all = settings.apply(defaults);
        List<Need> edges = needs.stream()
                .map(need -> new Need(need, labels.getOrDefault(need, "")))
                .toList();
        return new TaskSpec(id, call, edges, mapping, all.policy(), all.placement(), all.about(line));
    }
}
