package dev.downbeat.executors.wire;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/// The answer to a [Question].
///
/// @param json    null when there is none, or a problem instead
/// @param problem what the asker is to throw
public record Reply(@Nullable String json, @Nullable Problem problem) {
    /// Why the look-up failed.
    public record Problem(ErrorCode code, String message) {}

    static Reply failed(DownbeatException e) {
        return new Reply(null, new Problem(e.code(), e.text()));
    }

    /// @return null when there is no answer
    /// @throws DownbeatException what the look-up threw
    public @Nullable String get() {
        if (problem != null) {
            throw new DownbeatException(problem.code(), problem.message());
        }
        return json;
    }
}
