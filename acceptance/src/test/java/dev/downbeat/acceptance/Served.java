package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.model.DagRunState;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server in this JVM that reads a folder of examples.
final class Served implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Downbeat downbeat;

    Served(Path home, Path dags) throws IOException {
        Jvm.furnish(home);
        downbeat = Downbeat.open(
                new Settings(
                        home,
                        new Settings.Database("", 6),
                        new Settings.Dags(dags, Duration.ofSeconds(2)),
                        new Settings.Http("127.0.0.1", 0),
                        new Settings.Engine(8, Duration.ofSeconds(10)),
                        new Settings.Log("warn", false)),
                Mode.SERVE);
    }

    DownbeatApi api() {
        return downbeat.api();
    }

    /// A run of the DAG, at its end.
    RunDetail run(String dag, Map<String, @Nullable Object> params) {
        long run = api().trigger(dag, new TriggerRequest(params, null, null)).id();
        var end = new CompletableFuture<RunDetail>();
        try (var following = api().follow(run, view -> {
            if (DagRunState.of(view.summary().state()).terminal()) {
                end.complete(view);
            }
        })) {
            assertThat(following).isNotNull();
            return end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /// What the last attempts of its tasks logged.
    String logs(RunDetail run) {
        var text = new StringBuilder();
        for (TaskView task : run.tasks()) {
            if (task.attempt() > 0) {
                LogChunk log = api().log(run.summary().id(), task.task(), task.mapIndex(), 0, 0, 1_000_000);
                text.append(log.text());
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        downbeat.close();
    }
}
