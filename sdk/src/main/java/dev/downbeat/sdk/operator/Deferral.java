package dev.downbeat.sdk.operator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Thrown by a task that wants to go on later and hold nothing until then: neither a thread nor a slot. The task
/// is then executed again from its beginning, in any process; [TaskContext#state] gives what it left, so that it
/// knows where it stood. It is still the same try.
///
/// ```java
/// if (context.state() == null) {
///     throw Deferral.until(Instant.now().plusSeconds(60), submitJob());
/// }
/// ```
///
/// An operator of its own returns [TaskResult#defer] instead.
public final class Deferral extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TaskResult.Deferred result;

    private Deferral(TaskResult.Deferred result) {
        super("deferred until " + result.until(), null, false, false);
        this.result = result;
    }

    /// @param state a small JSON value, null for nothing
    public static Deferral until(Instant moment, @Nullable Object state) {
        return new Deferral(new TaskResult.Deferred(moment, true, "", state));
    }

    /// @param reason what it waits for, for people
    public static Deferral until(Instant moment, @Nullable Object state, String reason) {
        return new Deferral(new TaskResult.Deferred(moment, true, reason, state));
    }

    public TaskResult.Deferred result() {
        return result;
    }
}
