package dev.downbeat.decider;

import dev.downbeat.model.PastRule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;

/// What a DAG's run says to the tasks of the run after it.
public final class Past {
    private Past() {}

    /// Whether the task may run in the run after `previous`. A task that the run before did not have yet may.
    public static boolean allows(PastRule rule, TaskId task, RunState previous) {
        Graph graph = previous.graph();
        if (rule == PastRule.NONE || !graph.has(task)) {
            return true;
        }
        int position = graph.position(task);
        if (!good(previous.node(position))) {
            return false;
        }
        if (rule == PastRule.WAIT_FOR_DOWNSTREAM) {
            for (int below : graph.downstream(position)) {
                if (!good(previous.node(below))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean good(TaskNode node) {
        for (int i = 0; i < node.size(); i++) {
            TaskState state = node.at(i).state();
            if (state != TaskState.SUCCESS && state != TaskState.SKIPPED) {
                return false;
            }
        }
        return true;
    }
}
