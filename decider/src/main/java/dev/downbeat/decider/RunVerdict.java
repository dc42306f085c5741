package dev.downbeat.decider;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskState;

/// Whether a run of which everything has ended has failed, and why.
final class RunVerdict {
    private final Graph graph;
    private final Ledger ledger;

    RunVerdict(Graph graph, Ledger ledger) {
        this.graph = graph;
        this.ledger = ledger;
    }

    boolean failed() {
        return graph.spec().policy().verdict() == RunPolicy.Verdict.LEAVES ? aLeafFailed() : ledger.faults() > 0;
    }

    /// A leaf is a task that nothing comes after but teardowns that don't count.
    private boolean aLeafFailed() {
        for (int task = 0; task < graph.size(); task++) {
            if (counts(task) && leaf(task) && anyFailure(task)) {
                return true;
            }
        }
        return false;
    }

    private boolean leaf(int task) {
        for (int below : graph.downstream(task)) {
            if (counts(below)) {
                return false;
            }
        }
        return true;
    }

    private boolean counts(int task) {
        return !graph.setups().isTeardown(task)
                || graph.task(task).policy().role().failsRun();
    }

    private boolean anyFailure(int task) {
        TaskNode node = ledger.node(task);
        int failures = 0;
        for (int i = 0; i < node.size(); i++) {
            failures += node.at(i).state().failure() ? 1 : 0;
        }
        return failures > (node.items() == null ? 0 : graph.tolerance(task).allowed(node.size()));
    }

    /// The first in the order of the DAG that counts; any when none does.
    Failure firstFailure() {
        Failure any = null;
        for (int task = 0; task < graph.size(); task++) {
            TaskNode node = ledger.node(task);
            for (int i = 0; i < node.size(); i++) {
                Failure failure = node.at(i).failure();
                if (node.at(i).state() == TaskState.FAILED && failure != null) {
                    String where =
                            "task '%s'%s failed: ".formatted(graph.task(task).id(), node.indexAt(i));
                    Failure named = Failure.of(failure.code(), where + failure.message());
                    if (graph.task(task).policy().countsAsFailure()) {
                        return named;
                    }
                    any = any == null ? named : any;
                }
            }
        }
        return any == null ? Failure.of(ErrorCode.TASK_FAILED, "a task failed") : any;
    }
}
