package dev.downbeat.model;

import org.jspecify.annotations.Nullable;

/// The one family of errors. The message says what, where and the nearest right thing; it never carries a
/// secret.
public class DownbeatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public DownbeatException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public DownbeatException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /// Always there, unlike [Throwable#getMessage()].
    public String text() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }
}
