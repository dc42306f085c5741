package dev.downbeat.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// How this module starts the program: with a start-up cache, as the launcher has one, which is made once. It halves
/// what a command costs.
final class Jvm {
    private static final String MAIN = "dev.downbeat.cli.Main";

    /// Where the first command ran: it holds PostgreSQL's unpacked programs.
    private static final Path FIRST_HOME = folder();

    /// The command line, as far as the program's own arguments.
    static final List<String> COMMAND = command();

    private Jvm() {}

    /// Spares another home the unpacking of PostgreSQL's programs, which is most of what a first command costs.
    static void furnish(Path home) throws IOException {
        Path programs = FIRST_HOME.resolve("postgres");
        if (!Files.isDirectory(programs) || Files.exists(home.resolve("postgres"))) {
            return;
        }
        try (Stream<Path> paths = Files.walk(programs)) {
            for (Path path : (Iterable<Path>) paths.filter(Jvm::isUnpacked)::iterator) {
                Path there = home.resolve(FIRST_HOME.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(there);
                    Files.setPosixFilePermissions(there, Files.getPosixFilePermissions(path));
                } else if (Files.isSymbolicLink(path)) {
                    Files.createSymbolicLink(there, Files.readSymbolicLink(path));
                } else {
                    Files.createLink(there, path);
                }
            }
        }
    }

    private static boolean isUnpacked(Path path) {
        Path inside = FIRST_HOME.resolve("postgres").relativize(path);
        return inside.toString().isEmpty() || inside.getName(0).toString().startsWith("binaries-");
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("first-home");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
            Path cache = own.resolve("start-up.aot");
            run(with(java, "-XX:AOTCacheOutput=" + cache, MAIN, "run", "examples/basics/hello.yaml"));
            run(with(java, MAIN, "db", "stop"));
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the start-up cache was made", e);
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command)
                .directory(Program.CHECKOUT.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DOWNBEAT_HOME", FIRST_HOME.toString());
        builder.start().waitFor();
    }

    private static List<String> with(List<String> java, String... more) {
        var command = new ArrayList<>(java);
        command.addAll(List.of(more));
        return List.copyOf(command);
    }
}
