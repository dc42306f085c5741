package dev.downbeat.reliability;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How the program is started: from this module's class path, without the module itself.
final class CommandLine {
    private static final List<String> JAVA = java();

    private CommandLine() {}

    static List<String> of(String... arguments) {
        var command = new ArrayList<>(JAVA);
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> java() {
        Path own = Path.of("target").toAbsolutePath();
        String classpath = String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
                        .toList());
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classpath,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "dev.downbeat.cli.Main");
    }
}
