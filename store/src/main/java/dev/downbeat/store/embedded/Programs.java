package dev.downbeat.store.embedded;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.machine.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs PostgreSQL's programs to their end.
///
/// @param binaries the folder that holds `bin`
/// @param folder   where they may leave their output
record Programs(Path binaries, Account account, Path folder) {
    private static final int LAST_LINES = 15;

    record Result(int exit, String output) {}

    /// @throws DownbeatException DATABASE when the program cannot be started or does not end in time
    Result run(Duration patience, String program, String... arguments) {
        var command = new ArrayList<>(account.prefix());
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        // Into a file, not a pipe: the server inherits it and would keep a pipe open.
        Path output = folder.resolve("command.log");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // PGDATA, PGPORT and the like are meant for another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw Trouble.program(program + " did not end within " + patience.toSeconds() + " s", tail(output));
            }
            return new Result(process.exitValue(), tail(output));
        } catch (IOException e) {
            throw Trouble.io("cannot run " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownbeatException(ErrorCode.DATABASE, "interrupted while waiting for " + program, e);
        }
    }

    /// The last lines of a log; empty when there is none.
    static String tail(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
