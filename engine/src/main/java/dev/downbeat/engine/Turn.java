package dev.downbeat.engine;

import dev.downbeat.decider.Outcome;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.Wait;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an executor is to do next of an attempt.
///
/// @param look    of an attempt that has waited already, which look or execution of it this is, from 2; else 0
/// @param beside  whether it is a look of a deferred task instance, which takes no slot
/// @param waiting how the attempt stood when it last waited; null when it never did
record Turn(
        AttemptId attempt,
        int tryNumber,
        int look,
        boolean beside,
        @Nullable Wait waiting) {
    /// The next execution in a slot.
    static Turn of(ActiveRun run, int task, MapIndex index) {
        return of(run, task, index, false);
    }

    /// The next look of a deferred task instance.
    static Turn look(ActiveRun run, int task, MapIndex index) {
        return of(run, task, index, true);
    }

    private static Turn of(ActiveRun run, int task, MapIndex index, boolean beside) {
        TaskInstance instance = run.state().instance(task, index);
        Wait waiting = instance.waiting();
        int look = waiting != null && (beside || waiting.goesOn()) ? waiting.looks() + 1 : 0;
        var attempt = new AttemptId(run.key(task, index), instance.attempt());
        return new Turn(attempt, instance.tryNumber(), look, beside, waiting);
    }

    /// Whether it is still wanted: the run may have been ended since.
    boolean stands(ActiveRun run) {
        int task = run.state().graph().position(attempt.key().task());
        TaskInstance now = run.state().instance(task, attempt.key().index());
        Wait wait = now.waiting();
        boolean next = look == 0 || (wait != null && wait.looks() + 1 == look);
        boolean waits = beside ? now.state() == TaskState.DEFERRED : now.state().active();
        return waits && next && now.attempt() == attempt.number();
    }

    /// Whether it was taken back while what led to it was being written: its end is all that is waited for.
    boolean stopping(ActiveRun run) {
        int task = run.state().graph().position(attempt.key().task());
        TaskInstance now = run.state().instance(task, attempt.key().index());
        return now.state() == TaskState.RESTARTING && now.attempt() == attempt.number();
    }

    Message ended(Outcome outcome) {
        return ended(outcome, Map.of());
    }

    Message ended(Outcome outcome, Map<String, String> xcoms) {
        return look > 0
                ? new Message.LookEnded(attempt, look, outcome, xcoms)
                : new Message.AttemptEnded(attempt, outcome, xcoms);
    }
}
