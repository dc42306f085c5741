package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TriggerRule;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Says of a task instance that waits whether its turn has come: by its trigger rule, by the setups in whose
/// scope it is, and by what the branches before it chose.
final class Judge {
    static final String FAILED_ABOVE = "an upstream task failed";
    static final String SETUP_FAILED = "the setup it needs failed";

    private final Graph graph;
    private final Ledger ledger;

    Judge(Graph graph, Ledger ledger) {
        this.graph = graph;
        this.ledger = ledger;
    }

    /// @param why for people
    record Ruling(Verdict verdict, String why) {
        static final Ruling WAIT = new Ruling(Verdict.WAIT, "");
        static final Ruling RUN = new Ruling(Verdict.RUN, "");
    }

    /// @param index [MapIndex#NONE] for a task that is not mapped, or whose items are not known yet
    Ruling of(int task, MapIndex index) {
        if (tearsDown(task)) {
            return byRule(task, index);
        }
        Ruling bySetups = bySetups(task, index);
        if (bySetups.verdict() == Verdict.SKIP || bySetups.verdict() == Verdict.UPSTREAM_FAILED) {
            return bySetups;
        }
        Ruling byRule = byRule(task, index);
        if (byRule.verdict() != Verdict.RUN) {
            return byRule;
        }
        return bySetups.verdict() == Verdict.WAIT ? bySetups : byBranches(task, index);
    }

    /// What [#of] puts together.
    enum Part {
        SETUP,
        RULE,
        BRANCH
    }

    /// What [#of] puts together, as far as it concerns the task, for people to read.
    SequencedMap<Part, Ruling> parts(int task, MapIndex index) {
        var parts = new LinkedHashMap<Part, Ruling>();
        if (!tearsDown(task) && graph.setups().before(task).length > 0) {
            parts.put(Part.SETUP, bySetups(task, index));
        }
        parts.put(Part.RULE, byRule(task, index));
        if (!tearsDown(task) && belowBranch(task)) {
            parts.put(Part.BRANCH, byBranches(task, index));
        }
        return parts;
    }

    private boolean belowBranch(int task) {
        return Arrays.stream(graph.upstream(task))
                .anyMatch(above -> ledger.node(above).memory().picks() != null);
    }

    private boolean tearsDown(int task) {
        return graph.setups().isTeardown(task)
                || graph.task(task).policy().rule() == TriggerRule.ALL_DONE_SETUP_SUCCESS;
    }

    private Ruling byRule(int task, MapIndex index) {
        TriggerRule rule = graph.task(task).policy().rule();
        Tally before = ledger.node(task).before(index);
        return named(
                rule, tearsDown(task) ? Verdict.ofTeardown(before, setups(task, index)) : Verdict.of(rule, before));
    }

    private static Ruling named(TriggerRule rule, Verdict verdict) {
        return switch (verdict) {
            case RUN -> Ruling.RUN;
            case WAIT -> Ruling.WAIT;
            case SKIP -> new Ruling(verdict, "its rule " + rule.word() + " is not met");
            case UPSTREAM_FAILED -> new Ruling(verdict, FAILED_ABOVE);
        };
    }

    // Setups

    private Ruling bySetups(int task, MapIndex index) {
        int[] before = graph.setups().before(task);
        if (before.length == 0) {
            return Ruling.RUN;
        }
        Tally setups = setups(task, index);
        if (setups.failures() > 0) {
            return new Ruling(Verdict.UPSTREAM_FAILED, SETUP_FAILED);
        }
        if (setups.skipped() > 0) {
            return new Ruling(Verdict.SKIP, "the setup it needs was skipped");
        }
        return setups.allDone() ? Ruling.RUN : Ruling.WAIT;
    }

    /// How the setups have ended that count for an instance.
    private Tally setups(int task, MapIndex index) {
        int[] before = graph.setups().before(task);
        Tally tally = Tally.of(before.length);
        for (int setup : before) {
            TaskNode node = ledger.node(setup);
            boolean same =
                    index.mapped() && node.items() != null && graph.lanes().together(setup, task);
            int from = same ? index.value() : 0;
            int to = same ? index.value() + 1 : node.size();
            int left = to - from;
            for (int i = from; i < to; i++) {
                TaskState state = node.at(i).state();
                if (state.terminal()) {
                    left--;
                    tally = tally.plus(state, left == 0);
                }
            }
        }
        return tally;
    }

    // Branches

    private Ruling byBranches(int task, MapIndex index) {
        for (int above : graph.upstream(task)) {
            TaskNode branch = ledger.node(above);
            Picks picks = branch.memory().picks();
            if (picks != null) {
                boolean same = index.mapped()
                        && branch.items() != null
                        && graph.lanes().aligned(above, task);
                Ruling ruling = same
                        ? chosenBy(
                                above, picks.at(index), branch.instance(index).state(), task)
                        : chosenByAny(above, branch, picks, task);
                if (ruling.verdict() != Verdict.RUN) {
                    return ruling;
                }
            }
        }
        return Ruling.RUN;
    }

    private Ruling chosenBy(int branch, Optional<BitSet> goesOn, TaskState state, int task) {
        boolean open =
                goesOn.isEmpty() || state != TaskState.SUCCESS || goesOn.get().get(task);
        return open ? Ruling.RUN : elsewhere(branch);
    }

    /// Below a mapped branch as a whole goes on what one of its instances chose.
    private Ruling chosenByAny(int branch, TaskNode node, Picks picks, int task) {
        if (node.items() == null) {
            return chosenBy(branch, picks.at(MapIndex.NONE), node.summary().state(), task);
        }
        if (picks.any().get(task)) {
            return Ruling.RUN;
        }
        return node.unended() > 0 ? Ruling.WAIT : elsewhere(branch);
    }

    Ruling elsewhere(int branch) {
        return new Ruling(
                Verdict.SKIP,
                "branch '%s' went elsewhere".formatted(graph.task(branch).id()));
    }
}
