package dev.downbeat.runtime;

import java.nio.file.Path;
import java.time.Duration;

/// How this process is set up; see [SettingKey] for the meaning of each value.
///
/// @param home as an absolute path
/// @param dags as an absolute path; need not exist
public record Settings(Path home, Database database, Dags dags, Http http, Engine engine, Log log) {
    /// Where runs are stored.
    ///
    /// @param url  empty for the embedded database
    /// @param pool connections at a time
    public record Database(String url, int pool) {
        public boolean embedded() {
            return url.isEmpty();
        }

        /// Without the URL: it may carry a password.
        @Override
        public String toString() {
            return "Database[" + (embedded() ? "embedded" : "server") + ", pool=" + pool + "]";
        }
    }

    /// Where DAG files are, and how often to look.
    public record Dags(Path folder, Duration scanInterval) {}

    /// Where the server listens.
    ///
    /// @param publicUrl under which people reach it; empty: where it listens
    public record Http(String host, int port, String publicUrl) {
        public Http(String host, int port) {
            this(host, port, "");
        }
    }

    /// How the engine works.
    public record Engine(int parallelism, Duration lease) {}

    /// What is logged.
    ///
    /// @param level in lower case
    public record Log(String level, boolean json) {}

    /// Reads the environment and `<home>/downbeat.yaml`.
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_INPUT with the key, its value and what is allowed
    public static Settings load() {
        return SettingsLoader.load(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Path.of("").toAbsolutePath());
    }
}
