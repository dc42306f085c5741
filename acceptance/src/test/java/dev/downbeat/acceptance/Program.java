package dev.downbeat.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Starts `downbeat` commands as processes, all with the same home.
final class Program {
    /// The checkout.
    static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    private static final long PATIENCE_SECONDS = 180;
    private static final Pattern MORE = Pattern.compile("downbeat runs show (\\d+)");

    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();

    Program(Path home) {
        this.home = home;
    }

    /// @param out standard output
    /// @param err standard error
    record Result(int exit, String out, String err) {
        String all() {
            return out + err;
        }

        /// The id of the run that the command was about, from the line that names the command to see more of it.
        long run() {
            var more = MORE.matcher(all());
            if (!more.find()) {
                throw new AssertionError("no run named in:\n" + all());
            }
            return Long.parseLong(more.group(1));
        }
    }

    Program with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path home() {
        return home;
    }

    /// Runs a command to its end.
    Result run(String... arguments) throws IOException, InterruptedException {
        Running running = start(arguments);
        if (!running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            running.process().destroyForcibly();
            throw new AssertionError("no end of: " + List.of(arguments) + "\n"
                    + running.result(-1).all());
        }
        return running.result(running.process().exitValue());
    }

    /// A command that goes on.
    record Running(Process process, Path out, Path err) {
        Result result(int exit) throws IOException {
            return new Result(exit, Files.readString(out), Files.readString(err));
        }
    }

    Running start(String... arguments) throws IOException {
        Jvm.furnish(home);
        var command = new ArrayList<>(Jvm.COMMAND);
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home, "out", ".txt");
        Path err = Files.createTempFile(home, "err", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(CHECKOUT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("DOWNBEAT_HOME", home.toString());
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    void stopDatabase() throws IOException, InterruptedException {
        run("db", "stop");
    }
}
