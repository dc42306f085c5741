package dev.downbeat.executors.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Reads pieces of a log file that may still be growing. Never holds more than the piece asked for.
final class LogReader {
    private static final int STEP = 16 << 10;
    private static final int LONGEST_TAIL = 4 << 20;

    private LogReader() {}

    static LogSlice read(Path file, long offset, int maxBytes) throws IOException {
        if (!Files.exists(file)) {
            return new LogSlice("", 0, 0, true);
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long size = in.length();
            long asked = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
            long from = lineStart(in, asked, size);
            byte[] bytes = wholeLines(in, from, size, Math.max(1, maxBytes));
            long next = from + bytes.length;
            return new LogSlice(
                    new String(bytes, StandardCharsets.UTF_8), from, next, next == size || bytes.length == 0);
        }
    }

    /// The first place at or after `at` where a line begins.
    private static long lineStart(RandomAccessFile in, long at, long size) throws IOException {
        if (at == 0 || at >= size) {
            return at;
        }
        byte[] step = new byte[STEP];
        long place = at - 1;
        in.seek(place);
        for (int count = in.read(step); count > 0; count = in.read(step)) {
            int end = lineEnd(step, 0, count);
            if (end > 0) {
                return place + end;
            }
            place += count;
        }
        return size;
    }

    private static byte[] wholeLines(RandomAccessFile in, long from, long size, int maxBytes) throws IOException {
        int room = (int) Math.min(maxBytes, size - from);
        byte[] bytes = new byte[room];
        in.seek(from);
        in.readFully(bytes);
        int end = lastLineEnd(bytes);
        while (end == 0 && from + bytes.length < size) {
            int held = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(held + (long) STEP, size - from));
            in.readFully(bytes, held, bytes.length - held);
            end = lineEnd(bytes, held, bytes.length);
        }
        return Arrays.copyOf(bytes, end);
    }

    static List<String> tail(Path file, int lines) throws IOException {
        if (!Files.exists(file) || lines <= 0) {
            return List.of();
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long size = in.length();
            long wanted = STEP;
            while (true) {
                long from = Math.max(0, size - wanted);
                byte[] bytes = new byte[(int) (size - from)];
                in.seek(from);
                in.readFully(bytes);
                int start = startOfLast(bytes, lines);
                if (start >= 0 || from == 0 || wanted >= LONGEST_TAIL) {
                    int first = start >= 0 ? start : from == 0 ? 0 : lineEnd(bytes, 0, bytes.length);
                    return new String(bytes, first, bytes.length - first, StandardCharsets.UTF_8)
                            .lines()
                            .toList();
                }
                wanted *= 4;
            }
        }
    }

    /// Where the last `lines` lines begin; -1 when there are not that many line ends before them.
    private static int startOfLast(byte[] bytes, int lines) {
        int left = lines;
        for (int at = bytes.length - 2; at >= 0; at--) {
            if (bytes[at] == '\n' && --left == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    /// One past the first line end; 0 when there is none.
    private static int lineEnd(byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (bytes[at] == '\n') {
                return at + 1;
            }
        }
        return 0;
    }

    private static int lastLineEnd(byte[] bytes) {
        for (int at = bytes.length; at > 0; at--) {
            if (bytes[at - 1] == '\n') {
                return at;
            }
        }
        return 0;
    }
}
