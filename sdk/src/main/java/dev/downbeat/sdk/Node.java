package dev.downbeat.sdk;

import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A task that was written, before the DAG's defaults are applied.
///
/// @param needs what it comes after, by data or by order
record Node(
        TaskId id, OperatorCall call, Mapping mapping, Set<TaskId> needs, UnaryOperator<Settings> settings, int line) {
    TaskSpec spec(Settings defaults) {
        Settings all = settings.apply(defaults);
        List<Need> edges = needs.stream().map(Need::of).toList();
        return new TaskSpec(id, call, edges, mapping, all.policy(), all.placement(), all.about(line));
    }
}
