package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.AlertsApi;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.FileRun;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Alerts from the file of a DAG to a receiver.
class AlertsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @TempDir
    private Path folder;

    private Place place;
    private HttpServer server;
    private final List<Map<?, ?>> received = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    @BeforeEach
    void set_up() throws IOException {
        place = new Place(folder, PG.url());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Map<?, ?> json =
                    Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), Map.class);
            int answer = status;
            if (answer == 200) {
                received.add(json);
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
        place.write(
                "home/connections.yaml",
                "hooks: http://127.0.0.1:%d/in?secret=s3cret\n"
                        .formatted(server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_foreground_run_tells_all_before_the_process_ends() throws IOException {
        Path file = place.write("work/etl.yaml", """
                id: etl
                on_failure: { webhook: hooks }
                tasks:
                  load:
                    bash: "echo the key is {{ var.value.api_key }}; exit 3"
                    retries: 1
                    retry_delay: 10ms
                    on_retry: { webhook: hooks }
                    on_failure:
                      - webhook: { connection: hooks, body: { title: "{{ alert.title }}", of: "{{ task.id }}" } }
                  after:
                    needs: load
                    bash: "true"
                    on_failure: { webhook: hooks }
                    on_skip: { webhook: hooks }
                  fine:
                    bash: "true"
                    on_success: { webhook: hooks }
                """);
        place.write("home/variables.yaml", "api_key: s3cr3t-value\n");

        long run;
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        List<Map<?, ?>> told = received.stream()
                .sorted(Comparator.comparing(alert -> String.valueOf(alert.get("title"))))
                .toList();
        assertThat(told)
                .extracting(alert -> String.valueOf(alert.get("title")))
                .containsExactly(
                        "Run %d of etl failed".formatted(run),
                        "Task fine succeeded (run %d of etl)".formatted(run),
                        "Task load failed (run %d of etl)".formatted(run),
                        "Task load failed and is tried again (run %d of etl)".formatted(run));
        assertThat(told.get(0).get("error")).isEqualTo("task 'load' failed: exit code 3");
        assertThat(String.valueOf(told.get(0).get("log"))).isEqualTo("the key is ***");
        assertThat(told.get(2).get("of")).isEqualTo("load");
        assertThat(told.get(3).get("try_number")).isEqualTo(1);
        assertThat(PG.ask("select count(*) from alert where state <> 'sent'")).isEqualTo("0");
    }

    @Test
    void a_dag_that_tells_nobody_writes_no_alerts() throws IOException {
        Path file = place.write("work/quiet.yaml", "id: quiet\ntasks:\n  bad: { bash: \"exit 1\" }\n");
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        assertThat(PG.ask("select (select count(*) from alert) + (select count(*) from deadline)"))
                .isEqualTo("0");
    }

    @Test
    void a_thousand_items_that_fail_are_one_alert() throws IOException {
        Path file = place.write("work/many.yaml", """
                id: many
                max_active_tasks_per_run: 200
                tasks:
                  check:
                    each: "{{ range(1000) | list }}"
                    python: { file: gone.py, call: check }
                    on_failure: { webhook: hooks }
                """);
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        assertThat(received).singleElement().satisfies(alert -> {
            assertThat(alert.get("title")).asString().startsWith("1000 of 1000 instances of task check failed");
            assertThat(alert.get("items")).asString().contains("count=1000");
        });
    }

    @Test
    void a_mail_needs_nothing_but_its_receiver() throws IOException {
        try (var box = new MailBox()) {
            place.write(
                    "home/connections.yaml", "smtp: smtp://127.0.0.1:%d?from=bot@example.org\n".formatted(box.port()));
            Path file = place.write("work/mail.yaml", """
                    id: mail
                    on_failure: { email: { to: "{{ params.team }}@example.org" } }
                    params: { team: data }
                    tasks:
                      bad: { bash: "echo the disk is full; exit 1" }
                    """);
            long run;
            try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
                run = downbeat.submit(new FileRun(file, "", Map.of(), false));
                Place.await(downbeat.api(), run, Place::ended);
            }

            assertThat(box.mails())
                    .singleElement()
                    .asString()
                    .contains("To: data@example.org", "Subject: Run %d of mail failed".formatted(run))
                    .contains("task 'bad' failed: exit code 1", "the disk is full", "Covers: ");
        }
    }

    @Test
    void functions_in_python_and_java_are_notifiers() throws IOException {
        place.write("work/tell.py", """
                def tell(alert):
                    with open("python.txt", "w") as out:
                        out.write(alert["title"])
                """);
        place.write("work/Tell.java", """
                import dev.downbeat.sdk.Alert;
                import java.nio.file.*;
                public class Tell {
                    public static void tell(Alert alert) throws Exception {
                        Files.writeString(Path.of("%s"), alert.title() + "; " + alert.error());
                    }
                }
                """.formatted(folder.resolve("work/java.txt")));
        Path file = place.write("work/functions.yaml", """
                id: functions
                on_failure:
                  - python: { file: tell.py, call: tell }
                  - java: { file: Tell.java, call: tell }
                tasks:
                  bad: { bash: "exit 1" }
                """);
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        assertThat(folder.resolve("work/python.txt")).content().matches("Run \\d+ of functions failed");
        assertThat(folder.resolve("work/java.txt"))
                .content()
                .matches("Run \\d+ of functions failed; task 'bad' failed: exit code 1");
    }

    @Test
    void the_example_of_the_docs_says_what_happened() throws IOException {
        Path basics = Path.of("../examples/basics");
        String example = Files.readString(basics.resolve("alerts.yaml"));
        assertThat(Path.of("../docs/alerts.md")).content().contains("```yaml\n" + example + "```");
        Path file = place.write("work/alerts.yaml", example);
        place.write("work/tell.py", Files.readString(basics.resolve("tell.py")));
        long run;
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        assertThat(said(run))
                .contains("never mind: Task load failed and is tried again")
                .contains("Task load failed (run", "exit code 3", "the warehouse does not answer")
                .contains("2 of 4 instances of task check failed (run")
                .contains("Run %d of alerts failed".formatted(run));
    }

    /// What the notifiers of a run have printed.
    private String said(long run) throws IOException {
        var said = new StringBuilder();
        try (var files = Files.walk(folder.resolve("home/logs/run_" + run))) {
            for (Path log : files.filter(path -> path.toString().contains("_alert."))
                    .filter(Files::isRegularFile)
                    .toList()) {
                said.append(Files.readString(log));
            }
        }
        return said.toString();
    }

    @Test
    void the_java_example_tells_of_its_end() throws IOException {
        Path file = place.write("work/Alerting.java", Files.readString(Path.of("../examples/basics/Alerting.java")));
        long run;
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        assertThat(said(run)).contains("success: Run %d of alerting succeeded".formatted(run));
    }

    @Test
    void a_method_of_a_dag_in_java_is_a_notifier() throws IOException {
        Path file = place.write("work/Told.java", """
                import static dev.downbeat.sdk.Notifiers.*;

                import dev.downbeat.sdk.*;
                import java.nio.file.*;
                public class Told {
                    static void work() { throw new IllegalStateException("broken"); }
                    static void tell(Alert alert) throws Exception {
                        Files.writeString(Path.of("%s"), alert.subject() + ": " + alert.error());
                    }
                    public static final Dag DAG = Dag.of("told", d -> {
                        d.onFailure(webhook("hooks"));
                        d.task("work").onFailure(call(Told::tell)).run(Told::work);
                    });
                }
                """.formatted(folder.resolve("work/told.txt")));
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        assertThat(folder.resolve("work/told.txt")).content().isEqualTo("work: IllegalStateException: broken");
        assertThat(received).hasSize(1);
    }

    @Test
    void an_alert_that_was_not_sent_goes_out_with_the_next_server() throws IOException {
        place.write("dags/etl.yaml", """
                id: etl
                on_success: { webhook: hooks }
                tasks:
                  load: { bash: "true" }
                """);
        status = 503;
        long run;
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            run = downbeat.api()
                    .trigger("etl", new TriggerRequest(Map.of(), null, null))
                    .id();
            Place.await(downbeat.api(), run, Place::ended);
            awaited(() -> assertThat(PG.ask("select count(*) from alert where error like '%503%'"))
                    .isEqualTo("1"));
        }
        assertThat(received).isEmpty();
        status = 200;
        PG.run("update alert set due_at = now()");

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            awaited(() -> assertThat(received).hasSize(1));
            awaited(() -> assertThat(PG.ask("select state || tries from alert")).isEqualTo("sent2"));
            assertThat(downbeat.health().database()).isTrue();
        }
        assertThat(received.getFirst().get("title")).isEqualTo("Run %d of etl succeeded".formatted(run));
    }

    @Test
    void what_cannot_get_better_is_given_up_with_its_reason() throws IOException {
        Path file = place.write("work/wrong.yaml", """
                id: wrong
                on_success: { webhook: nowhere }
                tasks:
                  load: { bash: "true" }
                """);
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(downbeat.api(), run, Place::ended);
        }

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.INSPECT)) {
            AlertsApi alerts = downbeat.api().alerts();
            AlertView failed = alerts.list(new AlertQuery(
                            Optional.of("wrong"), Optional.empty(), Optional.of("failed"), Optional.empty(), 9))
                    .items()
                    .getFirst();
            assertThat(failed.notifier()).isEqualTo("webhook");
            assertThat(failed.tries()).isOne();
            assertThat(failed.error()).contains("'nowhere'");
            assertThat(alerts.retry(failed.id()).state()).isEqualTo("pending");
            assertThatThrownBy(() -> alerts.retry(failed.id()))
                    .hasMessageContaining("is pending: only one that was given up can be tried again");
            assertThatThrownBy(() -> alerts.alert(failed.id() + 1)).hasMessageContaining("there is no alert");
        }
    }

    @Test
    void a_task_that_takes_too_long_has_missed_its_deadline_while_it_runs() throws IOException {
        place.write("dags/late.yaml", """
                id: late
                deadline: 1s
                on_deadline: { webhook: hooks }
                tasks:
                  slow:
                    bash: "until [ -e go ]; do sleep 0.05; done"
                    deadline: { within: 500ms, from: start }
                    on_deadline: { webhook: hooks }
                  quick:
                    bash: "true"
                    deadline: 10m
                    on_deadline: { webhook: hooks }
                """);
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            long run = downbeat.api()
                    .trigger("late", new TriggerRequest(Map.of(), null, null))
                    .id();
            awaited(() -> assertThat(received).hasSize(2));
            assertThat(downbeat.api().run(run).summary().state()).isEqualTo("running");
            Files.writeString(folder.resolve("dags/go"), "");
            Place.await(downbeat.api(), run, Place::ended);
            assertThat(downbeat.api().alerts().missed(Optional.of("late"), Optional.of(run), 9))
                    .extracting(MissedDeadline::task)
                    .containsExactlyInAnyOrder("", "slow");
            assertThat(downbeat.api()
                            .alerts()
                            .list(new AlertQuery(
                                    Optional.empty(), Optional.of(run), Optional.empty(), Optional.empty(), 9))
                            .items())
                    .extracting(alert -> alert.task() + " " + alert.event() + " " + alert.notifier())
                    .containsExactlyInAnyOrder(" deadline webhook", "slow deadline webhook");
        }

        assertThat(received)
                .extracting(alert -> String.valueOf(alert.get("title")).replaceAll("[0-9].*", ""))
                .containsExactlyInAnyOrder("Run ", "Task slow missed its deadline of ");
    }

    private static void awaited(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
    }
}
