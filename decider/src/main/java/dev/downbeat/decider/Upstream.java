package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What comes before a task instance, in words.
final class Upstream {
    private static final int NAMED = 5;

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
            case RULE -> before(part).length == 0
                    ? "nothing comes before it"
                    : "its rule %s is met".formatted(rule());
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
        return part == Judge.Part.SETUP ? run.graph().setups().before(task) : run.graph().upstream(task);
    }

    /// With how they stand.
    private List<String> unended(Judge.Part part) {
        var open = new ArrayList<String>();
        for (int above : before(part)) {
            TaskNode node = run.node(above);
            if (node.unended() > 0) {
                String id = run.graph().task(above).id().value();
                open.add(node.items() == null
                        ? "%s (%s)".formatted(id, node.summary().state().word())
                        : "%s (%d of %d left)".formatted(id, node.unended(), node.size()));
            }
        }
        return open;
    }

    private static String listed(List<String> names) {
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
