package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What comes before a task instance, in words.
final class Upstream {
    private static final int NAMED = 5;
    private static final int[] NOBODY = {};

    private final RunState run;
    private final int task;
    private final MapIndex index;
    private final Judge judge;

    Upstream(RunState run, int task, MapIndex index) {
        this.run = run;
        this.task = task;
        this.index = index;
        var ledger = new Ledger(run.graph(), run.nodes(), run.open(), run.faults());
        this.judge = new Judge(run.graph(), ledger);
    }

    SequencedMap<Judge.Part, Judge.Ruling> parts() {
        return judge.parts(task, index);
    }

    String met(Judge.Part part) {
        return switch (part) {
            case SETUP -> "its setups have succeeded";
            case RULE -> before(part).length == 0 ? "nothing comes before it" : "its rule %s is met".formatted(rule());
            case BRANCH -> "it was chosen";
        };
    }

    String open(Judge.Part part) {
        List<String> open = unended(part);
        return switch (part) {
            case SETUP -> "its setup has not ended: " + listed(open);
            case RULE -> "its rule %s waits for %s".formatted(rule(), listed(open));
            case BRANCH -> "a branch before it has not ended";
        };
    }

    String opens(Judge.Part part) {
        List<String> open = unended(part);
        return listed(open) + (open.size() == 1 ? " ends" : " end");
    }

    private String rule() {
        return run.graph().task(task).policy().rule().word();
    }

    private int[] before(Judge.Part part) {
        return part == Judge.Part.SETUP
                ? run.graph().setups().before(task)
                : run.graph().upstream(task);
    }

    /// What decided that the task does not run, by what was written down then; empty when it was something else.
    Optional<Judge.Part> decidedBy(String note) {
        for (var part : parts().entrySet()) {
            if (part.getValue().verdict() != Verdict.RUN
                    && part.getValue().why().equals(note)
                    && !note.isEmpty()) {
                return Optional.of(part.getKey());
            }
        }
        boolean branch = IntStream.range(0, run.graph().size())
                .filter(above -> run.node(above).memory().picks() != null)
                .anyMatch(above -> judge.elsewhere(above).why().equals(note));
        return branch ? Optional.of(Judge.Part.BRANCH) : Optional.empty();
    }

    /// Why the task can no longer run, and by whom that came.
    String never(Judge.Part part, String why) {
        var by = new ArrayList<String>();
        boolean failures = why.equals(Judge.FAILED_ABOVE) || why.equals(Judge.SETUP_FAILED);
        for (int above : part == Judge.Part.BRANCH ? NOBODY : before(part)) {
            if (!failures || instances(above, TaskState::failure) > 0) {
                by.add(standing(above, false));
            }
        }
        return by.isEmpty() ? why : why + ": " + listed(by);
    }

    private List<String> unended(Judge.Part part) {
        var open = new ArrayList<String>();
        for (int above : before(part)) {
            if (instances(above, state -> !state.terminal()) > 0) {
                open.add(standing(above, true));
            }
        }
        return open;
    }

    /// Of a task above, with how it stands.
    ///
    /// @param waits its end is waited for
    private String standing(int above, boolean waits) {
        TaskNode node = run.node(above);
        String id = run.graph().task(above).id().value();
        String root = waits ? "" : root(above);
        if (node.items() == null) {
            return "%s (%s%s)".formatted(id, node.summary().state().word(), root);
        }
        if (oneByOne(above)) {
            return "%s%s (%s%s)"
                    .formatted(id, index, node.instance(index).state().word(), root);
        }
        if (waits && node.unended() > 0) {
            return "%s (%d of %d left)".formatted(id, node.unended(), node.size());
        }
        int failed = instances(above, TaskState::failure);
        return failed > 0
                ? "%s (%d of %d failed%s)".formatted(id, failed, node.size(), root)
                : "%s (%s)".formatted(id, allSkipped(above) ? "skipped" : "success");
    }

    private boolean allSkipped(int above) {
        return instances(above, state -> state == TaskState.SKIPPED)
                == run.node(above).size();
    }

    private boolean oneByOne(int above) {
        return index.mapped()
                && run.node(above).items() != null
                && run.graph().lanes().aligned(above, task);
    }

    /// How many of those instances of a task above that are waited for are in such a state.
    private int instances(int above, Predicate<TaskState> which) {
        TaskNode node = run.node(above);
        if (oneByOne(above)) {
            return which.test(node.instance(index).state()) ? 1 : 0;
        }
        int found = 0;
        for (int i = 0; i < node.size(); i++) {
            found += which.test(node.at(i).state()) ? 1 : 0;
        }
        return found;
    }

    /// Whose failure it is that a task above did not run.
    private String root(int above) {
        if (instances(above, state -> state == TaskState.UPSTREAM_FAILED) == 0) {
            return "";
        }
        var roots = new ArrayList<String>();
        var seen = new BitSet();
        var next = new ArrayDeque<>(List.of(above));
        for (Integer each = next.poll(); each != null; each = next.poll()) {
            if (seen.get(each)) {
                continue;
            }
            seen.set(each);
            if (any(each, TaskState.FAILED)) {
                roots.add(run.graph().task(each).id().value());
            }
            if (any(each, TaskState.UPSTREAM_FAILED)) {
                Arrays.stream(run.graph().upstream(each)).forEach(next::add);
                Arrays.stream(run.graph().setups().before(each)).forEach(next::add);
            }
        }
        return roots.isEmpty() ? "" : ", as %s failed".formatted(listed(roots));
    }

    private boolean any(int above, TaskState state) {
        TaskNode node = run.node(above);
        for (int i = 0; i < node.size(); i++) {
            if (node.at(i).state() == state) {
                return true;
            }
        }
        return false;
    }

    /// The first few of many.
    static String listed(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and %d more".formatted(names.size() - NAMED);
    }

    /// When the last of what comes directly before it ended; of a task with nothing before it, when the run began.
    @Nullable
    Instant lastEnd() {
        Instant last = run.phase().startedAt();
        for (int above : run.graph().upstream(task)) {
            TaskNode node = run.node(above);
            for (int i = 0; i < node.size(); i++) {
                Instant end = node.at(i).state().terminal() ? node.at(i).times().endedAt() : null;
                last = end != null && (last == null || end.isAfter(last)) ? end : last;
            }
        }
        return last;
    }
}
