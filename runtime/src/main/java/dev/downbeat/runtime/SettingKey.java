package dev.downbeat.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Everything that can be set, with its default and what it means. Each key is an environment variable
/// (`DOWNBEAT_PORT`) and, but for `home`, a key of `downbeat.yaml` (`port`); the environment wins.
public enum SettingKey {
    HOME("~/.downbeat", "a folder", "Where the embedded database, logs, artifacts and `downbeat.yaml` are kept."),
    DATABASE_URL(
            "",
            "postgresql://user:password@host:5432/database",
            "The PostgreSQL server (14 or later) to use. Empty: an embedded one under `home`."),
    DATABASE_POOL("10", "2 to 200", "Connections to the database at a time."),
    DAGS("", "a folder", "Where DAG files are looked for. Empty: `./dags` when it exists, else `dags` under `home`."),
    SCAN_INTERVAL(
            "5s",
            "100ms to 1h",
            "How often the DAG folder is compared with what is known, beside the file system's own notices."),
    HOST(
            "127.0.0.1",
            "a loopback address",
            "The address the server listens on. Only loopback addresses are allowed: there is no login yet."),
    PORT("8642", "0 to 65535", "The port the server listens on. 0: any free one."),
    PUBLIC_URL(
            "",
            "http://host:port or https://host/path",
            "The address under which people reach this server, for links in alerts. Empty: where it listens."),
    EXECUTION_ADDRESS(
            "",
            "host:port, such as 0.0.0.0:8643",
            "A second address, for workers, attempts and health checks alone: here the server may listen to other"
                    + " machines. Port 0: any free one. Empty: none."),
    EXECUTION_URL(
            "",
            "http://host:port or https://host/path",
            "The address under which attempts in containers and pods reach the server. Empty: where `execution_address`"
                    + " listens, when that is one address."),
    CONTAINER_COMMAND(
            "downbeat attempt",
            "words",
            "With executors docker and kubernetes: the program in the image that does an attempt."),
    CONTAINERS_PER_SECOND(
            "20", "1 to 1000", "With executors docker and kubernetes: attempts begun in a second at most."),
    DOCKER_HOST(
            "",
            "unix:///path or tcp://host:port",
            "Where the Docker engine is. Empty: `DOCKER_HOST`, else the socket of Docker or Podman."),
    DOCKER_IMAGE("", "an image", "With executor docker: the image of tasks that name none."),
    KUBERNETES_NAMESPACE("", "a namespace", "Where pods are made. Empty: the current one."),
    KUBERNETES_IMAGE("", "an image", "With executor kubernetes: the image of tasks that name none."),
    KUBERNETES_POD_TEMPLATE("", "a YAML file", "A Pod that lies over what is built in, and under what tasks say."),
    KUBERNETES_CONFIG(
            "",
            "a kubeconfig file",
            "How to reach the cluster. Empty: as kubectl does, or by the pod's service account."),
    KUBERNETES_CONTEXT("", "a context", "Of the kubeconfig file. Empty: its current one."),
    KUBERNETES_PATIENCE(
            "2m",
            "0s to 1h",
            "How long a pod's image may be out of reach, or what it needs be missing, before the attempt fails."),
    PARALLELISM("32", "1 to 100000", "Attempts that this process executes at a time."),
    LEASE("7s", "2s to 10m", "How long after a scheduler was last heard of another one takes its runs over."),
    LOG_LEVEL("info", "error, warn, info, debug or trace", "What Downbeat writes to its own log."),
    LOG_JSON("false", "true or false", "Write the log of the server as one JSON object per line."),
    RETENTION(
            "",
            "1h to 3650d",
            "How long runs are kept after they have ended; the server deletes older ones, in the background. Empty: for"
                    + " ever."),
    RETENTION_KEEP("1", "1 to 1000000", "So many runs of each DAG are kept in any case."),
    STATSD("", "host:port", "Where metrics are sent by StatsD (UDP). Empty: nowhere."),
    STATSD_FLAVOR("datadog", "datadog, etsy, telegraf or sysdig", "How StatsD lines are written."),
    OTLP_METRICS("", "http://host:4318/v1/metrics", "Where metrics are sent by OTLP (HTTP, protobuf). Empty: nowhere."),
    OTLP_TRACES("", "http://host:4318/v1/traces", "Where traces are sent by OTLP (HTTP, protobuf). Empty: nowhere."),
    OTLP_HEADERS("", "name=value, name=value", "Headers of what is sent by OTLP, such as an authorization."),
    METRICS_INTERVAL("1m", "1s to 1h", "How often metrics are sent by StatsD (gauges) and OTLP.");

    private final String fallback;
    private final String allowed;
    private final String doc;

    SettingKey(String fallback, String allowed, String doc) {
        this.fallback = fallback;
        this.allowed = allowed;
        this.doc = doc;
    }

    /// As in `downbeat.yaml`: `database_url`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The environment variable.
    public String variable() {
        return "DOWNBEAT_" + name();
    }

    public String fallback() {
        return fallback;
    }

    /// For people: which values may be given.
    public String allowed() {
        return allowed;
    }

    /// What it means, in Markdown.
    public String doc() {
        return doc;
    }

    /// Whether the file may have it.
    public boolean inFile() {
        return this != HOME;
    }

    static Optional<SettingKey> ofWord(String word) {
        return Arrays.stream(values())
                .filter(key -> key.inFile() && key.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values())
                .filter(SettingKey::inFile)
                .map(SettingKey::word)
                .toList();
    }

    static List<String> variables() {
        return Arrays.stream(values()).map(SettingKey::variable).toList();
    }
}
