package dev.downbeat.decider;

import dev.downbeat.model.PastRule;
import dev.downbeat.model.RunType;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.util.Optional;

/// What a DAG's run says to the tasks of the run after it.
public final class Past {
    private Past() {}

    /// Whether the task looks at the run before at all. A foreground run asks nothing of others, and one that ends
    /// early waits for no other: what it still has to do is to tear down.
    public static boolean asked(TaskSpec task, RunType type, RunState run) {
        return task.policy().limits().past() != PastRule.NONE
                && type != RunType.FOREGROUND
                && run.phase().failure() == null;
    }

    /// Whether the task may run in the run after `previous`. A task that the run before did not have yet may.
    public static boolean allows(PastRule rule, TaskId task, RunState previous) {
        return missing(rule, task, previous).isEmpty();
    }

    /// The first task that has not come far enough in the run before.
    static Optional<TaskId> missing(PastRule rule, TaskId task, RunState previous) {
        Graph graph = previous.graph();
        if (rule == PastRule.NONE || !graph.has(task)) {
            return Optional.empty();
        }
        int position = graph.position(task);
        if (!good(previous.node(position))) {
            return Optional.of(task);
        }
        if (rule == PastRule.WAIT_FOR_DOWNSTREAM) {
            for (int below : graph.downstream(position)) {
                if (!good(previous.node(below))) {
                    return Optional.of(graph.task(below).id());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean good(TaskNode node) {
        for (int i = 0; i < node.size(); i++) {
            if (!good(node.at(i).state())) {
                return false;
            }
        }
        return true;
    }

    static boolean good(TaskState state) {
        return state == TaskState.SUCCESS || state == TaskState.SKIPPED;
    }
}
