package dev.downbeat.sdk.operator;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/// A failure that says for people what went wrong, and whether trying again can help.
public final class TaskFailedException extends DownbeatException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    private TaskFailedException(ErrorCode code, String message, @Nullable Throwable cause, boolean retryable) {
        super(code, message, cause);
        this.retryable = retryable;
    }

    /// Tried again if the task has retries left.
    public static TaskFailedException retryable(String message) {
        return new TaskFailedException(ErrorCode.TASK_FAILED, message, null, true);
    }

    public static TaskFailedException retryable(ErrorCode code, String message, @Nullable Throwable cause) {
        return new TaskFailedException(code, message, cause, true);
    }

    /// Fails at once, whatever retries are left.
    public static TaskFailedException terminal(String message) {
        return new TaskFailedException(ErrorCode.TASK_FAILED, message, null, false);
    }

    public static TaskFailedException terminal(ErrorCode code, String message, @Nullable Throwable cause) {
        return new TaskFailedException(code, message, cause, false);
    }

    public boolean canRetry() {
        return retryable;
    }
}
