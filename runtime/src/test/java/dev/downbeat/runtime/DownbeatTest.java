package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.api.Views.WaitView;
import dev.downbeat.model.DagRunState;
import dev.downbeat.runtime.Downbeat.FileRun;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DownbeatTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    /// Counts in a file how often the first task ran; the second one waits for a file called `go`.
    private static final String TWO_STEPS = """
            id: steps
            params:
              n: { type: integer, default: 1 }
            tasks:
              first: { bash: "echo once >> first.txt" }
              second: { needs: first, bash: "until [ -e go ]; do sleep 0.05; done" }
            """;

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void a_file_is_run_in_the_foreground() throws IOException {
        Path file = place.write("work/hello.yaml", "id: hello\ntasks:\n  greet: { bash: \"echo hello\" }\n");

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));

            RunDetail ended = Place.await(downbeat.api(), run, Place::ended);
            assertThat(ended.summary().state()).isEqualTo("success");
            assertThat(ended.summary().type()).isEqualTo("foreground");
            assertThat(downbeat.api().log(run, "greet", -1, 0, 0, 1000).text()).contains("hello");
            assertThat(downbeat.artifacts(run)).startsWith(folder.resolve("home/artifacts/hello"));
            assertThat(downbeat.health()).isEqualTo(new Health(true, true));
            assertThat(downbeat.meters().runMoves(DagRunState.SUCCESS)).isOne();
        }
    }

    @Test
    void a_file_that_was_moved_runs_where_it_lies_now() throws IOException {
        String text = "id: here\ntasks:\n  note: { bash: \"echo ran > note.txt\" }\n";
        Path before = place.write("before/here.yaml", text);
        run(before);
        Files.delete(before);
        Path now = place.write("now/here.yaml", text);

        assertThat(run(now).summary().version()).isEqualTo(1);

        assertThat(folder.resolve("now/note.txt")).hasContent("ran");
    }

    @Test
    void run_ids_count_up_from_process_to_process() throws IOException {
        Path file = place.write("work/hello.yaml", "id: hello\ntasks:\n  greet: { noop: {} }\n");
        place.write("dags/hey.yaml", "id: hey\ntasks:\n  greet: { noop: {} }\n");

        long first = run(file).summary().id();
        List<Long> triggered;
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE)) {
            triggered = Stream.of("monday", "monday", "tuesday")
                    .map(key -> server.api().trigger("hey", new TriggerRequest(Map.of(), null, key)))
                    .map(RunSummary::id)
                    .toList();
        }
        long last = run(file).summary().id();

        assertThat(triggered).containsExactly(first + 1, first + 1, first + 2);
        assertThat(last).isEqualTo(first + 3);
    }

    @Test
    void mistakes_of_a_file_and_its_params_are_told() throws IOException {
        Path bad = place.write("work/bad.yaml", "id: bad\ntasks:\n  a: { bahs: x }\n  b: { noop: {}, needs: c }\n");
        Path good = place.write("work/good.yaml", TWO_STEPS);

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            assertThatThrownBy(() -> downbeat.submit(new FileRun(bad, "", Map.of(), false)))
                    .hasMessageContaining("bad.yaml:3:")
                    .hasMessageContaining("bad.yaml:4:");
            assertThatThrownBy(() -> downbeat.submit(new FileRun(good, "", Map.of("n", "x"), false)))
                    .hasMessageContaining("param 'n'");
            assertThatThrownBy(() -> downbeat.submit(new FileRun(good, "stepps", Map.of(), false)))
                    .hasMessageEndingWith("holds no DAG 'stepps': did you mean 'steps'?");
            assertThatThrownBy(() -> downbeat.submit(new FileRun(folder.resolve("no.yaml"), "", Map.of(), false)))
                    .hasMessageContaining("there is no such file");
            assertThat(downbeat.api().importErrors()).isEmpty();
        }
    }

    @Test
    void a_run_that_was_left_unfinished_goes_on_and_repeats_nothing() throws IOException {
        Path file = steps();
        long run = leaveUnfinished(file);
        place.write("work/go", "");

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            assertThat(downbeat.submit(new FileRun(file, "", Map.of(), false))).isEqualTo(run);

            assertThat(Place.await(downbeat.api(), run, Place::ended).summary().state())
                    .isEqualTo("success");
        }
        assertThat(folder.resolve("work/first.txt")).hasContent("once");
    }

    @Test
    void other_params_or_the_wish_for_a_fresh_run_start_anew() throws IOException {
        Path file = steps();
        long left = leaveUnfinished(file);
        place.write("work/go", "");

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long other = downbeat.submit(new FileRun(file, "", Map.of("n", 2), false));
            assertThat(other).isNotEqualTo(left);
            Place.await(downbeat.api(), other, Place::ended);
        }
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long fresh = downbeat.submit(new FileRun(file, "", Map.of(), true));
            assertThat(fresh).isNotEqualTo(left);
            assertThat(Place.await(downbeat.api(), fresh, Place::ended)
                            .summary()
                            .state())
                    .isEqualTo("success");
            assertThat(Place.await(downbeat.api(), left, Place::ended).summary().failure())
                    .contains("cancel");
        }
    }

    @Test
    void what_waits_goes_on_waiting_after_a_restart_and_is_no_second_try() throws IOException {
        place.write("dags/waits.yaml", """
                id: waits
                tasks:
                  arrival: { wait_for_file: { path: arrived, poke_interval: 200ms } }
                  pause: { wait_for: 1s }
                """);
        long run;
        try (Downbeat first = Downbeat.open(place.settings(), Mode.SERVE)) {
            run = first.api()
                    .trigger("waits", new TriggerRequest(Map.of(), null, null))
                    .id();
            TaskView waiting = Place.await(
                            first.api(),
                            run,
                            view -> looks(view) > 1 && !view.counts().containsKey("queued"))
                    .tasks()
                    .getFirst();
            assertThat(waiting.waiting()).extracting(WaitView::reason).isEqualTo("no file arrived");
        }
        place.write("dags/arrived", "");

        try (Downbeat second = Downbeat.open(place.settings(), Mode.SERVE)) {
            RunDetail ended = Place.await(second.api(), run, Place::ended);
            assertThat(ended.summary().state()).isEqualTo("success");
            assertThat(ended.tasks()).extracting(TaskView::attempt).containsExactly(1, 1);
        }
    }

    private static int looks(RunDetail run) {
        var waiting = run.tasks().getFirst().waiting();
        return waiting == null ? 0 : waiting.looks();
    }

    @Test
    void a_dag_waits_for_a_task_of_another() throws IOException {
        place.write("dags/sales.yaml", "id: sales\ntasks:\n  load: { noop: {} }\n");
        place.write("dags/report.yaml", """
                id: report
                tasks:
                  sales: { wait_for_dag: { dag: sales, task: load, latest: true, poke_interval: 200ms } }
                """);
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            var request = new TriggerRequest(Map.of(), null, null);
            long report = downbeat.api().trigger("report", request).id();
            Place.await(downbeat.api(), report, view -> looks(view) > 0);

            downbeat.api().trigger("sales", request);

            assertThat(Place.await(downbeat.api(), report, Place::ended)
                            .summary()
                            .state())
                    .isEqualTo("success");
        }
    }

    @Test
    void a_server_finishes_what_a_foreground_process_left() throws IOException {
        long run = leaveUnfinished(steps());
        place.write("work/go", "");

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(Place.await(downbeat.api(), run, Place::ended).summary().state())
                    .isEqualTo("success");
        }
    }

    @Test
    void what_is_triggered_without_an_engine_waits_for_one() throws IOException {
        place.write("dags/hello.yaml", "id: hello\ntasks:\n  greet: { noop: {} }\n");
        Downbeat.open(place.settings(), Mode.SERVE).close();
        long run;
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.INSPECT)) {
            RunSummary accepted = downbeat.api().trigger("hello", new TriggerRequest(Map.of(), null, null));
            assertThat(accepted.state()).isEqualTo("queued");
            run = accepted.id();
        }

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(Place.await(downbeat.api(), run, Place::ended).summary().state())
                    .isEqualTo("success");
        }
    }

    @Test
    void a_server_takes_up_at_once_what_another_process_asks_for() throws IOException {
        place.write("dags/slow.yaml", "id: slow\ntasks:\n  wait: { bash: \"sleep 600\" }\n");
        try (Downbeat server = Downbeat.open(place.settings(), Mode.SERVE);
                Downbeat other = Downbeat.open(place.settings(), Mode.INSPECT)) {
            long run = other.api()
                    .trigger("slow", new TriggerRequest(Map.of(), null, null))
                    .id();
            Place.await(server.api(), run, view -> view.counts().containsKey("running"));

            other.api().cancel(run);

            assertThat(Place.await(other.api(), run, Place::ended).summary().state())
                    .isEqualTo("failed");
        }
    }

    @Test
    void a_file_that_went_while_nobody_looked_is_gone_at_the_next_start() throws IOException {
        Path file = place.write("dags/hello.yaml", "id: hello\ntasks:\n  greet: { noop: {} }\n");
        Path bad = place.write("dags/bad.yaml", "id: bad\n");
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(downbeat.api().importErrors()).hasSize(1);
        }
        Files.delete(file);
        Files.delete(bad);

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(downbeat.api()
                            .dags(new DagQuery("", "", Optional.empty(), 9))
                            .items())
                    .isEmpty();
            assertThat(downbeat.api().importErrors()).isEmpty();
            assertThatThrownBy(() -> downbeat.api().trigger("hello", new TriggerRequest(Map.of(), null, null)))
                    .hasMessageStartingWith("DAG 'hello' is no longer in ");
        }
    }

    @Test
    void a_due_schedule_starts_runs_of_the_folder_only() throws IOException {
        String text = "id: ID\nschedule: { once: true, timezone: UTC }\ntasks:\n  greet: { noop: {} }\n";
        Path elsewhere = place.write("work/elsewhere.yaml", text.replace("ID", "elsewhere"));
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            Place.await(downbeat.api(), downbeat.submit(new FileRun(elsewhere, "", Map.of(), false)), Place::ended);
        }
        place.write("dags/due.yaml", text.replace("ID", "due"));

        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            Awaitility.await().until(() -> runs(downbeat, "due") == 1);
            assertThat(runs(downbeat, "elsewhere")).isEqualTo(1);
        }
    }

    @Test
    void two_files_with_the_same_dag_are_told_of_each_other() throws IOException {
        Path first = place.write("dags/a.yaml", "id: same\ntasks:\n  one: { noop: {} }\n");
        Path second = place.write("dags/b.yaml", "id: same\ntasks:\n  two: { noop: {} }\n");
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(downbeat.api().importErrors()).singleElement().satisfies(error -> {
                assertThat(error.file()).isEqualTo(second.toString());
                assertThat(error.problems().getFirst().message())
                        .isEqualTo("DAG 'same' is declared in %s already".formatted(first));
            });
            assertThat(downbeat.api().dag("same").summary())
                    .extracting(DagSummary::file)
                    .isEqualTo(first.toString());

            Files.delete(first);

            Awaitility.await()
                    .until(() -> downbeat.api().dag("same").summary().file().equals(second.toString()));
            assertThat(downbeat.api().importErrors()).isEmpty();
        }
    }

    private RunDetail run(Path file) {
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            return Place.await(downbeat.api(), downbeat.submit(new FileRun(file, "", Map.of(), false)), Place::ended);
        }
    }

    private static int runs(Downbeat downbeat, String dag) {
        return downbeat.api()
                .runs(new RunQuery(Optional.of(dag), Optional.empty(), Optional.empty(), 9))
                .items()
                .size();
    }

    private Path steps() throws IOException {
        return place.write("work/steps.yaml", TWO_STEPS);
    }

    /// @return the run, whose first task has succeeded and whose second one was stopped
    private long leaveUnfinished(Path file) {
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.FOREGROUND)) {
            long run = downbeat.submit(new FileRun(file, "", Map.of(), false));
            Place.await(
                    downbeat.api(),
                    run,
                    view -> view.tasks().stream().map(TaskView::state).toList().equals(List.of("success", "running")));
            return run;
        }
    }
}
