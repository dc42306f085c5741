package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskState;
import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What follows when a task chose which tasks below it go on.
final class Branches {
    private Branches() {}

    /// Skips at once what is directly below the branch and was neither chosen nor comes after anything chosen;
    /// of one that cuts everything off, all that is below, whatever its rule, but no teardown.
    static void chose(Draft draft, int branch, MapIndex index, Outcome.Branched branched) {
        Graph graph = draft.graph();
        BitSet goesOn = goesOn(graph, branched);
        draft.pick(branch, index, branched.chosen(), goesOn);
        String note = draft.judge().elsewhere(branch).why();
        for (int below : graph.downstream(branch)) {
            if (!goesOn.get(below) && !graph.setups().isTeardown(below)) {
                skip(draft, branch, index, below, note);
            }
        }
        if (branched.cutsOff()) {
            cutOff(draft, branch, index, goesOn, note);
        }
    }

    /// The tasks that a choice lets go on.
    static BitSet goesOn(Graph graph, Outcome.Branched branched) {
        return graph.reachable(branched.chosen().stream()
                .filter(graph::has) // a newer version of the DAG may have it no longer
                .map(graph::position)
                .collect(Collectors.toUnmodifiableSet()));
    }

    private static void skip(Draft draft, int branch, MapIndex index, int below, String note) {
        TaskNode node = draft.node(below);
        boolean lane =
                index.mapped() && node.lanes() != null && draft.graph().lanes().aligned(branch, below);
        if (lane) {
            if (node.waits(index)) {
                draft.settle(below, index, TaskState.SKIPPED, note);
            }
        } else if (index.mapped()) {
            draft.judgeLater(below); // other instances of the branch may yet choose it
        } else if (node.lanes() != null) {
            skipAll(draft, below, node, note);
        } else if (node.untouched()) {
            draft.settle(below, MapIndex.NONE, TaskState.SKIPPED, note);
        }
    }

    private static void skipAll(Draft draft, int below, TaskNode node, String note) {
        for (int i = 0; i < node.size(); i++) {
            if (node.waits(MapIndex.of(i))) {
                draft.settle(below, MapIndex.of(i), TaskState.SKIPPED, note);
            }
        }
    }

    /// All below a task that is not mapped; below an instance of a mapped one, the instances in its lane.
    private static void cutOff(Draft draft, int branch, MapIndex index, BitSet goesOn, String note) {
        Graph graph = draft.graph();
        BitSet below = graph.reachable(Set.of(branch));
        below.andNot(goesOn);
        below.clear(branch);
        for (int task = below.nextSetBit(0); task >= 0; task = below.nextSetBit(task + 1)) {
            TaskNode node = draft.node(task);
            if (graph.setups().isTeardown(task)) {
                continue;
            }
            if (!index.mapped()) {
                skip(draft, branch, index, task, note);
            } else if (graph.lanes().together(branch, task) && node.lanes() != null && node.waits(index)) {
                draft.settle(task, index, TaskState.SKIPPED, note);
            }
        }
    }
}
