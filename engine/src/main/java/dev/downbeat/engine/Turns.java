package dev.downbeat.engine;

import dev.downbeat.decider.Effect;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Hands turns to the executors: once what led to them is durable and, of a mapped task, the item is known; the
/// looks of deferred task instances so many at a time.
final class Turns {
    private final Outside outside;
    private final Looks looks;
    private final Refusals refusals;

    /// Hears of turns that no executor will get.
    interface Refusals {
        void endSoon(Turn turn, Failure failure, Instant now);
    }

    /// @param most looks at a time
    Turns(Outside outside, int most, Refusals refusals) {
        this.outside = outside;
        this.looks = new Looks(most);
        this.refusals = refusals;
    }

    void execute(ActiveRun run, Turn turn, Batch batch, Instant now) {
        MapIndex index = turn.attempt().key().index();
        int task = run.state().graph().position(turn.attempt().key().task());
        boolean itsOwn = run.state().graph().task(task).mapping() instanceof Mapping.Over;
        if (!index.mapped() || !itsOwn) { // along another task, the item is that one's output
            hand(run, turn, null, batch, now);
            return;
        }
        int lead = run.state().graph().itemsOf(task);
        var items = run.items().get(lead);
        if (items != null && index.value() >= items.size()) {
            String message = "there is no item %s any longer: the list has %d; clear the whole task"
                    .formatted(index, items.size());
            refusals.endSoon(turn, Failure.of(ErrorCode.TASK_FAILED, message), now);
            return;
        }
        if (items != null) {
            hand(run, turn, items.get(index.value()), batch, now);
            return;
        }
        var waiting = run.itemless().get(lead);
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            run.itemless().put(lead, waiting);
            batch.afterCommit(() -> outside.expand(run, task));
        }
        waiting.add(turn);
    }

    /// The run may have been ended since, or the instance been told to stop.
    private void hand(ActiveRun run, Turn turn, @Nullable Object item, Batch batch, Instant now) {
        batch.afterCommit(() -> {
            if (turn.stopping(run) && !outlives(run, turn)) {
                refusals.endSoon(turn, Failure.of(ErrorCode.CANCELLED, "stopped before it began"), now);
            } else if (turn.stands(run)) {
                outside.execute(run, turn, item);
            } else {
                ended(turn.attempt(), turn.look());
            }
        });
    }

    /// Its executor may have the attempt already, and has to be told to stop it.
    private boolean outlives(ActiveRun run, Turn turn) {
        return outside.outliving().contains(run.task(turn.attempt()).placement().executor());
    }

    /// A look that is due; [#look] lets it go when there is room.
    void due(ActiveRun run, Effect.Look look) {
        looks.add(run, look);
    }

    void look(Batch batch, Instant now) {
        for (Looks.Entry next = looks.poll(); next != null; next = looks.poll()) {
            execute(next.run(), next.turn(), batch, now);
        }
    }

    void ended(AttemptId attempt, int look) {
        looks.ended(attempt, look);
    }

    /// What waits for its item will get none any more.
    void runEnded(ActiveRun run) {
        run.itemless().values().forEach(turns -> turns.forEach(turn -> ended(turn.attempt(), turn.look())));
    }
}
