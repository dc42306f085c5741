package dev.downbeat.cli;

import dev.downbeat.cli.Platform.Check;
import dev.downbeat.cli.Platform.Finding;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.runtime.ServerFile;
import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What could keep Downbeat from working on this machine.
final class MachineChecks {
    private static final Pattern PYTHON = Pattern.compile("Python (\\d+)\\.(\\d+)\\S*");
    private static final int PYTHON_3_MINOR = 9;
    private static final long PYTHON_SECONDS = 10;
    private static final long GIB = 1L << 30;
    private static final int COMFORTABLE_GIB = 5;

    private final Settings settings;
    private final Supplier<Map<String, @Nullable Object>> database;

    /// @param database asks the database how it does
    MachineChecks(Settings settings, Supplier<Map<String, @Nullable Object>> database) {
        this.settings = settings;
        this.database = database;
    }

    private record Named(String name, Supplier<Finding> look) implements Check {
        @Override
        public Finding run() {
            return look.get();
        }
    }

    List<Check> all() {
        return List.of(
                new Named("java", MachineChecks::java),
                new Named("python", MachineChecks::python),
                new Named("home", this::home),
                new Named("disk", this::disk),
                new Named("port", this::port),
                new Named("dags", this::dags),
                new Named("database", this::database));
    }

    private static Finding good(String text) {
        return new Finding(Finding.Level.GOOD, text, "");
    }

    private static Finding warning(String text, String advice) {
        return new Finding(Finding.Level.WARNING, text, advice);
    }

    private static Finding bad(String text, String advice) {
        return new Finding(Finding.Level.BAD, text, advice);
    }

    private static Finding java() {
        String text = System.getProperty("java.runtime.version") + " in " + System.getProperty("java.home");
        boolean compiler = javax.tools.ToolProvider.getSystemJavaCompiler() != null;
        return compiler
                ? good(text)
                : bad(text + ", without a compiler", "Use a JDK, not a JRE: DAGs written in Java are compiled.");
    }

    private static Finding python() {
        try {
            Process process = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PYTHON_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return warning("python3 does not answer", "Tasks in Python will not run.");
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            Matcher version = PYTHON.matcher(text);
            boolean fits = version.matches()
                    && version.group(1).equals("3")
                    && Integer.parseInt(version.group(2)) >= PYTHON_3_MINOR;
            return fits ? good(text) : warning(text, "Tasks in Python need Python 3.9 or later.");
        } catch (IOException e) {
            return warning("there is no python3 on the PATH", "Tasks in Python need Python 3.9 or later.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return warning("interrupted", "");
        }
    }

    private Finding home() {
        Path home = settings.home();
        try {
            Files.createDirectories(home);
            Files.delete(Files.createTempFile(home, "doctor", ".tmp"));
            return good(home.toString());
        } catch (IOException e) {
            return bad("%s cannot be written: %s".formatted(home, e), "Set DOWNBEAT_HOME to a folder of yours.");
        }
    }

    private Finding disk() {
        try {
            FileStore store = Files.getFileStore(existing(settings.home()));
            long free = store.getUsableSpace();
            String text = "%.1f GiB free for %s".formatted((double) free / GIB, settings.home());
            if (free < GIB) {
                return bad(text, "The database and logs need room.");
            }
            return free < COMFORTABLE_GIB * GIB ? warning(text, "The database and logs will need more.") : good(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path existing(Path path) {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private Finding port() {
        Optional<ServerFile> server = ServerFile.running(settings.home());
        if (server.isPresent()) {
            return good("a server is up at " + server.get().url());
        }
        int port = settings.http().port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return good(port + " is free");
        } catch (IOException e) {
            return warning(port + " is taken by another program", "Set DOWNBEAT_PORT, or start with --port.");
        }
    }

    private Finding dags() {
        Path folder = settings.dags().folder();
        return Files.isDirectory(folder)
                ? good(folder.toString())
                : warning(folder + " does not exist", "`downbeat up` finds no DAGs. Make it, or set DOWNBEAT_DAGS.");
    }

    private Finding database() {
        try {
            var facts = database.get();
            return good(facts.getOrDefault("database", "?") + ", PostgreSQL " + facts.getOrDefault("postgresql", "?"));
        } catch (DownbeatException e) {
            String advice = settings.database().embedded()
                    ? "Its log is in " + settings.home().resolve("postgres") + "."
                    : "It is named by DOWNBEAT_DATABASE_URL.";
            return bad(e.text(), advice);
        }
    }
}
