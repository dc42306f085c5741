package dev.downbeat.executors.logs;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Stamps lines and writes them in blocks. Not for several threads: [LogFile] holds its lock around every
/// call.
///
/// A disk that takes no more must not fail the task that logs: the first error is reported to Downbeat's own
/// log and what comes later is lost.
final class LogWriter {
    private static final System.Logger LOGGER = System.getLogger(LogWriter.class.getName());
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] OUT = {' ', 'o', 'u', 't', ' '};
    private static final byte[] ERR = {' ', 'e', 'r', 'r', ' '};
    private static final byte[] SYS = {' ', 's', 'y', 's', ' '};
    private static final int BLOCK = 32 << 10;

    private final Path path;
    private final InstantSource clock;
    private final Runnable flushSoon;
    private final byte[] block = new byte[BLOCK];
    private int used;
    private long written;
    private long stampMillis = Long.MIN_VALUE;
    private byte[] stamp = new byte[0];
    private @Nullable OutputStream stream;
    private boolean broken;
    private boolean flushPending;

    LogWriter(Path path, InstantSource clock, Runnable flushSoon) {
        this.path = path;
        this.clock = clock;
        this.flushSoon = flushSoon;
    }

    /// All bytes that were put, also those not yet on the disk.
    long written() {
        return written;
    }

    void begin(LogStream stream) {
        long now = clock.millis();
        if (now != stampMillis) {
            stampMillis = now;
            stamp = STAMP.format(Instant.ofEpochMilli(now)).getBytes(StandardCharsets.US_ASCII);
        }
        put(stamp, 0, stamp.length);
        byte[] tag = switch (stream) {
            case OUT -> OUT;
            case ERR -> ERR;
            case SYS -> SYS;
        };
        put(tag, 0, tag.length);
    }

    void put(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end) {
            if (used == BLOCK) {
                write();
            }
            int count = Math.min(end - at, BLOCK - used);
            System.arraycopy(bytes, at, block, used, count);
            used += count;
            at += count;
        }
        written += end - from;
    }

    void end() {
        if (used == BLOCK) {
            write();
        }
        block[used++] = '\n';
        written++;
        if (!flushPending) {
            flushPending = true;
            flushSoon.run();
        }
    }

    void flush() {
        flushPending = false;
        write();
    }

    private void write() {
        int count = used;
        used = 0;
        if (broken || count == 0) {
            return;
        }
        try {
            file().write(block, 0, count);
        } catch (IOException e) {
            broken = true;
            LOGGER.log(System.Logger.Level.ERROR, "the log " + path + " cannot be written; its rest is lost", e);
        }
    }

    /// Not a channel: that would be closed by the interrupt that tells a task to stop.
    private OutputStream file() throws IOException {
        OutputStream now = stream;
        if (now == null) {
            Files.createDirectories(path.toAbsolutePath().getParent());
            now = new FileOutputStream(path.toFile(), true);
            stream = now;
        }
        return now;
    }

    void close() {
        flush();
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.ERROR, "the log " + path + " cannot be closed", e);
        }
    }
}
