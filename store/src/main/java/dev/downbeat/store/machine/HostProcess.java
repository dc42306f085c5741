package dev.downbeat.store.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A process, so that another one on the same machine can tell whether it is still there.
///
/// @param host      the machine, and on Linux the process namespace too: a container's pids mean nothing
///         outside
/// @param startedAt tells it from a later process with the same pid; null when the system does not say
public record HostProcess(String host, long pid, @Nullable Instant startedAt) {
    /// Linux derives start times from the wall clock, which may be adjusted meanwhile.
    private static final Duration START_TOLERANCE = Duration.ofSeconds(10);

    public static HostProcess current() {
        ProcessHandle self = ProcessHandle.current();
        return new HostProcess(hostname() + processNamespace(), self.pid(), startOf(self));
    }

    /// @return true when this process ran on our machine and is gone for certain
    public boolean knownDead() {
        if (!host.equals(current().host())) {
            return false;
        }
        Optional<ProcessHandle> found = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return found.isEmpty() || differs(startOf(found.get()), startedAt);
    }

    private static boolean differs(@Nullable Instant one, @Nullable Instant other) {
        return one != null
                && other != null
                && Duration.between(one, other).abs().compareTo(START_TOLERANCE) > 0;
    }

    private static @Nullable Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(null);
    }

    private static String hostname() {
        try {
            Path linux = Path.of("/proc/sys/kernel/hostname");
            return Files.isReadable(linux)
                    ? Files.readString(linux).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost"; // a machine that cannot name itself; the namespace and the database tell it apart
        }
    }

    private static String processNamespace() {
        try {
            return " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException e) {
            return ""; // not Linux: there are no namespaces
        }
    }
}
