package dev.downbeat.executors.container;

import dev.downbeat.engine.port.RemoteWork;
import dev.downbeat.executors.attempt.RunMasking;
import dev.downbeat.executors.logs.ReceivedLogs;
import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.RunSpec;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// Where is kept what becomes of attempts in containers.
public record Keeping(RemoteWork work, ReceivedLogs logs, Secrets secrets, InstantSource clock) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    Masking masking(RunSpec run) {
        return new RunMasking(secrets, run).get();
    }

    /// Adds lines to the log of an attempt that adds none itself any more.
    void log(AttemptId attempt, List<String> lines, Masking masking) {
        var text = new StringBuilder();
        String stamp = STAMP.format(clock.instant());
        lines.forEach(line -> text.append(stamp).append(" sys ").append(line).append('\n'));
        logs.take(attempt, logs.lines(attempt), text.toString(), masking);
        logs.forget(attempt);
    }
}
