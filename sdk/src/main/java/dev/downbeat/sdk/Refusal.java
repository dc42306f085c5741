package dev.downbeat.sdk;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.util.function.Supplier;

/// What the DSL says when it does not take something.
final class Refusal {
    private Refusal() {}

    static DownbeatException of(String sentence) {
        return new DownbeatException(ErrorCode.BAD_DAG, sentence);
    }

    /// The model refuses by IllegalArgumentException; its sentence is passed on.
    static <T> T asBadDag(Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            throw new DownbeatException(ErrorCode.BAD_DAG, String.valueOf(e.getMessage()), e);
        }
    }
}
