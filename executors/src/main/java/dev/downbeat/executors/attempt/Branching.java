package dev.downbeat.executors.attempt;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Finds the tasks that a branch names: tasks that come directly after it, or task groups with such tasks in
/// them. A branch inside a group may leave the group's path out.
final class Branching {
    private final DagSpec dag;
    private final TaskId branch;
    private final Set<TaskId> downstream = new TreeSet<>();

    Branching(DagSpec dag, TaskId branch) {
        this.dag = dag;
        this.branch = branch;
        for (TaskSpec task : dag.tasks()) {
            if (task.needs().stream().anyMatch(need -> need.task().equals(branch))) {
                downstream.add(task.id());
            }
        }
    }

    /// @throws TaskFailedException not retryable, with the nearest name, when a name is none of these
    Set<TaskId> resolve(List<String> names) {
        var chosen = new LinkedHashSet<TaskId>();
        for (String name : names) {
            Set<TaskId> found = find(name);
            if (found.isEmpty() && !branch.group().isEmpty()) {
                found = find(branch.group() + "." + name);
            }
            if (found.isEmpty()) {
                throw unknown(name);
            }
            chosen.addAll(found);
        }
        return chosen;
    }

    private Set<TaskId> find(String name) {
        var found = new TreeSet<TaskId>();
        for (TaskId task : downstream) {
            if (task.value().equals(name) || task.value().startsWith(name + ".")) {
                found.add(task);
            }
        }
        return found;
    }

    private TaskFailedException unknown(String name) {
        boolean exists = dag.tasks().stream().anyMatch(task -> task.id().value().equals(name));
        if (exists) {
            return fail(
                    "the branch chose '%s', which does not come directly after '%s': only tasks that need the branch"
                                    .formatted(name, branch)
                            + " can be chosen");
        }
        Set<String> known = new TreeSet<>();
        for (TaskId task : downstream) {
            known.add(task.value());
            if (!task.group().isEmpty()) {
                known.add(task.group());
            }
        }
        return fail("the branch chose '%s', and no task of that name comes after '%s'%s; there %s %s"
                .formatted(
                        name,
                        branch,
                        Nearest.hint(name, known),
                        known.size() == 1 ? "is" : "are",
                        known.isEmpty() ? "none" : String.join(", ", known)));
    }

    private static TaskFailedException fail(String message) {
        return TaskFailedException.terminal(ErrorCode.TASK_FAILED, message, null);
    }
}
