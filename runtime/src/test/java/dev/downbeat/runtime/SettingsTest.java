package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void every_key_has_a_default() {
        Settings settings = load(Map.of());

        assertThat(settings)
                .isEqualTo(new Settings(
                        folder.resolve("user/.downbeat"),
                        new Settings.Database("", 10),
                        new Settings.Dags(folder.resolve("user/.downbeat/dags"), Duration.ofSeconds(5)),
                        new Settings.Http("127.0.0.1", 8642),
                        new Settings.Engine(32, Duration.ofSeconds(7)),
                        new Settings.Log("info", false)));
        assertThat(settings.database().embedded()).isTrue();
    }

    @Test
    void what_a_command_line_says_leaves_the_rest_as_it_is_configured() {
        Settings settings = load(Map.of("DOWNBEAT_KUBERNETES_IMAGE", "downbeat:1", "DOWNBEAT_RETENTION", "7d"));

        Settings served = settings.with(settings.dags(), settings.http().withPort(1));

        assertThat(served.http().port()).isEqualTo(1);
        assertThat(served.containers()).isEqualTo(settings.containers());
        assertThat(served.operations()).isEqualTo(settings.operations());
        assertThat(served.containers().kubernetes().image()).isEqualTo("downbeat:1");
    }

    @Test
    void every_key_can_be_given_as_a_variable() {
        Settings settings = load(Map.ofEntries(
                Map.entry("DOWNBEAT_HOME", "/srv/beat"),
                Map.entry("DOWNBEAT_DATABASE_URL", "postgresql://u:geheim@db/beat"),
                Map.entry("DOWNBEAT_DATABASE_POOL", "20"),
                Map.entry("DOWNBEAT_DAGS", "pipelines"),
                Map.entry("DOWNBEAT_SCAN_INTERVAL", "1m"),
                Map.entry("DOWNBEAT_HOST", "::1"),
                Map.entry("DOWNBEAT_PORT", "0"),
                Map.entry("DOWNBEAT_PARALLELISM", "4"),
                Map.entry("DOWNBEAT_LEASE", "3s"),
                Map.entry("DOWNBEAT_LOG_LEVEL", "DEBUG"),
                Map.entry("DOWNBEAT_LOG_JSON", "true")));

        assertThat(settings)
                .isEqualTo(new Settings(
                        Path.of("/srv/beat"),
                        new Settings.Database("postgresql://u:geheim@db/beat", 20),
                        new Settings.Dags(folder.resolve("pipelines"), Duration.ofMinutes(1)),
                        new Settings.Http("::1", 0),
                        new Settings.Engine(4, Duration.ofSeconds(3)),
                        new Settings.Log("debug", true)));
        assertThat(settings.toString()).doesNotContain("geheim");
    }

    @Test
    void what_operations_need_can_be_given_too() {
        Settings settings = load(Map.of(
                "DOWNBEAT_RETENTION", "90d",
                "DOWNBEAT_RETENTION_KEEP", "20",
                "DOWNBEAT_STATSD", "[::1]:8125",
                "DOWNBEAT_STATSD_FLAVOR", "etsy",
                "DOWNBEAT_OTLP_METRICS", "http://collector:4318/v1/metrics",
                "DOWNBEAT_OTLP_TRACES", "https://collector/v1/traces/",
                "DOWNBEAT_OTLP_HEADERS", "authorization=Bearer geheim, x-tenant = a=b",
                "DOWNBEAT_METRICS_INTERVAL", "10s"));

        assertThat(settings.operations())
                .isEqualTo(new Settings.Operations(
                        new Settings.Retention(Duration.ofDays(90), 20),
                        new Settings.Statsd("::1", 8125, "etsy"),
                        new Settings.Otlp(
                                "http://collector:4318/v1/metrics",
                                "https://collector/v1/traces",
                                Map.of("authorization", "Bearer geheim", "x-tenant", "a=b")),
                        Duration.ofSeconds(10)));
        assertThat(settings.toString()).doesNotContain("geheim");
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_STATSD", "localhost")))
                .hasMessage("DOWNBEAT_STATSD is 'localhost', allowed is host:port");
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_OTLP_HEADERS", "geheim")))
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_OTLP_METRICS", "collector:4318")))
                .hasMessageContaining("allowed is http://host:4318/v1/metrics");
    }

    @Test
    void a_second_address_is_for_execution_alone() throws IOException {
        assertThat(load(Map.of()).http().execution().on()).isFalse();
        write("execution_address: 0.0.0.0:8643\nexecution_url: http://downbeat.svc:8643/\n");

        assertThat(load(Map.of()).http().execution())
                .isEqualTo(new Settings.Execution("0.0.0.0", 8643, "http://downbeat.svc:8643"));
        assertThat(load(Map.of("DOWNBEAT_EXECUTION_ADDRESS", "[::]:0")).http().execution())
                .isEqualTo(new Settings.Execution("::", 0, "http://downbeat.svc:8643"));
        for (String wrong : List.of("8643", "0.0.0.0", "0.0.0.0:65536", "http://0.0.0.0:8643", ":8643")) {
            assertThatThrownBy(() -> load(Map.of("DOWNBEAT_EXECUTION_ADDRESS", wrong)))
                    .hasMessage(
                            "DOWNBEAT_EXECUTION_ADDRESS is '%s', allowed is host:port, such as 0.0.0.0:8643", wrong);
        }
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_EXECUTION_URL", "downbeat.svc:8643")))
                .hasMessage("DOWNBEAT_EXECUTION_URL is 'downbeat.svc:8643', allowed is http://host:port or"
                        + " https://host/path");
    }

    @Test
    void the_file_is_read_and_the_environment_wins_over_it() throws IOException {
        write("port: 9000\nparallelism: 8\ndags: ~/pipelines\nlog_json: true\n");

        Settings settings = load(Map.of("DOWNBEAT_PORT", "9001"));

        assertThat(settings.http().port()).isEqualTo(9001);
        assertThat(settings.engine().parallelism()).isEqualTo(8);
        assertThat(settings.dags().folder()).isEqualTo(folder.resolve("user/pipelines"));
        assertThat(settings.log().json()).isTrue();
    }

    @Test
    void a_folder_called_dags_here_is_the_default_when_there_is_one() throws IOException {
        Files.createDirectory(folder.resolve("dags"));

        assertThat(load(Map.of()).dags().folder()).isEqualTo(folder.resolve("dags"));
    }

    @Test
    void an_unknown_key_is_refused_with_the_nearest() throws IOException {
        write("prot: 9000\n");

        assertThatThrownBy(() -> load(Map.of()))
                .hasMessageContaining("unknown key 'prot' in ")
                .hasMessageEndingWith("downbeat.yaml: did you mean 'port'?");
    }

    @Test
    void a_mistyped_variable_is_refused_and_a_foreign_one_is_not() {
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_PROT", "1")))
                .hasMessage("unknown environment variable DOWNBEAT_PROT: did you mean 'DOWNBEAT_PORT'?");
        assertThat(load(Map.of("DOWNBEAT_CONN_PORT", "x", "DOWNBEAT_VAR_HOST", "y", "DOWNBEAT_SOMETHING", "z")))
                .isNotNull();
    }

    @Test
    void a_wrong_value_is_refused_with_its_place_and_what_is_allowed() throws IOException {
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_PORT", "80800")))
                .hasMessage("DOWNBEAT_PORT is '80800', allowed is 0 to 65535");
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_LEASE", "soon")))
                .hasMessage("DOWNBEAT_LEASE is 'soon', allowed is 2s to 10m");
        assertThatThrownBy(() -> load(Map.of("DOWNBEAT_LOG_LEVEL", "loud")))
                .hasMessage("DOWNBEAT_LOG_LEVEL is 'loud', allowed is error, warn, info, debug or trace");

        write("log_json: [1]\n");
        assertThatThrownBy(() -> load(Map.of()))
                .hasMessageStartingWith("log_json in ")
                .hasMessageEndingWith("is '[1]', allowed is true or false");

        write("- port\n");
        assertThatThrownBy(() -> load(Map.of())).hasMessageContaining("has to hold keys and values");

        write("port: [\n");
        assertThatThrownBy(() -> load(Map.of())).hasMessageContaining("downbeat.yaml cannot be read");
    }

    private Settings load(Map<String, String> environment) {
        return SettingsLoader.load(environment, folder.resolve("user"), folder);
    }

    private void write(String yaml) throws IOException {
        Path home = Files.createDirectories(folder.resolve("user/.downbeat"));
        Files.writeString(home.resolve("downbeat.yaml"), yaml);
    }
}
