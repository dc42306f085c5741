package dev.downbeat.engine;

import dev.downbeat.decider.Effect;
import dev.downbeat.model.AttemptId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks of deferred task instances that are due, the longest due first. So many go on at a time and no more:
/// a hundred thousand that come due at once, as after a restart, must not run over the machine or over what
/// they look at.
final class Looks {
    private final int most;
    private final Deque<Entry> due = new ArrayDeque<>();
    private final Set<Look> underWay = new HashSet<>();

    record Entry(ActiveRun run, Effect.Look look) {
        Turn turn() {
            return Turn.look(run, look.task(), look.index());
        }

        /// Not when the task instance waits for another look by now.
        private boolean stands() {
            Turn turn = turn();
            return turn.look() == look.look() && turn.attempt().number() == look.attempt() && turn.stands(run);
        }
    }

    private record Look(AttemptId attempt, int look) {}

    Looks(int most) {
        this.most = most;
    }

    void add(ActiveRun run, Effect.Look look) {
        due.add(new Entry(run, look));
    }

    /// The next one, which takes a place until [#ended]; null when none is due or no place is free.
    @Nullable
    Entry poll() {
        while (underWay.size() < most && !due.isEmpty()) {
            Entry next = due.remove();
            if (next.stands()) {
                Turn turn = next.turn();
                underWay.add(new Look(turn.attempt(), turn.look()));
                return next;
            }
        }
        return null;
    }

    /// Nothing when the look was not taken here but by a loop before this one.
    void ended(AttemptId attempt, int look) {
        underWay.remove(new Look(attempt, look));
    }
}
