package dev.downbeat.authoring.view;

import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How a graph is shown beyond its shape.
///
/// @param states the tasks' states in a run; empty to show the DAG itself
/// @param colour whether terminal text may carry ANSI colours
public record Look(Map<TaskId, TaskState> states, boolean colour) {
    /// The DAG itself, without colours.
    public static final Look PLAIN = new Look(Map.of(), false);

    public Look {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
    }

    /// Empty when no run is shown.
    Optional<TaskState> state(TaskId task) {
        return Optional.ofNullable(states.get(task));
    }
}
