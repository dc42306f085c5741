package dev.downbeat.store.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.downbeat.api.Views.AttemptView;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.XcomView;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunId;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.operator.OtherRuns.OtherRun;
import dev.downbeat.store.Database;
import dev.downbeat.store.StoreSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueriesTest {
    private static Database database;

    private Rows rows;
    private DagQueries dags;
    private TaskQueries tasks;
    private RunQueries runs;

    @BeforeAll
    static void open(@TempDir Path home) {
        database = Database.open(StoreSettings.embedded(home)
                .withBinaries(Path.of("target", "postgres").toAbsolutePath()));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void set_up() {
        rows = new Rows(database.pool());
        rows.clear();
        dags = new DagQueries(database.pool());
        tasks = new TaskQueries(database.pool());
        runs = new RunQueries(database.pool(), tasks);
    }

    @Test
    void dags_are_paged_by_id_with_their_last_run_and_error() {
        rows.dag("c", 3, "t");
        rows.dag("a", 1, "t");
        rows.dag("b", 2, "t");
        rows.dagRun(1, "a", 1, "success");
        rows.dagRun(2, "a", 1, "failed");
        rows.run("update dag set present = false where dag_id = 'c'", """
                insert into import_error (file, problems) values ('/dags/b.yaml',
                '[{"file": "/dags/b.yaml", "line": 3, "column": 1, "message": "tabs", "hint": "use spaces"}]')
                """);

        Page<DagRow> first = dags.list(new DagQuery("", "", Optional.empty(), 1));
        Page<DagRow> second = dags.list(new DagQuery("", "", Optional.ofNullable(first.nextCursor()), 1));

        assertThat(first.items()).singleElement().satisfies(dag -> {
            assertThat(dag.id()).isEqualTo(new DagId("a"));
            assertThat(dag.about().description()).isEqualTo("All about a");
            assertThat(dag.lastRun())
                    .extracting(RunSummary::id, RunSummary::failure)
                    .containsExactly(2L, "it broke");
            assertThat(dag.error()).isNull();
        });
        assertThat(second.items()).singleElement().satisfies(dag -> {
            assertThat(dag.lastRun()).isNull();
            assertThat(dag.error()).isEqualTo("/dags/b.yaml:3:1: tabs (use spaces)");
        });
        assertThat(second.nextCursor()).isNull();
        assertThat(dags.dag("c").standing().present()).isFalse();
        assertThat(dags.importErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.problems()).hasSize(1));
    }

    @Test
    void dags_are_found_by_text_and_tag() {
        rows.dag("churn", 1, List.of("ml", "daily"), "t");
        rows.dag("penguins", 2, List.of("ml"), "t");

        assertThat(ids(new DagQuery("CHUR", "", Optional.empty(), 9))).containsExactly("churn");
        assertThat(ids(new DagQuery("about p", "", Optional.empty(), 9))).containsExactly("penguins");
        assertThat(ids(new DagQuery("", "ml", Optional.empty(), 9))).containsExactly("churn", "penguins");
        assertThat(ids(new DagQuery("%", "", Optional.empty(), 9))).isEmpty();
    }

    @Test
    void the_newest_run_of_another_dag_is_told_with_the_states_of_a_task() {
        var others = new OtherRunQueries(database.pool());
        rows.dag("churn", 1, "t", "u");
        rows.dagRun(1, "churn", 1, "success");
        rows.dagRun(2, "churn", 1, "running");
        Instant date = others.newest("churn", null, null).orElseThrow().date();

        assertThat(others.newest("churn", date, "u").orElseThrow())
                .isEqualTo(new OtherRun(2, "running", date, Map.of("none", 1)));
        assertThat(others.newest("churn", date.plusSeconds(1), null)).isEmpty();
        assertThatThrownBy(() -> others.newest("chrun", date, null))
                .hasMessage("there is no DAG 'chrun': did you mean 'churn'?");
        assertThatThrownBy(() -> others.newest("churn", date, "x"))
                .hasMessage("the run has no task 'x': did you mean 't'?");
    }

    @Test
    void an_unknown_dag_is_answered_with_the_nearest() {
        rows.dag("churn", 1, "t");

        assertThatThrownBy(() -> dags.dag("chrun")).hasMessage("there is no DAG 'chrun': did you mean 'churn'?");
        assertThatThrownBy(() -> dags.versions("x")).hasMessage("there is no DAG 'x'");
        assertThatThrownBy(() -> dags.version("churn", 7)).hasMessage("DAG 'churn' has no version 7: its newest is 1");
    }

    @Test
    void a_version_comes_with_spec_and_source() {
        rows.dag("churn", 1, "t");

        assertThat(dags.versions("churn"))
                .singleElement()
                .satisfies(v -> assertThat(v.number()).isEqualTo(1));
        assertThat(dags.version("churn", 0)).satisfies(version -> {
            assertThat(version.source()).isEqualTo("id: churn");
            assertThat(version.spec()).containsEntry("id", "churn");
        });
    }

    @Test
    void runs_are_paged_from_the_newest_and_filtered() {
        rows.dag("a", 1, "t");
        rows.dag("b", 2, "t");
        for (int run = 1; run <= 5; run++) {
            rows.dagRun(run, run % 2 == 0 ? "b" : "a", run % 2 == 0 ? 2 : 1, run < 3 ? "failed" : "running");
        }

        assertThat(all(cursor -> runs.list(new RunQuery(Optional.empty(), Optional.empty(), cursor, 2))))
                .extracting(RunSummary::id)
                .containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(all(cursor -> runs.list(new RunQuery(Optional.of("a"), Optional.empty(), cursor, 2))))
                .extracting(RunSummary::id)
                .containsExactly(5L, 3L, 1L);
        assertThat(all(cursor -> runs.list(new RunQuery(Optional.empty(), Optional.of("failed"), cursor, 2))))
                .extracting(RunSummary::id)
                .containsExactly(2L, 1L);
        assertThat(all(cursor -> runs.list(new RunQuery(Optional.of("a"), Optional.of("failed"), cursor, 2))))
                .extracting(RunSummary::id)
                .containsExactly(1L);
        assertThat(runs.active()).isEqualTo(new RunQueries.Active(3, 0));
    }

    @Test
    void wrong_states_limits_and_cursors_are_refused() {
        assertThatThrownBy(() -> runs.list(new RunQuery(Optional.empty(), Optional.of("sucess"), Optional.empty(), 9)))
                .hasMessage("'sucess' is not a state of a DAG run: did you mean 'success'?");
        assertThatThrownBy(() -> runs.list(new RunQuery(Optional.empty(), Optional.empty(), Optional.empty(), 0)))
                .hasMessage("limit is 0, allowed is 1 to 1000");
        assertThatThrownBy(() -> runs.list(new RunQuery(Optional.empty(), Optional.empty(), Optional.of("zz"), 9)))
                .hasMessageStartingWith("'zz' is not a cursor of this list");
        String other = new Cursor(List.of("a")).write("dags");
        assertThatThrownBy(() -> runs.list(new RunQuery(Optional.empty(), Optional.empty(), Optional.of(other), 9)))
                .hasMessageContaining("is not a cursor of this list");
    }

    @Test
    void a_run_shows_tasks_that_have_no_row_yet() {
        rows.dag("a", 1, "load", "clean < load", "train < load,clean");
        rows.dagRun(1, "a", 1, "running");
        rows.task(1, "load", -1, "success", 1);

        var run = runs.detail(1);

        assertThat(run.params()).containsExactly(entry("b", 1), entry("a", null));
        assertThat(run.counts()).containsExactly(entry("none", 2), entry("success", 1));
        assertThat(run.seq()).isZero();
        assertThat(run.tasks())
                .extracting(TaskView::task, TaskView::state, TaskView::attempt, TaskView::maxTries)
                .containsExactly(
                        tuple("load", "success", 1, 1), tuple("clean", "none", 0, 1), tuple("train", "none", 0, 1));
        assertThat(run.tasks().getLast().needs()).containsExactly("load", "clean");
        assertThatThrownBy(() -> runs.detail(2)).hasMessage("there is no run 2");
    }

    @Test
    void instances_of_a_mapped_task_stand_together_and_are_paged() {
        rows.dag("a", 1, "files", "clean < files", "empty", "train < clean");
        rows.dagRun(1, "a", 1, "running");
        rows.run("insert into task_map values (1, 'clean', 5), (1, 'empty', 0)");
        rows.run("insert into map_item_name values (1, 'clean', 1, 'b.csv')");
        rows.task(1, "files", -1, "success", 1);
        rows.task(1, "clean", -1, "scheduled", 0);
        rows.task(1, "clean", 1, "success", 1);
        rows.task(1, "clean", 3, "running", 1);
        rows.task(1, "empty", -1, "skipped", 0);

        List<TaskView> all = all(cursor -> tasks.list(1, new TaskQuery(Optional.empty(), Optional.empty(), cursor, 2)));

        assertThat(all)
                .extracting(task -> task.task() + task.mapIndex() + task.state())
                .containsExactly(
                        "files-1success",
                        "clean0none",
                        "clean1success",
                        "clean2none",
                        "clean3running",
                        "clean4none",
                        "empty-1skipped",
                        "train-1none");
        assertThat(all).extracting(TaskView::mapName).containsOnlyOnce("b.csv");
        assertThat(tasks.counts(1))
                .containsExactly(entry("none", 4), entry("running", 1), entry("success", 2), entry("skipped", 1));
    }

    @Test
    void task_instances_are_filtered_by_state_and_task() {
        rows.dag("a", 1, "files", "clean < files");
        rows.dagRun(1, "a", 1, "running");
        rows.run("insert into task_map values (1, 'clean', 3000)");
        rows.task(1, "clean", 2999, "failed", 1);

        assertThat(tasks.list(1, new TaskQuery(Optional.of("failed"), Optional.empty(), Optional.empty(), 1))
                        .items())
                .extracting(TaskView::mapIndex)
                .containsExactly(2999);
        assertThat(all(cursor -> tasks.list(1, new TaskQuery(Optional.of("none"), Optional.of("clean"), cursor, 1000))))
                .hasSize(2999);
        assertThatThrownBy(
                        () -> tasks.list(1, new TaskQuery(Optional.empty(), Optional.of("claen"), Optional.empty(), 1)))
                .hasMessage("the run has no task 'claen': did you mean 'clean'?");
        assertThatThrownBy(
                        () -> tasks.list(1, new TaskQuery(Optional.of("done"), Optional.empty(), Optional.empty(), 1)))
                .hasMessageStartingWith("'done' is not a state of a task instance");
    }

    @Test
    void attempts_are_those_kept_and_the_one_that_stands() {
        rows.dag("a", 1, "t");
        rows.dagRun(1, "a", 1, "running");
        rows.run("""
                insert into task_attempt (run_id, task_id, map_index, attempt, try_number, outcome, ended_at, failure)
                values (1, 't', -1, 1, 1, 'failed', now(), '{"message": "m", "detail": "d"}'),
                       (1, 't', -1, 2, 2, 'lost', now(), null)
                """);
        rows.task(1, "t", -1, "running", 3);

        assertThat(tasks.attempts(1, "t", -1))
                .extracting(AttemptView::attempt, AttemptView::outcome, AttemptView::failure, AttemptView::detail)
                .containsExactly(
                        tuple(1, "failed", "m", "d"), tuple(2, "lost", null, null), tuple(3, "running", null, null));

        rows.run("update task_instance set state = 'up_for_retry', attempt = 2");
        assertThat(tasks.attempts(1, "t", -1)).hasSize(2);
    }

    @Test
    void xcoms_come_as_values() {
        rows.dag("a", 1, "t");
        rows.dagRun(1, "a", 1, "running");
        rows.run(
                "insert into xcom values (1, 't', -1, 'return_value', '{\"rows\": [1, 2]}'), (1, 't', -1, 'b', 'null')");

        assertThat(tasks.xcoms(1, "t", -1))
                .containsExactly(new XcomView("b", null), new XcomView("return_value", Map.of("rows", List.of(1, 2))));
    }

    @Test
    void history_is_paged_within_and_over_commits() {
        rows.dag("a", 1, "t");
        rows.dagRun(1, "a", 1, "success");
        rows.run("""
                insert into run_history values
                (1, 1, '2026-01-01T00:00Z', '[{"at": "2026-01-01T00:00:00.5Z", "from": "queued", "to": "running"},
                    {"task": "t", "from": "none", "to": "scheduled"}]'),
                (1, 2, '2026-01-01T00:01Z', '[{"task": "t", "index": 2, "attempt": 1, "from": "running",
                    "to": "success", "note": "fine"}]')
                """);

        List<HistoryEvent> events = all(cursor -> runs.history(1, cursor, 1));

        assertThat(events)
                .containsExactly(
                        new HistoryEvent(
                                1, Instant.parse("2026-01-01T00:00:00.5Z"), "", -1, 0, "queued", "running", ""),
                        new HistoryEvent(1, Instant.parse("2026-01-01T00:00:00Z"), "t", -1, 0, "none", "scheduled", ""),
                        new HistoryEvent(
                                2, Instant.parse("2026-01-01T00:01:00Z"), "t", 2, 1, "running", "success", "fine"));
        assertThat(all(cursor -> runs.history(1, cursor, 2))).isEqualTo(events);
        assertThatThrownBy(() -> runs.history(9, Optional.empty(), 1)).hasMessage("there is no run 9");
    }

    @Test
    void unfinished_foreground_runs_of_a_version_are_found() {
        rows.dag("a", 1, "t");
        rows.dagRun(1, "a", 1, "running");
        rows.dagRun(2, "a", 1, "running");
        rows.run("update dag_run set type = 'foreground', shard = 1001 where run_id = 2");

        assertThat(runs.unfinishedForeground(new DagId("a"), new VersionId(1)))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.run()).isEqualTo(new RunId(2));
                    assertThat(run.shard().value()).isEqualTo(1001);
                });
    }

    private List<String> ids(DagQuery query) {
        return dags.list(query).items().stream().map(dag -> dag.id().value()).toList();
    }

    private static <T> List<T> all(Function<Optional<String>, Page<T>> pages) {
        var items = new ArrayList<T>();
        Page<T> page = pages.apply(Optional.empty());
        items.addAll(page.items());
        while (page.nextCursor() != null) {
            page = pages.apply(Optional.of(page.nextCursor()));
            items.addAll(page.items());
        }
        return items;
    }
}
