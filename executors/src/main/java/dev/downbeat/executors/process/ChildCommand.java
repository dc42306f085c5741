package dev.downbeat.executors.process;

import dev.downbeat.sdk.operator.Traces;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The command line of a child JVM: this JVM's own `java`, class path and start-up flags.
final class ChildCommand {
    /// The start-up cache and the doors that are open, without which it would not fit, and what a user sets
    /// for all Java here: the time zone, a proxy, a trust store.
    private static final List<String> INHERITED = List.of(
            "-XX:AOTCache=",
            "-XX:SharedArchiveFile=",
            "--add-opens",
            "--add-exports",
            "--enable-native-access",
            "--sun-misc-unsafe-memory-access",
            "-D");

    /// Reads the child's standard input, which is the line to its parent; at its end it kills the process
    /// group it is in. As a member it keeps the group's number from passing to strangers. The child itself
    /// reads nothing.
    private static final String GUARD = """
            exec 3<&0 </dev/null
            ( (
              trap '' HUP INT QUIT PIPE ALRM TERM USR1 USR2 TSTP TTIN TTOU
              exec >/dev/null 2>&1
              cd /
              while IFS= read -r line <&3; do :; done
              kill -s KILL 0
            ) & )
            exec 3<&-
            exec "$@"
            """;

    private ChildCommand() {}

    static List<String> of(ChildSettings settings, Path socket) {
        List<String> command = new ArrayList<>(group());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(ChildCommand::isInherited)
                .forEach(command::add);
        if (settings.heapMiB() > 0) {
            command.add("-Xmx" + settings.heapMiB() + "m");
        }
        // Out of memory is the end of the child: nothing that limps on afterwards can be trusted.
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+ErrorFileToStderr",
                // What the JVM has to say about its caches does not belong into a task's log.
                "-Xlog:disable",
                "-Djava.awt.headless=true",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8"));
        if (Traces.on()) {
            command.add("-D%s=true".formatted(Traces.PROPERTY));
        }
        command.addAll(settings.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), socket.toString()));
        return command;
    }

    /// What is said of Downbeat's own process, as that it has a terminal, is not true of a child.
    static boolean isInherited(String flag) {
        return INHERITED.stream().anyMatch(flag::startsWith)
                && !flag.startsWith("-Ddownbeat.")
                && !flag.startsWith("-Dcom.sun.management"); // a port that is taken
    }

    /// What makes the rest of the command a process group with a guard in it. Java cannot do that by itself.
    private static List<String> group() {
        if (onPath("setsid")) {
            return List.of("setsid", "sh", "-c", GUARD, "sh");
        }
        if (onPath("bash")) {
            // macOS: job control gives each job a group of its own
            return List.of("bash", "-c", "set -m; sh -c \"$0\" sh \"$@\" <&0 & exec >/dev/null 2>&1; wait $!", GUARD);
        }
        return List.of();
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /// A child has no secrets of its own: it asks for those that its task names.
    static void withhold(Map<String, String> environment) {
        environment.keySet().removeIf(name -> {
            String upper = name.toUpperCase(java.util.Locale.ROOT);
            return upper.startsWith("DOWNBEAT_CONN_")
                    || upper.startsWith("DOWNBEAT_VAR_")
                    || upper.equals("DOWNBEAT_DATABASE_URL");
        });
    }
}
