package dev.downbeat.operators.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Remembers the last line that is not blank of a stream of bytes, its first 64 KiB.
public final class LastLine {
    static final int LIMIT = 64 * 1024;

    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private ByteArrayOutputStream last = new ByteArrayOutputStream();
    private boolean blank = true;

    public void accept(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                end();
            } else if (line.size() < LIMIT) {
                line.write(b);
                blank &= b == ' ' || b == '\t' || b == '\r';
            }
        }
    }

    /// In UTF-8, without the end of the line.
    public String text() {
        return (blank ? last : line).toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private void end() {
        if (!blank) {
            var swapped = last;
            last = line;
            line = swapped;
        }
        line.reset();
        blank = true;
    }
}
