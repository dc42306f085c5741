package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.MarkRequest;
import dev.downbeat.api.RepairViews.TaskSelection;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.ImportProblem;
import dev.downbeat.api.Views.PlannedRun;
import dev.downbeat.api.WorkerViews.WorkerView;
import dev.downbeat.cli.Platform.Check;
import dev.downbeat.cli.Platform.Finding;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.sdk.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final Session session = Session.piped();

    @BeforeEach
    void know_a_dag_and_its_runs() {
        session.platform.api.dags.put("churn", Sample.detail());
        session.platform.api.runs.add(Sample.run(
                12,
                "failed",
                Sample.task("extract", "success"),
                Sample.task("train", -1, "failed", 2, "exit code 1"),
                Sample.task("deploy", "upstream_failed")));
        session.platform.api.runs.add(Sample.run(11, "success", Sample.task("extract", "success")));
        session.platform.api.runs.add(Sample.run(10, "running", Sample.task("extract", "running")));
        session.platform.api.logs.put("train", "epoch 1\nepoch 2\nTraceback: no memory\n");
        session.platform.api.planned.add(new PlannedRun(
                Instant.parse("2024-05-02T03:00:00Z"),
                Instant.parse("2024-05-01T03:00:00Z"),
                Instant.parse("2024-05-02T03:00:00Z")));
        session.platform.api.workers.add(new WorkerView(
                3,
                "gpu-1",
                List.of("gpu", "default"),
                16,
                2,
                false,
                "0.1.0",
                Sample.START,
                Sample.NOW.minusSeconds(2)));
        session.platform.api.history.add(
                new HistoryEvent(1, Sample.START, "train", -1, 1, "queued", "running", "on this machine"));
    }

    @Test
    void a_person_at_a_terminal_is_asked_before_runs_are_changed() {
        Session person = Session.terminal();
        person.platform.api.runs.addAll(session.platform.api.runs);
        var asked = person.platform.api.repair.asked;

        person.type("tasks", "clear", "12", "train");
        assertThat(person.err()).contains("change 1 task instance? [y/N]", "nothing was done");
        assertThat(asked).hasSize(1);

        person.platform.answer = "y";
        person.type("tasks", "clear", "12", "load[3]", "load/4", "--only-failed");
        assertThat(person.err()).contains("1 task instance cleared to run again");
        var select = new TaskSelection(List.of("load"), List.of(3, 4), false, false, false, false, true);
        String user = System.getProperty("user.name");
        assertThat(asked).endsWith(new ClearRequest(select, false, false, false, user));

        asked.clear();
        person.type("tasks", "mark", "12", "train", "success", "--yes");
        assertThat(asked).containsExactly(new MarkRequest(TaskSelection.of("train"), "success", false, user));
    }

    @Test
    void tables_are_as_agreed() {
        String text = session.transcript("dags", "list")
                + session.transcript("dags", "show", "churn")
                + session.transcript("dags", "plan", "churn")
                + session.transcript("dags", "graph", "churn", "--run", "12")
                + session.transcript("runs", "list")
                + session.transcript("runs", "list", "-n", "1", "--state", "success")
                + session.transcript("runs", "show", "12")
                + session.transcript("runs", "show", "churn", "--history")
                + session.transcript("logs", "12")
                + session.transcript("logs", "churn", "train", "--tail", "1")
                + session.transcript(
                        "backfills", "create", "churn", "--from", "2024-05-01", "--to", "2024-05-03", "--dry-run")
                + session.transcript("backfills", "create", "churn", "--from", "2024-05-01", "--to", "2024-05-03")
                + session.transcript("backfills", "list")
                + session.transcript("backfills", "show", "1")
                + session.transcript("backfills", "pause", "1")
                + session.transcript("backfills", "resume", "1")
                + session.transcript("backfills", "cancel", "1")
                + session.transcript("backfills", "show", "2")
                + session.transcript("workers", "list")
                + session.transcript("workers", "secret")
                + session.transcript("workers", "secret")
                + session.transcript("pools", "set", "gpu", "2", "--description", "Cards")
                + session.transcript("pools", "list")
                + session.transcript("pools", "delete", "gpu")
                + session.transcript("pools", "list")
                + session.transcript("assets", "list")
                + session.transcript("assets", "show", "orders")
                + session.transcript("assets", "update", "orders", "-e", "rows=3")
                + session.transcript("alerts", "list")
                + session.transcript("alerts", "list", "--state", "sent")
                + session.transcript("alerts", "retry", "2")
                + session.transcript("alerts", "missed")
                + session.transcript("explain", "12", "train")
                + session.transcript("explain", "12", "extract")
                + session.transcript("explain", "12", "train/3", "--output", "json")
                + session.transcript("runs", "rerun", "12", "--from-failed", "--dry-run")
                + session.transcript("runs", "rerun", "12", "--version", "new")
                + session.transcript("runs", "clear", "--dag", "churn", "--state", "failed", "--dry-run")
                + session.transcript("runs", "mark", "success", "12")
                + session.transcript("runs", "cancel", "--dag", "churn", "--state", "running")
                + session.transcript("runs", "rerun")
                + session.transcript("runs", "note", "12", "The", "source", "was", "down.", "--task", "train")
                + session.transcript("runs", "changes", "12")
                + session.transcript("tasks", "clear", "12", "train", "--downstream", "--dry-run")
                + session.transcript("tasks", "mark", "churn", "train", "success")
                + session.transcript("tasks", "cancel", "12", "load[3]", "train")
                + session.transcript("dags", "diff", "churn")
                + session.transcript("operators")
                + session.transcript("operators", "bash")
                + session.transcript("db", "status")
                + session.transcript("db", "path")
                + session.transcript("db", "migrate", "--dry-run")
                + session.transcript("db", "migrate")
                + session.transcript("db", "check")
                + session.transcript("db", "backup", "/srv/monday.zip", "--with-files")
                + session.transcript("db", "restore", "/srv/monday.zip")
                + session.transcript("db", "purge", "--older-than", "90d", "--dry-run")
                + session.transcript("db", "purge", "--older-than", "90d", "--dag", "other", "--dry-run")
                + session.transcript("db", "purge", "--older-than", "90d", "--keep-last", "3")
                + session.transcript("db", "purge", "--older-than", "soon")
                + session.transcript("db", "purge", "--older-than", "90d", "--keep-last", "0");
        Golden.check("tables.txt", text);
    }

    @Test
    void a_check_of_the_database_ends_with_1_when_something_is_wrong() {
        session.platform.findings.add(dev.downbeat.store.care.Finding.warning("clock", "2.000 s", "Keep both by NTP."));
        session.type("db", "check");
        assertThat(session.code).isZero();

        session.platform.findings.add(
                dev.downbeat.store.care.Finding.bad("durability", "fsync = off", "Switch it on."));
        session.type("db", "check");
        assertThat(session.code).isEqualTo(1);
        assertThat(session.out()).contains("✗ durability    fsync = off", "Switch it on.");
    }

    @Test
    void json_is_the_view_itself_and_nothing_else() {
        assertThat(json("dags", "list"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
        assertThat(json("runs", "list"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(3);
        for (String[] command : List.of(
                new String[] {"dags", "show", "churn"},
                new String[] {"dags", "plan", "churn"},
                new String[] {"dags", "graph", "churn"},
                new String[] {"dags", "pause", "churn"},
                new String[] {"dags", "trigger", "churn", "-p", "day=monday"},
                new String[] {"runs", "show", "12"},
                new String[] {"runs", "show", "12", "--history"},
                new String[] {"runs", "cancel", "12"},
                new String[] {"logs", "12"},
                new String[] {"operators"},
                new String[] {"operators", "bash"},
                new String[] {"schema"},
                new String[] {"db", "status"},
                new String[] {"db", "migrate"},
                new String[] {"db", "migrate", "--dry-run"},
                new String[] {"db", "check"},
                new String[] {"db", "backup", "monday.zip"},
                new String[] {"db", "restore", "monday.zip"},
                new String[] {"db", "purge", "--older-than", "1d"},
                new String[] {"db", "purge", "--older-than", "1d", "--dry-run"},
                new String[] {"db", "stop"},
                new String[] {"db", "path"},
                new String[] {"doctor"},
                new String[] {"version"})) {
            assertThat(json(command)).as(String.join(" ", command)).isNotNull();
        }
    }

    @Test
    void params_take_the_type_they_are_declared_with() {
        session.type("dags", "trigger", "churn", "-p", "threshold=0.5", "-p", "day=2024");

        assertThat(session.code).isZero();
        assertThat(session.platform.api.told).contains("trigger churn {threshold=0.5, day=2024}");
    }

    @Test
    void an_unknown_param_is_refused_with_the_nearest() {
        session.type("dags", "trigger", "churn", "-p", "treshold=1");

        assertThat(session.code).isEqualTo(2);
        assertThat(session.err()).contains("there is no param 'treshold': did you mean 'threshold'?");
    }

    @Test
    void without_a_server_a_triggered_run_waits_and_says_so() {
        session.platform.serving = false;

        session.type("dags", "trigger", "churn", "--follow");

        assertThat(session.code).isZero();
        assertThat(session.err()).contains("no server is running");
    }

    @Test
    void pausing_is_told_and_done() {
        session.type("dags", "pause", "churn");

        assertThat(session.err()).contains("churn is paused");
        assertThat(session.platform.api.told).contains("pause churn");
    }

    @Test
    void unknown_names_are_bad_input() {
        assertThat(session.type("dags", "show", "nobody").code).isEqualTo(2);
        assertThat(session.type("runs", "show", "99").code).isEqualTo(2);
        assertThat(session.type("operators", "bahs").code).isEqualTo(2);
        assertThat(session.err()).contains("did you mean 'bash'?");
        assertThat(session.type("logs", "12", "trian").code).isEqualTo(2);
        assertThat(session.err()).contains("run 12 has no task 'trian': did you mean 'train'?");
    }

    @Test
    void import_errors_are_shown_beside_the_list() {
        session.platform.api.importErrors.add(new ImportProblem(
                "/dags/x.yaml", Sample.NOW, List.of(new Problem("/dags/x.yaml", 3, 1, "no tasks", ""))));

        session.type("dags", "list");

        assertThat(session.err()).contains("/dags/x.yaml:3:1: no tasks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rnu", "dags lits", "run", "runs show", "--nonsense", "run x.yaml --parm a=b", "-o xml version"})
    void a_slip_of_the_keyboard_is_bad_input_with_help(String line) {
        session.type(line.split(" ", -1));

        assertThat(session.code).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).startsWith("downbeat: ").doesNotContain("\tat ");
    }

    @Test
    void an_unexpected_error_asks_for_a_report() {
        session.platform.api.history.add(new HistoryEvent(2, Sample.NOW, "t", -1, 1, "", "no such state", ""));

        session.type("runs", "show", "12", "--history");

        assertThat(session.code).isEqualTo(3);
        assertThat(session.err()).contains("a mistake of ours").doesNotContain("\tat ");
        assertThat(session.type("runs", "show", "12", "--history", "--verbose").err())
                .contains("\tat ");
    }

    @Test
    void trouble_outside_has_its_own_code() {
        session.platform.checks.add(check("disk", Finding.Level.BAD));
        assertThat(session.type("doctor").code).isEqualTo(3);
        assertThat(session.out()).contains("✗ disk").contains("do this");

        assertThat(ExitCode.of(new DownbeatException(ErrorCode.DATABASE, ""))).isEqualTo(ExitCode.TROUBLE);
    }

    @Test
    void validate_shows_every_mistake_with_its_line(@TempDir Path folder) throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "id: x\ntasks:\n  a:\n    bahs: echo hi\n");
        Files.writeString(folder.resolve("good.yaml"), "id: y\n");
        session.platform.file("good.yaml", Sample.dag());
        session.platform.mistakes(
                "bad.yaml",
                new Problem(bad.toString(), 4, 5, "unknown operator 'bahs'", "did you mean 'bash'?"),
                new Problem(bad.toString(), 0, 0, "no schedule", ""));

        session.type("validate", folder.toString());

        assertThat(session.code).isEqualTo(2);
        assertThat(session.out().replace(folder.toString(), "F")).isEqualTo("""
                F/bad.yaml:4:5: unknown operator 'bahs' (did you mean 'bash'?)
                    4 |     bahs: echo hi
                      |     ^
                F/bad.yaml: no schedule
                ✓ F/good.yaml  churn
                """);
        assertThat(session.err()).isEqualTo("2 mistakes in 1 file\n");
        assertThat(session.type("validate", folder.resolve("good.yaml").toString()).code)
                .isZero();
        assertThat(session.type("validate", folder.resolve("none.yaml").toString()).code)
                .isEqualTo(2);
    }

    @Test
    void a_file_with_mistakes_is_not_run(@TempDir Path folder) throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "id: x\n");
        session.platform.mistakes("bad.yaml", new Problem(bad.toString(), 1, 1, "no tasks", ""));

        session.type("run", bad.toString());

        assertThat(session.code).isEqualTo(2);
        assertThat(session.err()).contains("bad.yaml:1:1: no tasks").contains("has 1 mistake");
        assertThat(session.platform.api.told).isEmpty();
    }

    @Test
    void files_are_drawn_and_planned_without_a_server(@TempDir Path folder) throws Exception {
        String file = Files.writeString(folder.resolve("churn.yaml"), "").toString();
        session.platform.file("churn.yaml", Sample.dag());

        assertThat(session.type("dags", "graph", file).out()).contains("●  extract  bash");
        assertThat(session.type("dags", "graph", file, "--format", "mermaid").out())
                .startsWith("flowchart LR");
        assertThat(session.type("dags", "graph", file, "--format", "svg").out()).startsWith("<svg");
        assertThat(session.type("dags", "plan", file, "-n", "2").out().lines()).hasSize(3);
        assertThat(session.type("dags", "show", file).out()).contains("0 6 * * * Europe/Helsinki");
        assertThat(session.platform.api.told).isEmpty();
    }

    private static Check check(String name, Finding.Level level) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Finding run() {
                return new Finding(level, "it is full", "do this");
            }
        };
    }

    private Object json(String... command) {
        String[] line = new String[command.length + 2];
        System.arraycopy(command, 0, line, 0, command.length);
        line[command.length] = "-o";
        line[command.length + 1] = "json";
        session.type(line);
        assertThat(session.code).as(session.err()).isZero();
        Object read = Json.read(session.out());
        return read == null ? Map.of() : read;
    }
}
