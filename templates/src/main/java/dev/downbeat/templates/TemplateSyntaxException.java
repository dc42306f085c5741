package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;

/// The text cannot be parsed.
///
/// Its message stands alone; where in the text is told by [#offset].
final class TemplateSyntaxException extends DownbeatException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    TemplateSyntaxException(int offset, String message) {
        super(ErrorCode.BAD_TEMPLATE, message);
        this.offset = offset;
    }

    int offset() {
        return offset;
    }
}
