package dev.downbeat.model;

/// Why an attempt or a run failed: a one-line message for people and the detail (stack trace, last log lines;
/// may be empty) behind it.
public record Failure(ErrorCode code, String message, String detail) {
    public static Failure of(ErrorCode code, String message) {
        return new Failure(code, message, "");
    }
}
