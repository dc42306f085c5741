package dev.downbeat.operators;

import dev.downbeat.sdk.operator.TaskLog;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Keeps every line in memory and lets a test wait for one.
public final class FakeTaskLog implements TaskLog {
    /// @param source `info`, `error`, `stdout` or `stderr`
    public record Line(String source, String text) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<Line> lines = new ArrayList<>();

    @Override
    public void info(String line) {
        add(new Line("info", line));
    }

    @Override
    public void error(String line) {
        add(new Line("error", line));
    }

    @Override
    public OutputStream stdout() {
        return new Sink("stdout");
    }

    @Override
    public OutputStream stderr() {
        return new Sink("stderr");
    }

    public List<String> lines(String source) {
        lock.lock();
        try {
            return lines.stream()
                    .filter(line -> line.source().equals(source))
                    .map(Line::text)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// All lines of all sources.
    public List<String> text() {
        lock.lock();
        try {
            return lines.stream().map(Line::text).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Waits (30 s at most) for a line.
    public String await(Predicate<String> wanted) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(30);
        lock.lock();
        try {
            int next = 0;
            while (true) {
                for (; next < lines.size(); next++) {
                    if (wanted.test(lines.get(next).text())) {
                        return lines.get(next).text();
                    }
                }
                if (left <= 0) {
                    throw new AssertionError("no such line in 30 s; there are: " + lines);
                }
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Line line) {
        lock.lock();
        try {
            lines.add(line);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class Sink extends OutputStream {
        private final String source;
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

        Sink(String source) {
            this.source = source;
        }

        @Override
        public void write(int value) {
            if (value == '\n') {
                emit();
            } else {
                partial.write(value);
            }
        }

        @Override
        public void close() {
            if (partial.size() > 0) {
                emit();
            }
        }

        private void emit() {
            add(new Line(source, partial.toString(StandardCharsets.UTF_8)));
            partial.reset();
        }
    }
}
