package dev.downbeat.executors.logs;

import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.model.AttemptId;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Takes over the lines of attempts that are logged elsewhere. Lines are numbered from 0, so one that is sent
/// twice is taken once: how many a file has says which comes next, also after a crash.
public final class ReceivedLogs {
    private static final int STEP = 64 << 10;

    private final LogStore store;
    private final Map<AttemptId, Known> known = new ConcurrentHashMap<>();

    /// What the file held when it was last looked at. A lock for its attempt, too.
    private static final class Known {
        private long lines = -1;
        private long bytes;
    }

    public ReceivedLogs(LogStore store) {
        this.store = store;
    }

    /// How many lines of the attempt are here.
    public long lines(AttemptId attempt) {
        Known its = of(attempt);
        synchronized (its) {
            return count(store.file(attempt), its);
        }
    }

    /// @param first the number of the first of these lines
    /// @param text  whole lines, each with its time and stream
    public void take(AttemptId attempt, long first, String text, Masking masking) {
        Known its = of(attempt);
        synchronized (its) {
            Path file = store.file(attempt);
            long here = count(file, its);
            var fresh = new StringBuilder(text.length());
            long number = first;
            for (int at = 0; at < text.length(); number++) {
                int end = text.indexOf('\n', at);
                int next = end < 0 ? text.length() : end;
                if (number >= here) {
                    fresh.append(masking.mask(text.substring(at, next))).append('\n');
                    its.lines++;
                }
                at = next + 1;
            }
            append(file, fresh.toString().getBytes(StandardCharsets.UTF_8), its);
        }
    }

    /// Nothing more comes of it.
    public void forget(AttemptId attempt) {
        known.remove(attempt);
    }

    private Known of(AttemptId attempt) {
        return known.computeIfAbsent(attempt, _ -> new Known());
    }

    private static void append(Path file, byte[] bytes, Known its) {
        if (bytes.length == 0) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
                out.write(bytes);
            }
            its.bytes += bytes.length;
        } catch (IOException e) {
            its.lines = -1;
            throw new UncheckedIOException("the log " + file + " cannot be written", e);
        }
    }

    /// Counts anew when somebody else has written, and takes away a line that a crash cut off.
    private static long count(Path file, Known its) {
        try {
            long size = Files.exists(file) ? Files.size(file) : 0;
            if (its.lines < 0 || size != its.bytes) {
                its.lines = 0;
                its.bytes = size == 0 ? 0 : counted(file, its);
            }
            return its.lines;
        } catch (IOException e) {
            throw new UncheckedIOException("the log " + file + " cannot be read", e);
        }
    }

    private static long counted(Path file, Known its) throws IOException {
        long whole = 0;
        try (var in = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] block = new byte[STEP];
            long at = 0;
            for (int read = in.read(block); read > 0; read = in.read(block)) {
                for (int i = 0; i < read; i++) {
                    if (block[i] == '\n') {
                        its.lines++;
                        whole = at + i + 1;
                    }
                }
                at += read;
            }
            if (whole < at) {
                in.setLength(whole);
            }
        }
        return whole;
    }
}
