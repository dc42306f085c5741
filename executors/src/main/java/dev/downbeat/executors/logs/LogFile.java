package dev.downbeat.executors.logs;

import dev.downbeat.executors.secrets.Masking;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One attempt's log on its way to the disk. Nothing is created before the first line.
final class LogFile implements AttemptLog {
    private static final byte[] STARS = {'*', '*', '*'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /// How much of Downbeat's own words fits in after the limit: why the task failed must not be what is cut.
    private static final int SPARE_BYTES = 256 << 10;

    private final LogStore.Place place;
    private final Supplier<Masking> maskingNow;
    private final Set<LineSplitter> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable LogWriter writer;
    private boolean closed;
    private long droppedLines;
    private long droppedBytes;

    LogFile(LogStore.Place place, Supplier<Masking> maskingNow) {
        this.place = place;
        this.maskingNow = maskingNow;
    }

    LogLimits limits() {
        return place.limits();
    }

    Masking masking() {
        return maskingNow.get();
    }

    @Override
    public void info(String line) {
        say(LogStream.SYS, line);
    }

    @Override
    public void error(String line) {
        say(LogStream.ERR, line);
    }

    @Override
    public long growth() {
        lock.lock();
        try {
            return droppedBytes + (writer == null ? 0 : writer.written());
        } finally {
            lock.unlock();
        }
    }

    private void say(LogStream stream, String text) {
        try (var splitter = new LineSplitter(this, stream)) {
            byte[] bytes = (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
            splitter.write(bytes, 0, bytes.length);
        }
    }

    @Override
    public OutputStream stdout() {
        return splitter(LogStream.OUT);
    }

    @Override
    public OutputStream stderr() {
        return splitter(LogStream.ERR);
    }

    private LineSplitter splitter(LogStream stream) {
        var splitter = new LineSplitter(this, stream);
        open.add(splitter);
        return splitter;
    }

    void forget(LineSplitter splitter) {
        open.remove(splitter);
    }

    void line(LogStream stream, byte[] bytes, int from, int end) {
        Masking masking = masking();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            LogWriter to = writer();
            long max = limits().maxBytes() + (stream == LogStream.SYS ? SPARE_BYTES : 0);
            if ((droppedLines > 0 && stream != LogStream.SYS) || to.written() + (end - from) > max) {
                drop(to, end - from);
                return;
            }
            to.begin(stream);
            text(to, masking, bytes, from, end);
            to.end();
        } finally {
            lock.unlock();
        }
    }

    private void drop(LogWriter to, int bytes) {
        if (droppedLines == 0) {
            note(to, "the log is cut here: it reached its limit of %,d bytes".formatted(limits().maxBytes()));
        }
        droppedLines++;
        droppedBytes += bytes;
    }

    private static void note(LogWriter to, String line) {
        to.begin(LogStream.SYS);
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        to.put(bytes, 0, bytes.length);
        to.end();
    }

    private static void text(LogWriter to, Masking masking, byte[] bytes, int from, int end) {
        boolean masks = !masking.hidesNothing();
        int copied = from;
        int at = from;
        while (at < end) {
            int secret = masks ? masking.secretAt(bytes, at, end) : 0;
            int length = secret > 0 ? 0 : shownAsItIs(bytes, at, end);
            if (length > 0) {
                at += length;
                continue;
            }
            to.put(bytes, copied, at);
            if (secret > 0) {
                to.put(STARS, 0, STARS.length);
            } else {
                hex(to, bytes[at]);
            }
            at += Math.max(1, secret);
            copied = at;
        }
        to.put(bytes, copied, end);
    }

    /// The length of the character at `at`; 0 for a byte that is no part of one and for control characters,
    /// which would spoil a reader's terminal. Tab and escape (colours) stay.
    private static int shownAsItIs(byte[] bytes, int at, int end) {
        byte b = bytes[at];
        if ((b >= ' ' && b != 0x7f) || b == '\t' || b == 0x1b) {
            return 1;
        }
        return b < 0 ? Utf8.length(bytes, at, end) : 0;
    }

    private static void hex(LogWriter to, byte b) {
        byte[] shown = {'\\', 'x', HEX[(b >> 4) & 0xf], HEX[b & 0xf]};
        to.put(shown, 0, shown.length);
    }

    private LogWriter writer() {
        LogWriter now = writer;
        if (now == null) {
            now = place.create(this::flush);
            writer = now;
        }
        return now;
    }

    private void flush() {
        lock.lock();
        try {
            if (writer != null) {
                writer.flush();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> tail(int lines) {
        open.forEach(LineSplitter::finish);
        flush();
        return place.tail(lines);
    }

    @Override
    public void close() {
        open.forEach(LineSplitter::finish);
        lock.lock();
        try {
            if (!closed && writer != null) {
                if (droppedLines > 0) {
                    note(writer, "%,d more lines (%,d bytes) were not kept".formatted(droppedLines, droppedBytes));
                }
                writer.close();
            }
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
