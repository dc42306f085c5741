package dev.downbeat.runtime;

import dev.downbeat.executors.container.ContainerSettings;
import dev.downbeat.executors.worker.LoneAttempt;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Traces;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The one attempt for which this process was started, in a container of its own. It has no database.
public final class AttemptProcess implements AutoCloseable {
    private final LoneAttempt attempt;

    private AttemptProcess(LoneAttempt attempt) {
        this.attempt = attempt;
    }

    /// What the executor has put into the environment says which attempt it is.
    ///
    /// @throws DownbeatException BAD_INPUT when it is not there: the program was not started by an executor
    public static AttemptProcess of(Settings settings, Map<String, String> environment) {
        String server = environment.getOrDefault(ContainerSettings.SERVER, "");
        String token = environment.getOrDefault(ContainerSettings.TOKEN, "");
        if (server.isEmpty() || token.isEmpty()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "'downbeat attempt' is started by the executors docker and kubernetes, in containers, with %s and %s"
                            .formatted(ContainerSettings.SERVER, ContainerSettings.TOKEN));
        }
        if (!settings.operations().otlp().traces().isEmpty()) {
            Traces.turnOn();
        }
        var toolbox = new InstalledToolbox(DagReader.installed());
        Path dags = environment.containsKey(SettingKey.DAGS.variable())
                ? settings.dags().folder()
                : null;
        var ground = new LoneAttempt.Ground(URI.create(server), folder(), dags);
        return new AttemptProcess(new LoneAttempt(ground, token, toolbox.operators(), toolbox.code()));
    }

    /// Where temporary files are, as the rest of a container may be read-only.
    private static Path folder() {
        try {
            return Files.createTempDirectory("downbeat-attempt-");
        } catch (IOException e) {
            throw new DownbeatException(ErrorCode.INTERNAL, "there is no place for files: " + e.getMessage(), e);
        }
    }

    /// Returns when its end is reported.
    public void run() throws InterruptedException {
        attempt.run();
    }

    /// Stops it, and gives it back as lost.
    public void giveBack() {
        attempt.giveBack();
    }

    @Override
    public void close() {
        Closing.close("the attempt", attempt);
    }
}
