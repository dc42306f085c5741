package dev.downbeat.engine;

import dev.downbeat.model.AttemptId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the loop asks of the world, once what led to it is durable.
interface Outside {
    /// Answered by [Message.AttemptEnded], and a look by [Message.LookEnded].
    void execute(ActiveRun run, Turn turn, @Nullable Object item);

    void stop(ActiveRun run, AttemptId attempt);

    /// The loop is about to be dropped: stops the attempt, or lets it go on for whoever drives the run
    /// next.
    default void leave(ActiveRun run, AttemptId attempt) {
        stop(run, attempt);
    }

    /// The end of an attempt of an executor that outlives this process has been taken note of, durably.
    default void settled(ActiveRun run, AttemptId attempt, int look) {}

    /// Names of the executors whose attempts go on without this process.
    default Set<String> outliving() {
        return Set.of();
    }

    /// Answered by [Message.Items] or [Message.NoItems].
    void expand(ActiveRun run, int task);

    /// Answered by [Message.Before], if at all: it is asked again later.
    void lookBack(ActiveRun run);

    /// Ready tasks lack slots that this process has not asked for yet.
    void needSlots();
}
