package dev.downbeat.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How this module starts the program: with a start-up cache, as the launcher has one, which is made once. It halves
/// what a command costs.
final class Jvm {
    private static final String MAIN = "dev.downbeat.cli.Main";

    /// The command line, as far as the program's own arguments.
    static final List<String> COMMAND = command();

    private Jvm() {}

    private static List<String> command() {
        Path own = Path.of("target").toAbsolutePath();
        List<String> classpath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).startsWith(own))
                .toList();
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(File.pathSeparator, classpath),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED");
        // The JVM caches classes from archives alone; where other modules were not packaged there are folders.
        boolean packaged = classpath.stream().allMatch(entry -> entry.endsWith(".jar"));
        return packaged ? with(java, "-XX:AOTCache=" + cache(java, own), MAIN) : with(java, MAIN);
    }

    private static Path cache(List<String> java, Path own) {
        try {
            Path home = Files.createTempDirectory("start-up");
            Path cache = own.resolve("start-up.aot");
            run(home, with(java, "-XX:AOTCacheOutput=" + cache, MAIN, "run", "examples/basics/hello.yaml"));
            run(home, with(java, MAIN, "db", "stop"));
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the start-up cache was made", e);
        }
    }

    private static void run(Path home, List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command)
                .directory(Program.CHECKOUT.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DOWNBEAT_HOME", home.toString());
        builder.start().waitFor();
    }

    private static List<String> with(List<String> java, String... more) {
        var command = new ArrayList<>(java);
        command.addAll(List.of(more));
        return List.copyOf(command);
    }
}
