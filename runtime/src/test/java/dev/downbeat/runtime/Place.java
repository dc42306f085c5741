package dev.downbeat.runtime;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.model.DagRunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A folder with a home and DAGs, and settings that point there.
record Place(Path folder, String databaseUrl) {
    Settings settings() {
        return new Settings(
                folder.resolve("home"),
                new Settings.Database(databaseUrl, 6),
                new Settings.Dags(folder.resolve("dags"), Duration.ofMillis(500)),
                new Settings.Http("127.0.0.1", 0),
                new Settings.Engine(8, Duration.ofSeconds(10)),
                new Settings.Log("info", false));
    }

    Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return file;
    }

    /// The first view of a run that fits.
    static RunDetail await(DownbeatApi api, long run, Predicate<RunDetail> fits) {
        var found = new CompletableFuture<RunDetail>();
        try (var _ = api.follow(run, view -> {
            if (fits.test(view)) {
                found.complete(view);
            }
        })) {
            return found.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    static boolean ended(RunDetail run) {
        return DagRunState.of(run.summary().state()).terminal();
    }
}
