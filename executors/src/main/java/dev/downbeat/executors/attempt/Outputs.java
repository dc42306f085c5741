package dev.downbeat.executors.attempt;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads what tasks of a run left for others. Asked only when an attempt names such a task, once.
public interface Outputs {
    Outputs NONE = (run, tasks) -> new Left(List.of(), Map.of());

    Left load(RunId run, Set<TaskId> tasks);

    /// What the instances with this map index left.
    default Left load(RunId run, Set<TaskId> tasks, MapIndex index) {
        Left all = load(run, tasks);
        return new Left(
                all.xcoms().stream().filter(xcom -> xcom.index().equals(index)).toList(), all.mapSizes());
    }

    /// @param mapSizes of those of the tasks that are mapped and have been expanded
    record Left(List<Xcom> xcoms, Map<TaskId, Integer> mapSizes) {
        public Left {
            xcoms = List.copyOf(xcoms);
            mapSizes = Map.copyOf(mapSizes);
        }
    }

    /// @param name `return_value` for the output
    record Xcom(TaskId task, MapIndex index, String name, String json) {}
}
