package dev.downbeat.engine;

import dev.downbeat.decider.Outcome;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.Wait;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an executor is to do next of an attempt.
///
/// @param look the number of a look beside the slots, 0 for an execution in one
/// @param waiting how the attempt stood when it last waited; null when it begins
record Turn(AttemptId attempt, int tryNumber, int look, @Nullable Wait waiting) {
    static Turn of(ActiveRun run, int task, MapIndex index, int look) {
        TaskInstance instance = run.state().instance(task, index);
        var attempt = new AttemptId(run.key(task, index), instance.attempt());
        return new Turn(attempt, instance.tryNumber(), look, instance.waiting());
    }

    boolean isLook() {
        return look > 0;
    }

    Message ended(Outcome outcome) {
        return isLook()
                ? new Message.LookEnded(attempt, look, outcome, Map.of())
                : new Message.AttemptEnded(attempt, outcome, Map.of());
    }
}
