package dev.downbeat.operators.docker;

import dev.downbeat.containers.docker.Docker;
import dev.downbeat.operators.process.LastLine;
import dev.downbeat.sdk.operator.TaskLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// What a container writes, on its way into the task's log. When the connection breaks, all is told again
/// from the beginning; what has been seen already is left out.
final class TaskOutput implements AutoCloseable {
    private final Side out;
    private final Side err;
    private int telling;

    TaskOutput(TaskLog log) {
        this.out = new Side(log.stdout());
        this.err = new Side(log.stderr());
    }

    /// For one that tells all from the beginning; what those before it still tell is left out from now on.
    synchronized Docker.Output fromTheBeginning() {
        telling++;
        out.told = 0;
        err.told = 0;
        int own = telling;
        return (error, bytes) -> take(own, error, bytes);
    }

    private synchronized void take(int from, boolean error, byte[] bytes) {
        try {
            if (from == telling) {
                (error ? err : out).take(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the task's log cannot be written", e);
        }
    }

    synchronized String lastOutput() {
        return out.last.text();
    }

    synchronized String lastError() {
        return err.last.text();
    }

    @Override
    public synchronized void close() throws IOException {
        try (out.to;
                err.to) {
            // The last line of each may have no end.
        }
    }

    private static final class Side {
        private final OutputStream to;
        private final LastLine last = new LastLine();
        private long seen;
        private long told;

        Side(OutputStream to) {
            this.to = to;
        }

        void take(byte[] bytes) throws IOException {
            int known = (int) Math.min(bytes.length, Math.max(0, seen - told));
            told += bytes.length;
            if (known < bytes.length) {
                byte[] fresh = Arrays.copyOfRange(bytes, known, bytes.length);
                last.accept(fresh, fresh.length);
                to.write(fresh, 0, fresh.length);
                seen = told;
            }
        }
    }
}
