package dev.downbeat.sdk;

import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskSkippedException;
import org.jspecify.annotations.Nullable;

/// What a task's method can ask about its attempt.
///
/// ```java
/// static Model fit(Frame frame) {
///     Task.context().log().info("rows: " + frame.rows());
///     Path weights = Task.context().artifacts().resolve("weights.bin");
///     …
/// }
/// ```
///
/// It is a scoped value, not a parameter, so that a method's parameters are its data and nothing else. In a
/// unit test bind one by [#within], or keep the context out of the method.
public final class Task {
    private static final ScopedValue<TaskContext> CONTEXT = ScopedValue.newInstance();

    private Task() {}

    /// The attempt that this thread works for.
    ///
    /// @throws IllegalStateException outside a task, as in a thread that the task started by itself
    public static TaskContext context() {
        if (!CONTEXT.isBound()) {
            throw new IllegalStateException(
                    "there is no task context here: ask for it in the task's own thread and pass it on");
        }
        return CONTEXT.get();
    }

    /// Ends the task as skipped: `throw Task.skip("nothing new");`
    public static TaskSkippedException skip(String reason) {
        return new TaskSkippedException(reason);
    }

    /// Fails the task for good, whatever retries are left: `throw Task.fail("the source changed");`
    public static TaskFailedException fail(String message) {
        return TaskFailedException.terminal(message);
    }

    /// Calls `body` with `context` as [#context].
    ///
    /// @throws X what `body` throws
    public static <R extends @Nullable Object, X extends Throwable> R within(
            TaskContext context, ScopedValue.CallableOp<? extends R, X> body) throws X {
        return ScopedValue.where(CONTEXT, context).call(body);
    }
}
