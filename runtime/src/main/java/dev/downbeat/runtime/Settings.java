package dev.downbeat.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How this process is set up; see [SettingKey] for the meaning of each value.
///
/// @param home as an absolute path
/// @param dags as an absolute path; need not exist
public record Settings(
        Path home,
        Database database,
        Dags dags,
        Http http,
        Engine engine,
        Log log,
        Operations operations,
        Containers containers) {
    /// With old runs kept, nothing told to others, and containers made as usual.
    public Settings(Path home, Database database, Dags dags, Http http, Engine engine, Log log) {
        this(home, database, dags, http, engine, log, Operations.NONE);
    }

    public Settings(Path home, Database database, Dags dags, Http http, Engine engine, Log log, Operations operations) {
        this(home, database, dags, http, engine, log, operations, Containers.DEFAULT);
    }

    /// What a command line says of these wins; the rest stays as it is configured.
    public Settings with(Dags otherDags, Http otherHttp) {
        return new Settings(home, database, otherDags, otherHttp, engine, log, operations, containers);
    }

    public Settings withContainers(Containers other) {
        return new Settings(home, database, dags, http, engine, log, operations, other);
    }

    /// How attempts get containers of their own.
    ///
    /// @param command   the program in the image that does one
    /// @param perSecond containers begun in a second at most
    public record Containers(List<String> command, int perSecond, Docker docker, Kubernetes kubernetes) {
        public static final Containers DEFAULT = new Containers(
                List.of("downbeat", "attempt"),
                20,
                new Docker("", ""),
                new Kubernetes("", "", null, null, "", Duration.ofMinutes(2)));

        public Containers {
            command = List.copyOf(command);
        }
    }

    /// A Docker engine.
    ///
    /// @param host  its address; empty: where Docker's own programs find it
    /// @param image for tasks that name none; may be empty
    public record Docker(String host, String image) {}

    /// A Kubernetes cluster.
    ///
    /// @param namespace   empty: the current one
    /// @param image       for tasks that name none; may be empty
    /// @param podTemplate a file; null for none
    /// @param config      a kubeconfig file; null: as `kubectl` finds it
    /// @param context     of that file; empty: its current one
    /// @param patience    that is had with an image that cannot be fetched
    public record Kubernetes(
            String namespace,
            String image,
            @Nullable Path podTemplate,
            @Nullable Path config,
            String context,
            Duration patience) {}

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
    public record Http(String host, int port, String publicUrl, Execution execution) {
        /// For people on this machine alone.
        public Http(String host, int port) {
            this(host, port, "", Execution.NONE);
        }

        public Http withPort(int other) {
            return new Http(host, other, publicUrl, execution);
        }
    }

    /// Where the server listens to workers and attempts of other machines.
    ///
    /// @param host empty: nowhere
    /// @param url  under which attempts in containers and pods reach it; empty: where it listens
    public record Execution(String host, int port, String url) {
        /// Workers and attempts of this machine come where everybody does.
        public static final Execution NONE = new Execution("", 0, "");

        public boolean on() {
            return !host.isEmpty();
        }
    }

    /// How the engine works.
    public record Engine(int parallelism, Duration lease) {}

    /// What is logged.
    ///
    /// @param level in lower case
    public record Log(String level, boolean json) {}

    /// What is deleted, and what is told to programs that watch over this one.
    public record Operations(Retention retention, Statsd statsd, Otlp otlp, Duration interval) {
        /// Nothing.
        public static final Operations NONE = new Operations(
                new Retention(Duration.ZERO, 1),
                new Statsd("", 0, "datadog"),
                new Otlp("", "", Map.of()),
                Duration.ofMinutes(1));
    }

    /// How long runs are kept.
    ///
    /// @param age zero: for ever
    public record Retention(Duration age, int keepLast) {
        public boolean on() {
            return age.isPositive();
        }
    }

    /// Where StatsD lines are sent.
    ///
    /// @param host empty: nowhere
    public record Statsd(String host, int port, String flavor) {
        public boolean on() {
            return !host.isEmpty();
        }
    }

    /// Where OTLP is sent.
    ///
    /// @param metrics empty: nowhere
    /// @param traces  empty: nowhere
    /// @param headers may hold a password
    public record Otlp(String metrics, String traces, Map<String, String> headers) {
        public Otlp {
            headers = Map.copyOf(headers);
        }

        /// Without the values of headers.
        @Override
        public String toString() {
            return "Otlp[metrics=%s, traces=%s, headers=%s]".formatted(metrics, traces, headers.keySet());
        }
    }

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
