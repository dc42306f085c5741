package dev.downbeat.sdk.operator;

/// Ends a task as skipped, from anywhere in its code; the message is the reason.
public final class TaskSkippedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TaskSkippedException(String reason) {
        super(reason);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
