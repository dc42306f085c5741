package dev.downbeat.runtime;

import dev.downbeat.store.Database;
import dev.downbeat.store.DatabaseFacts;
import dev.downbeat.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Looks after the database without an engine on it.
public final class DatabaseCare {
    private final Settings settings;

    public DatabaseCare(Settings settings) {
        this.settings = settings;
    }

    /// @param description where it is, never a password
    public record Status(String description, DatabaseFacts facts) {}

    /// Starts the embedded database if need be, and brings the schema up to date.
    public Status status() {
        try (Database database = Database.open(store(settings))) {
            return new Status(database.description(), DatabaseFacts.of(database));
        }
    }

    /// Stops the embedded database unless another process uses it.
    ///
    /// @return whether it ran and is stopped now
    public boolean stop() {
        if (path().filter(folder -> Files.exists(folder.resolve("data/postmaster.pid")))
                .isEmpty()) {
            return false;
        }
        Optional<ProcessHandle> server;
        try (Database database = Database.open(store(settings))) {
            server = database.serverPid().flatMap(ProcessHandle::of);
        }
        return server.filter(ProcessHandle::isAlive).isEmpty();
    }

    /// The embedded database's folder; empty for a server.
    public Optional<Path> path() {
        return settings.database().embedded() ? Optional.of(settings.home().resolve("postgres")) : Optional.empty();
    }

    static StoreSettings store(Settings settings) {
        StoreSettings store = settings.database().embedded()
                ? StoreSettings.embedded(settings.home())
                : StoreSettings.server(settings.database().url());
        return store.withPoolSize(settings.database().pool());
    }
}
