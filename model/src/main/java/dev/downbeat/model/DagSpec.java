package dev.downbeat.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;

/// A DAG as every front end (YAML, Java, …) produces it. Immutable, complete and valid in itself: ids are
/// unique, every need names a task of the DAG, and there is no cycle. The engine, graph, plan, diff and lint
/// know only this.
///
/// @param groups the task groups by path, outer before inner
/// @param tasks  in the order in which the author wrote them
public record DagSpec(
        DagId id,
        About about,
        Schedule schedule,
        Map<String, ParamSpec> params,
        RunPolicy policy,
        List<TaskGroup> groups,
        List<TaskSpec> tasks) {

    public DagSpec {
        params = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(params));
        groups = List.copyOf(groups);
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("DAG '%s' has no tasks".formatted(id));
        }
        var known = new TreeSet<TaskId>();
        for (TaskSpec task : tasks) {
            if (!known.add(task.id())) {
                throw new IllegalArgumentException("two tasks of DAG '%s' are called '%s'".formatted(id, task.id()));
            }
        }
        for (TaskSpec task : tasks) {
            for (Need need : task.needs()) {
                if (!known.contains(need.task())) {
                    throw new IllegalArgumentException(
                            "task '%s' needs '%s', which DAG '%s' does not have".formatted(task.id(), need.task(), id));
                }
            }
        }
        List<TaskId> cycle = Cycles.find(tasks);
        if (!cycle.isEmpty()) {
            throw new IllegalArgumentException("DAG '%s' has a cycle: %s".formatted(id, Cycles.show(cycle)));
        }
    }

    /// The tasks by id, in the author's order.
    public SequencedMap<TaskId, TaskSpec> tasksById() {
        var byId = new LinkedHashMap<TaskId, TaskSpec>();
        tasks.forEach(task -> byId.put(task.id(), task));
        return byId;
    }

    /// @throws DownbeatException NOT_FOUND when the DAG has no such task
    public TaskSpec task(TaskId task) {
        return tasks.stream()
                .filter(spec -> spec.id().equals(task))
                .findFirst()
                .orElseThrow(() ->
                        new DownbeatException(ErrorCode.NOT_FOUND, "DAG '%s' has no task '%s'".formatted(id, task)));
    }
}
