package dev.downbeat.engine;

import dev.downbeat.decider.Past;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.ActiveRun.Previous;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunType;
import dev.downbeat.model.TaskSpec;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which tasks the DAG's run before theirs lets run. While this process drives that run, its state in memory
/// decides: what lets the next run go on is written in one commit with that.
final class PastGates {
    private final Map<RunId, ActiveRun> runs;
    private final Map<RunId, Set<ActiveRun>> followers = new HashMap<>();

    /// @param runs those of the loop, by reference
    PastGates(Map<RunId, ActiveRun> runs) {
        this.runs = runs;
    }

    static boolean asks(ActiveRun run) {
        return run.spec().type() != RunType.FOREGROUND && run.state().graph().asksPast();
    }

    boolean open(ActiveRun run, int task) {
        TaskSpec spec = run.state().graph().task(task);
        if (!Past.asked(spec, run.spec().type(), run.state())) {
            return true;
        }
        Previous previous = run.previous();
        if (previous == null) {
            return false;
        }
        RunState state = state(previous);
        return state == null || Past.allows(spec.policy().limits().past(), spec.id(), state);
    }

    private @Nullable RunState state(Previous previous) {
        ActiveRun here = previous.run() == null ? null : runs.get(previous.run());
        return here == null ? previous.seen() : here.state();
    }

    /// Whether only the journal can tell of what the run waits for.
    boolean toBeLookedAt(ActiveRun run) {
        Previous previous = run.previous();
        return previous == null || (previous.run() != null && !runs.containsKey(previous.run()));
    }

    void follow(ActiveRun run, Previous previous) {
        unfollow(run);
        run.previous(previous);
        if (previous.run() != null) {
            followers
                    .computeIfAbsent(previous.run(), _ -> new LinkedHashSet<>())
                    .add(run);
        }
    }

    /// The runs that come directly after this one.
    List<ActiveRun> followers(ActiveRun run) {
        Set<ActiveRun> after = followers.get(run.spec().id());
        return after == null ? List.of() : List.copyOf(after);
    }

    /// The run leaves the loop: those that follow it keep how it ended.
    void ended(ActiveRun run) {
        unfollow(run);
        followers(run).forEach(next -> next.previous(new Previous(run.spec().id(), run.state())));
    }

    private void unfollow(ActiveRun run) {
        Previous previous = run.previous();
        if (previous != null && previous.run() != null) {
            followers.computeIfPresent(previous.run(), (_, after) -> {
                after.remove(run);
                return after.isEmpty() ? null : after;
            });
        }
    }
}
