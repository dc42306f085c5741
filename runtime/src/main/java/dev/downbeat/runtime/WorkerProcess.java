package dev.downbeat.runtime;

import dev.downbeat.executors.remote.FleetSecret;
import dev.downbeat.executors.worker.FleetLink;
import dev.downbeat.executors.worker.Worker;
import dev.downbeat.executors.worker.WorkerSettings;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Traces;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A worker in this process: it takes attempts from a server, and has no database.
public final class WorkerProcess implements AutoCloseable {
    private final Worker worker;

    private WorkerProcess(Worker worker) {
        this.worker = worker;
    }

    /// How it is set up.
    ///
    /// @param dags the folder of DAG files here; null where it has the same path as the server's
    public record Setup(
            URI server,
            String name,
            List<String> queues,
            int slots,
            @Nullable Path dags) {}

    /// The same, with the settings of a program: its tasks are told of their traces when those are sent anywhere.
    public static WorkerProcess start(Setup setup, Settings settings, Map<String, String> environment)
            throws InterruptedException {
        if (!settings.operations().otlp().traces().isEmpty()) {
            Traces.turnOn();
        }
        return start(setup, settings.home(), environment);
    }

    /// Presents itself to the server, waiting for it as long as it is away, and begins.
    ///
    /// @param home where its files are, and the secret unless the environment has it
    /// @throws DownbeatException BAD_INPUT when there is no secret, or the server refuses it
    public static WorkerProcess start(Setup setup, Path home, Map<String, String> environment)
            throws InterruptedException {
        var secret = new FleetSecret(home, environment);
        String proof = secret.find()
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.BAD_INPUT,
                        "there is no secret to show to the server: set %s, or copy the server's worker.token to %s"
                                .formatted(FleetSecret.VARIABLE, secret.file())));
        var toolbox = new InstalledToolbox(DagReader.installed());
        var worker = new Worker(
                settings(setup, home), new FleetLink(setup.server(), proof), toolbox.operators(), toolbox.code());
        worker.start();
        return new WorkerProcess(worker);
    }

    private static WorkerSettings settings(Setup setup, Path home) {
        try {
            return new WorkerSettings(
                    setup.name(), setup.queues(), setup.slots(), home.resolve("worker"), setup.dags(), Version.text());
        } catch (IllegalArgumentException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /// Attempts that it has.
    public int running() {
        return worker.running();
    }

    /// Takes no more, and waits for what runs; what has not ended by then is given back as lost.
    ///
    /// @return whether all ended by itself
    public boolean drain(Duration patience) throws InterruptedException {
        return worker.drain(patience);
    }

    @Override
    public void close() {
        Closing.close("the worker", worker);
    }
}
