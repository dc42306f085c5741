package dev.downbeat.engine;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// All that comes before each task of a DAG, remembered: it is asked for again and again.
final class Ancestors {
    private final DagSpec dag;
    private final Map<TaskId, TaskSpec> tasks;
    private final Map<TaskId, Set<TaskId>> known = new HashMap<>();

    Ancestors(DagSpec dag) {
        this.dag = dag;
        this.tasks = dag.tasksById();
    }

    DagSpec dag() {
        return dag;
    }

    Set<TaskId> of(TaskSpec task) {
        return known.computeIfAbsent(task.id(), _ -> before(task));
    }

    private Set<TaskId> before(TaskSpec task) {
        var before = new HashSet<TaskId>();
        var open = new ArrayDeque<TaskSpec>();
        open.add(task);
        while (!open.isEmpty()) {
            for (Need need : open.remove().needs()) {
                if (before.add(need.task())) {
                    open.add(Objects.requireNonNull(tasks.get(need.task())));
                }
            }
        }
        return before;
    }
}
