package dev.downbeat.operators.java;

import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.TaskValues;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a method returned as the task's result. A value whose JSON is large goes to a file while it is being
/// written, so that its text is never held as a whole.
final class JsonOutput {
    /// From here on a value is written to a file.
    static final int LARGE = 1 << 20;

    private JsonOutput() {}

    /// @param type as which the method declares it
    static TaskResult of(@Nullable Object value, Type type, TaskValues values, TaskContext context) throws IOException {
        if (value == null) {
            return TaskResult.NOTHING;
        }
        if (value instanceof TaskResult result) {
            return result;
        }
        Path file = context.scratch().resolve("output.json");
        var spill = new Spill(file);
        try (spill) {
            values.write(value, type, spill);
        }
        return spill.inFile() ? new TaskResult.InFile(file) : TaskResult.of(Json.read(spill.text()));
    }

    private static final class Spill extends OutputStream {
        private final Path file;
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private @Nullable OutputStream rest;

        Spill(Path file) {
            this.file = file;
        }

        boolean inFile() {
            return rest != null;
        }

        String text() {
            return head.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (rest == null && head.size() + length > LARGE) {
                rest = new BufferedOutputStream(Files.newOutputStream(file));
                head.writeTo(rest);
                head.reset();
            }
            OutputStream target = rest == null ? head : rest;
            target.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (rest != null) {
                rest.close();
            }
        }
    }
}
