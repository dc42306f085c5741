package dev.downbeat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What processes hold of the machine's memory, in bytes.
///
/// @param java     resident: of pages that it shares with this process, as those of the JVM's own code, it could be
///                 blamed for half only, and it would need them without it
/// @param postgres its proportional share: the processes of a PostgreSQL share most of what they touch
record Memory(long java, long postgres) {
    private static final String SUMMARY = "smaps_rollup";
    private static final long KILO = 1024;

    static boolean canBeTold() {
        return Files.isReadable(Path.of("/proc/self", SUMMARY));
    }

    /// Of these two with their children.
    static Memory of(ProcessHandle java, ProcessHandle postgres) throws IOException {
        return new Memory(sum(java, "Rss"), sum(postgres, "Pss"));
    }

    long all() {
        return java + postgres;
    }

    private static long sum(ProcessHandle root, String line) throws IOException {
        List<ProcessHandle> processes =
                Stream.concat(Stream.of(root), root.descendants()).toList();
        long sum = 0;
        for (ProcessHandle process : processes) {
            try {
                sum += bytes(Files.readString(Path.of("/proc", Long.toString(process.pid()), SUMMARY)), line);
            } catch (IOException e) {
                if (process.isAlive()) {
                    throw e;
                }
                // It has ended meanwhile and holds nothing.
            }
        }
        return sum;
    }

    /// @param summary what Linux says of a process: lines such as `Pss:    1234 kB`
    static long bytes(String summary, String name) {
        Matcher line =
                Pattern.compile("^" + name + ": +(\\d+) kB$", Pattern.MULTILINE).matcher(summary);
        if (!line.find()) {
            throw new IllegalArgumentException("no %s in: %s".formatted(name, summary));
        }
        return Long.parseLong(line.group(1)) * KILO;
    }
}
