package dev.downbeat.decider;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskState;
import org.jspecify.annotations.Nullable;

/// The verdict on a run of which everything has ended.
final class Grade {
    private Grade() {}

    /// @param faults task instances that failed and were not allowed to
    /// @return why the run failed; null when it did not
    static @Nullable Failure of(Graph graph, Vector<TaskNode> nodes, int faults) {
        boolean failed = graph.spec().policy().verdict() == RunPolicy.Verdict.LEAVES
                ? aLeafFailed(graph, nodes)
                : faults > 0;
        return failed ? firstFailure(graph, nodes) : null;
    }

    private static boolean aLeafFailed(Graph graph, Vector<TaskNode> nodes) {
        for (int task = 0; task < graph.size(); task++) {
            if (graph.downstream(task).length == 0 && anyFailure(nodes.get(task))) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyFailure(TaskNode node) {
        for (int i = 0; i < node.size(); i++) {
            if (node.at(i).state().failure()) {
                return true;
            }
        }
        return false;
    }

    private static Failure firstFailure(Graph graph, Vector<TaskNode> nodes) {
        for (int task = 0; task < graph.size(); task++) {
            TaskNode node = nodes.get(task);
            for (int i = 0; i < node.size(); i++) {
                Failure failure = node.at(i).failure();
                if (node.at(i).state() == TaskState.FAILED && failure != null) {
                    String where =
                            "task '%s'%s failed: ".formatted(graph.task(task).id(), node.indexAt(i));
                    return Failure.of(failure.code(), where + failure.message());
                }
            }
        }
        return Failure.of(ErrorCode.TASK_FAILED, "a task failed");
    }
}
