package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;

/// The nodes of a run while they change, and what the ends of instances come to: for the tasks below, and for
/// the run. Used for one decision, or to count up a run that was read back.
final class Ledger {
    private final Graph graph;
    private Vector<TaskNode> nodes;
    private int open;
    private int faults;

    /// Hears which instances may have to be judged anew.
    interface Below {
        /// @param index [MapIndex#NONE] for all of the task
        void changed(int task, MapIndex index);
    }

    Ledger(Graph graph, Vector<TaskNode> nodes, int open, int faults) {
        this.graph = graph;
        this.nodes = nodes;
        this.open = open;
        this.faults = faults;
    }

    /// Counts up everything from the instances alone.
    ///
    /// @param nodes with their instances, sizes and choices; what they say of the ends of others is not looked at
    static Ledger counted(Graph graph, Vector<TaskNode> nodes) {
        var ledger = new Ledger(graph, nodes, graph.size(), 0);
        for (int task = 0; task < graph.size(); task++) {
            ledger.set(task, emptied(graph, nodes, task));
        }
        for (int task = 0; task < graph.size(); task++) {
            TaskNode node = nodes.get(task);
            for (int i = 0; i < node.size(); i++) {
                if (!node.at(i).equals(TaskInstance.NEW)) {
                    ledger.set(task, ledger.node(task).withInstance(node.indexAt(i), node.at(i)));
                }
                if (node.at(i).state().terminal()) {
                    ledger.ended(task, node.indexAt(i), node.at(i).state(), (_, _) -> {});
                }
            }
        }
        return ledger;
    }

    private static TaskNode emptied(Graph graph, Vector<TaskNode> nodes, int task) {
        TaskNode node = nodes.get(task);
        Tally before = Tally.of(graph.upstreamCount(task));
        if (node.items() == null || !graph.lanes().any(task)) {
            return node.emptied(before, null);
        }
        int aligned = 0;
        for (int above : graph.upstream(task)) {
            aligned += nodes.get(above).items() != null && graph.lanes().aligned(above, task) ? 1 : 0;
        }
        return node.emptied(before.without(aligned), Vector.filled(node.size(), Tally.of(aligned)));
    }

    Vector<TaskNode> nodes() {
        return nodes;
    }

    TaskNode node(int task) {
        return nodes.get(task);
    }

    void set(int task, TaskNode node) {
        nodes = nodes.with(task, node);
    }

    int open() {
        return open;
    }

    int faults() {
        return faults;
    }

    /// An instance has ended; its node says so already.
    void ended(int task, MapIndex index, TaskState end, Below below) {
        boolean last = nodes.get(task).unended() == 0;
        open -= last ? 1 : 0;
        int allowed = index.mapped() ? allowed(task) : 0;
        if (end.failure() && allowed > 0) {
            failedInTolerance(task, index, end, allowed, below);
        } else {
            fault(task, end, 1);
            tell(task, index, end, end, below);
        }
    }

    private int allowed(int task) {
        return graph.tolerance(task).allowed(nodes.get(task).size());
    }

    private void fault(int task, TaskState end, int count) {
        if (end == TaskState.FAILED && graph.task(task).policy().countsAsFailure()) {
            faults += count;
        }
    }

    /// A failure counts as removed as long as there are no more than are tolerated; the one that is too many
    /// makes all of them count.
    private void failedInTolerance(int task, MapIndex index, TaskState end, int allowed, Below below) {
        TaskNode node = nodes.get(task);
        int failures = node.memory().failures() + 1;
        set(
                task,
                node.withMemory(new TaskNode.Memory(
                        failures,
                        node.memory().picks(),
                        node.memory().former(),
                        node.memory().again())));
        if (failures <= allowed) {
            tell(task, index, end, TaskState.REMOVED, below);
            return;
        }
        if (failures == allowed + 1) {
            int failed = failedOf(task) - (end == TaskState.FAILED ? 1 : 0);
            fault(task, TaskState.FAILED, failed);
            for (int after : graph.downstream(task)) {
                TaskNode next = nodes.get(after);
                if (next.lanes() == null || !graph.lanes().aligned(task, after)) {
                    set(after, next.withUpstream(next.upstream().notTolerated(failed, allowed - failed)));
                }
            }
        }
        fault(task, end, 1);
        tell(task, index, end, end, below);
    }

    private int failedOf(int task) {
        TaskNode node = nodes.get(task);
        int failed = 0;
        for (int i = 0; i < node.size(); i++) {
            failed += node.at(i).state() == TaskState.FAILED ? 1 : 0;
        }
        return failed;
    }

    /// @param end     for the instance with the same index in the tasks below
    /// @param outside for tasks below as a whole
    private void tell(int task, MapIndex index, TaskState end, TaskState outside, Below below) {
        boolean last = nodes.get(task).unended() == 0;
        for (int after : graph.downstream(task)) {
            TaskNode node = nodes.get(after);
            Vector<Tally> lanes = node.lanes();
            if (lanes != null && index.mapped() && graph.lanes().aligned(task, after)) {
                set(after, node.withLane(index.value(), lanes.get(index.value()).plus(end, true)));
                below.changed(after, index);
            } else {
                Tally now = node.upstream().plus(outside, last);
                set(after, node.withUpstream(now));
                if (lanes == null || now.answers() != node.upstream().answers()) {
                    below.changed(after, MapIndex.NONE);
                }
            }
        }
        setupEnded(task, index, end, last, below);
    }

    /// What is in a setup's scope need not come directly after it.
    private void setupEnded(int task, MapIndex index, TaskState end, boolean last, Below below) {
        if (last || end != TaskState.SUCCESS) {
            for (int within : graph.setups().scope(task)) {
                below.changed(within, MapIndex.NONE);
            }
        } else {
            for (int within : graph.setups().scope(task)) {
                if (nodes.get(within).lanes() != null && graph.lanes().together(task, within)) {
                    below.changed(within, index);
                }
            }
        }
    }
}
