package dev.downbeat.sdk.operator;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A failure that says for people what went wrong, and whether trying again can help.
public final class TaskFailedException extends DownbeatException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;
    private final @Nullable Integer exitCode;
    private final @Nullable String exception;

    private TaskFailedException(ErrorCode code, String message, @Nullable Throwable cause, boolean retryable) {
        this(code, message, cause, retryable, new How(null, null));
    }

    private TaskFailedException(ErrorCode code, String message, @Nullable Throwable cause, boolean retryable, How how) {
        super(code, message, cause);
        this.retryable = retryable;
        this.exitCode = how.exitCode();
        this.exception = how.exception();
    }

    private record How(@Nullable Integer exitCode, @Nullable String exception) {}

    /// The program of the task ended with this exit code; for conditions of retries.
    public TaskFailedException withExitCode(int code) {
        return new TaskFailedException(code(), text(), getCause(), retryable, new How(code, exception));
    }

    /// The code of the task, in another language, threw this; for conditions of retries.
    public TaskFailedException withException(String name) {
        return new TaskFailedException(code(), text(), getCause(), retryable, new How(exitCode, name));
    }

    public Optional<Integer> exitCode() {
        return Optional.ofNullable(exitCode);
    }

    public Optional<String> exception() {
        return Optional.ofNullable(exception);
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
