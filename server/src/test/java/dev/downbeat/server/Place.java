package dev.downbeat.server;

import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A folder with a home and DAGs, and settings that point there.
record Place(Path folder, String databaseUrl, Settings.Containers containers) {
    Place(Path folder, String databaseUrl) {
        this(folder, databaseUrl, Settings.Containers.DEFAULT);
    }

    Settings settings() {
        return new Settings(
                        folder.resolve("home"),
                        new Settings.Database(databaseUrl, 6),
                        new Settings.Dags(folder.resolve("dags"), Duration.ofMillis(500)),
                        new Settings.Http("127.0.0.1", 0, "", new Settings.Execution("127.0.0.1", 0, "")),
                        new Settings.Engine(8, Duration.ofSeconds(10)),
                        new Settings.Log("info", false))
                .withContainers(containers);
    }

    void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
