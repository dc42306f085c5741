package dev.downbeat.store;

import java.nio.file.Path;

/// Which database to use.
///
/// ```java
/// Database.open(StoreSettings.embedded(Path.of("/home/ada/.downbeat")));
/// Database.open(StoreSettings.server("postgresql://ada:secret@db.example.org/downbeat?sslmode=require"));
/// ```
public sealed interface StoreSettings {
    int DEFAULT_POOL_SIZE = 8;

    /// Connections that the program holds at most, beside one for the journal and one for wake-ups.
    int poolSize();

    StoreSettings withPoolSize(int poolSize);

    static Embedded embedded(Path home) {
        return new Embedded(home, home.resolve("postgres"), DEFAULT_POOL_SIZE);
    }

    /// @param url `postgresql://user:password@host:port/database?option=value` or `jdbc:postgresql:…`
    static Server server(String url) {
        return new Server(url, DEFAULT_POOL_SIZE);
    }

    /// A PostgreSQL of our own.
    ///
    /// @param home     its data goes into the folder `postgres` in it
    /// @param binaries where PostgreSQL's programs are unpacked; several homes may share it
    record Embedded(Path home, Path binaries, int poolSize) implements StoreSettings {
        public Embedded {
            requirePositive(poolSize);
        }

        @Override
        public Embedded withPoolSize(int size) {
            return new Embedded(home, binaries, size);
        }

        public Embedded withBinaries(Path folder) {
            return new Embedded(home, folder, poolSize);
        }
    }

    /// A PostgreSQL server, 14 or later.
    record Server(String url, int poolSize) implements StoreSettings {
        public Server {
            requirePositive(poolSize);
        }

        @Override
        public Server withPoolSize(int size) {
            return new Server(url, size);
        }

        /// The URL may hold a password.
        @Override
        public String toString() {
            return "Server[poolSize=%d]".formatted(poolSize);
        }
    }

    private static void requirePositive(int poolSize) {
        if (poolSize < 1) {
            throw new IllegalArgumentException("the connection pool needs at least 1 connection, was " + poolSize);
        }
    }
}
