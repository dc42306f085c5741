package dev.downbeat.executors.process;

import dev.downbeat.executors.logs.AttemptLog;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/// The log as the child sees it: its standard streams, which the parent reads, and frames for Downbeat's own
/// words.
record ChildLog(ChildPost post) implements AttemptLog {
    @Override
    public void info(String line) {
        post.send(new Frame.Log(false, line));
    }

    @Override
    public void error(String line) {
        post.send(new Frame.Log(true, line));
    }

    @Override
    public OutputStream stdout() {
        return new Shared(System.out);
    }

    @Override
    public OutputStream stderr() {
        return new Shared(System.err);
    }

    /// The parent has the log; it adds its end to a failure.
    @Override
    public List<String> tail(int lines) {
        return List.of();
    }

    /// The parent watches it.
    @Override
    public long growth() {
        return 0;
    }

    @Override
    public void close() {
        System.out.flush();
        System.err.flush();
    }

    /// A stream that outlives those who close it.
    private static final class Shared extends FilterOutputStream {
        Shared(PrintStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
