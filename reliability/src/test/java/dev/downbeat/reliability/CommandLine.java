package dev.downbeat.reliability;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How the program is started: from this module's class path, without the module itself.
final class CommandLine {
    private static final List<String> JAVA = java();
    private static final String CLASSPATH = classpath();

    private CommandLine() {}

    /// @param arguments the first one is the command
    static List<String> of(String... arguments) {
        var command = new ArrayList<>(JAVA);
        if (Stream.of(CLASSPATH.split(File.pathSeparator)).allMatch(entry -> entry.endsWith(".jar"))) {
            command.addAll(loaded(arguments[0]));
        }
        command.addAll(List.of("-cp", CLASSPATH, "dev.downbeat.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// The first process of a command that ends in good order leaves its loaded classes to all after it, which start in
    /// half the time. Java does so for jars alone, not for folders of classes.
    private static List<String> loaded(String command) {
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + Path.of("target", command + ".jsa").toAbsolutePath(),
                "-Xlog:disable",
                "-Xlog:all=error:stderr");
    }

    private static String classpath() {
        Path own = Path.of("target").toAbsolutePath();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED");
    }
}
