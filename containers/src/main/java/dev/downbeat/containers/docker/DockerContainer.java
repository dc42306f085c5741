package dev.downbeat.containers.docker;

import java.time.Instant;
import java.util.Map;

/// A container as the engine shows it.
///
/// @param id its own alone, while a name may pass to another
public record DockerContainer(String id, String name, Map<String, String> labels, Status status) {
    public DockerContainer {
        labels = Map.copyOf(labels);
    }

    /// How far it is.
    public sealed interface Status {
        /// @param failure why it did not start, as far as the engine says; empty when nobody tried yet
        record Made(Instant at, String failure) implements Status {}

        record Running() implements Status {}

        /// @param memory  its limit in bytes, 0 for none
        /// @param failure what the engine says beside the exit code; may be empty
        record Ended(int exitCode, boolean outOfMemory, long memory, String failure) implements Status {
            private static final int KILLED = 128 + 9;
            private static final int MEBI = 1 << 20;

            /// Whether it took more memory than it may. Not every engine finds out (Podman does not without
            /// version 2 of the control groups): what was killed and has a limit most likely came up to it.
            public boolean memoryOver() {
                return outOfMemory || (exitCode == KILLED && memory > 0);
            }

            /// For people: how sure that is, and what the limit was.
            public String memoryStory() {
                String limit = memory > 0
                        ? "its limit of %s".formatted(bytes(memory))
                        : "the machine has left (it has no limit of its own)";
                return outOfMemory
                        ? "out of memory: it needed more than " + limit
                        : "killed by SIGKILL, most likely out of memory: it needed more than " + limit;
            }

            private static String bytes(long bytes) {
                return bytes % MEBI == 0 ? bytes / MEBI + "Mi" : bytes + " bytes";
            }
        }
    }
}
