package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.RepairViews.BulkRequest;
import dev.downbeat.api.RepairViews.BulkRun;
import dev.downbeat.api.RepairViews.CancelTasksRequest;
import dev.downbeat.api.RepairViews.ClearRequest;
import dev.downbeat.api.RepairViews.CommandView;
import dev.downbeat.api.RepairViews.MarkRequest;
import dev.downbeat.api.RepairViews.MarkRunRequest;
import dev.downbeat.api.RepairViews.NoteRequest;
import dev.downbeat.api.RepairViews.NoteView;
import dev.downbeat.api.RepairViews.Plan;
import dev.downbeat.api.RepairViews.PlannedTask;
import dev.downbeat.api.RepairViews.RunFilter;
import dev.downbeat.api.RepairViews.TaskSelection;
import dev.downbeat.api.Views.AttemptView;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.client.HttpDownbeat;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What people do to runs: over HTTP, to a real engine on real files and PostgreSQL.
class RepairTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final TaskSelection FAILED =
            new TaskSelection(List.of(), List.of(), false, false, false, false, true);

    @TempDir
    private Path folder;

    private Downbeat downbeat;
    private DownbeatServer server;
    private HttpDownbeat client;
    private DownbeatApi api;

    @BeforeEach
    void start() throws IOException {
        place().write("dags/sales.yaml", sales(""));
        place().write("dags/files.yaml", """
                id: files
                tasks:
                  list: { bash: "echo '[1, 2, 3]' > $DOWNBEAT_OUTPUT" }
                  load: { needs: list, each: "{{ outputs.list }}", bash: "test {{ item }} != 2 || test -f FLAG" }
                  total: { needs: load, noop: {} }
                """.replace("FLAG", flag().toString()));
        place().write(
                        "dags/slow.yaml",
                        "id: slow\ntasks:\n  wait: { bash: sleep 600 }\n  after: { needs: wait, noop: {} }\n");
        place().write("dags/cluster.yaml", """
                id: cluster
                tasks:
                  up: { role: setup, noop: {} }
                  train: { needs: up, bash: "test -f FLAG" }
                  down: { needs: [up, train], role: teardown, noop: {} }
                  report: { noop: {} }
                """.replace("FLAG", flag().toString()));
        downbeat = Downbeat.open(place().settings(), Downbeat.Mode.SERVE);
        server = DownbeatServer.start(downbeat, Web.settings("127.0.0.1", 0));
        client = new HttpDownbeat(server.url());
        api = client;
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        downbeat.close();
    }

    @Test
    void a_run_is_run_again_from_what_failed_after_one_has_seen_what_that_means() throws IOException {
        long run = failed("sales");

        Plan plan = api.repair().clear(run, new ClearRequest(null, true, false, true, "ada"));
        assertThat(plan.tasks())
                .extracting(PlannedTask::task, PlannedTask::states)
                .containsExactly(tuple("load", Map.of("failed", 1)), tuple("report", Map.of("upstream_failed", 1)));
        assertThat(plan.commands()).isEmpty();
        assertThat(api.repair().commands(run)).isEmpty();
        assertThat(api.run(run).summary().state()).isEqualTo("failed");

        Files.createFile(flag());
        Plan done = api.repair().clear(run, new ClearRequest(null, true, false, false, "ada"));

        assertThat(done.commands()).hasSize(1);
        assertThat(await(run, RepairTest::succeeded).summary().failure()).isNull();
        assertThat(outcomes(run, "load")).containsExactly("failed", "success");
        assertThat(outcomes(run, "extract")).containsExactly("success");
        assertThat(api.repair().commands(run))
                .extracting(CommandView::kind, CommandView::askedBy, CommandView::outcome)
                .containsExactly(tuple("clear", "ada", "done: 2 task instances"));
    }

    @Test
    void a_task_that_is_marked_a_success_lets_the_run_go_on() {
        long run = failed("sales");

        api.repair().mark(run, new MarkRequest(TaskSelection.of("load"), "success", false, "ada"));

        assertThat(await(run, RepairTest::succeeded).counts()).isEqualTo(Map.of("success", 3));
        assertThat(api.history(run, Optional.empty(), 100).items())
                .anySatisfy(event -> assertThat(event.note()).isEqualTo("marked success by ada"));
    }

    @Test
    void one_task_of_a_run_is_cancelled_and_a_cleared_one_that_runs_starts_anew() {
        long run = trigger("slow");
        await(run, detail -> detail.counts().containsKey("running"));

        api.repair().clear(run, new ClearRequest(TaskSelection.of("wait"), false, false, false, null));
        await(
                run,
                detail -> detail.tasks().getFirst().attempt() == 2
                        && detail.counts().containsKey("running"));
        assertThat(outcomes(run, "wait")).startsWith("stopped");

        api.repair().cancelTasks(run, new CancelTasksRequest(TaskSelection.of("wait"), false, "ada"));
        RunDetail ended = await(run, RepairTest::ended);
        assertThat(ended.summary().state()).isEqualTo("failed");
        assertThat(ended.counts()).isEqualTo(Map.of("failed", 1, "upstream_failed", 1));
    }

    @Test
    void of_a_mapped_task_only_the_items_that_failed_run_again() throws IOException {
        long run = failed("files");
        Files.createFile(flag());

        Plan plan = api.repair()
                .clear(
                        run,
                        new ClearRequest(
                                new TaskSelection(List.of("load"), List.of(), false, true, false, false, true),
                                false,
                                false,
                                false,
                                null));

        assertThat(plan.tasks())
                .extracting(PlannedTask::task, PlannedTask::indexes)
                .containsExactly(tuple("load", List.of(1)), tuple("total", List.of(-1)));
        await(run, RepairTest::succeeded);
        assertThat(api.attempts(run, "load", 0)).hasSize(1);
        assertThat(api.attempts(run, "load", 1)).hasSize(2);
        assertThat(api.attempts(run, "load", 2)).hasSize(1);
    }

    @Test
    void a_task_takes_its_setup_and_teardown_along() throws IOException {
        long run = failed("cluster");
        Files.createFile(flag());

        Plan plan = api.repair().clear(run, new ClearRequest(FAILED, false, false, false, null));

        assertThat(plan.tasks()).extracting(PlannedTask::task).containsExactly("up", "train", "down");
        await(run, RepairTest::succeeded);
        assertThat(outcomes(run, "up")).containsExactly("success", "success");
        assertThat(outcomes(run, "down")).containsExactly("success", "success");
        assertThat(outcomes(run, "report")).containsExactly("success");
    }

    @Test
    void a_run_keeps_its_version_until_it_is_told_to_go_on_with_the_newest() throws IOException {
        long run = failed("sales");
        place().write(
                        "dags/sales.yaml",
                        sales("  mail: { needs: report, noop: {} }\n").replace("test -f", "echo"));
        Awaitility.await().until(() -> api.versions("sales").size() == 2);

        api.repair().clear(run, new ClearRequest(null, true, false, false, null));
        awaitCommands(run, 1);
        RunDetail again = await(run, RepairTest::ended);
        assertThat(again.summary().version()).isEqualTo(1);
        assertThat(again.summary().state()).isEqualTo("failed");

        Plan plan = api.repair().clear(run, new ClearRequest(null, true, true, false, null));
        assertThat(plan.added()).containsExactly("mail");
        RunDetail ended = await(run, RepairTest::succeeded);
        assertThat(ended.summary().version()).isEqualTo(2);
        assertThat(ended.counts()).isEqualTo(Map.of("success", 4));
    }

    @Test
    void many_runs_are_repaired_at_once_by_a_filter() throws IOException {
        long one = failed("sales");
        long other = failed("sales");
        long slow = trigger("slow");
        Files.createFile(flag());
        var filter = new RunFilter("sales", "failed", Instant.now().minusSeconds(3600), null, 0);

        var dry = api.repair().bulk(new BulkRequest(filter, "clear", null, null, true, "ada"));
        assertThat(dry.runs())
                .extracting(BulkRun::run, BulkRun::instances, BulkRun::problem)
                .containsExactly(tuple(other, 2, null), tuple(one, 2, null));
        assertThat(dry.commands()).isEmpty();

        api.repair().bulk(new BulkRequest(filter, "clear", null, null, false, "ada"));
        await(one, RepairTest::succeeded);
        await(other, RepairTest::succeeded);

        var all = new RunFilter("slow", null, null, null, 0);
        api.repair().bulk(new BulkRequest(all, "cancel", null, null, false, "ada"));
        await(slow, RepairTest::ended);
        assertThat(api.repair()
                        .bulk(new BulkRequest(all, "cancel", null, null, false, "ada"))
                        .runs())
                .singleElement()
                .satisfies(run -> assertThat(run.problem()).contains("has ended already"));
    }

    @Test
    void a_cancelled_run_runs_again_from_what_the_cancel_cut_off() throws IOException {
        api.pause("sales", true);
        long run = trigger("sales");
        api.cancel(run);
        await(run, RepairTest::ended);
        assertThat(api.run(run).counts()).isEqualTo(Map.of("skipped", 3));
        Files.createFile(flag());
        api.pause("sales", false);

        api.repair().clear(run, new ClearRequest(null, true, false, false, null));

        assertThat(await(run, RepairTest::succeeded).counts()).isEqualTo(Map.of("success", 3));
    }

    @Test
    void a_run_is_marked_and_what_makes_no_sense_says_so() {
        long run = failed("sales");

        api.repair().markRun(run, new MarkRunRequest("success", false, null));

        await(run, RepairTest::succeeded);
        refused(
                () -> api.repair().markRun(run, new MarkRunRequest("success", false, null)),
                "run %d is success already".formatted(run));
        refused(
                () -> api.repair().mark(run, new MarkRequest(TaskSelection.of("laod"), "success", false, null)),
                "has no task 'laod': did you mean 'load'?");
        refused(
                () -> api.repair().mark(run, new MarkRequest(TaskSelection.of("load"), "succes", false, null)),
                "did you mean 'success'?");
        refused(() -> api.repair().mark(run, new MarkRequest(null, "success", false, null)), "no task is named");
        refused(
                () -> api.repair().bulk(new BulkRequest(null, "clear", null, null, false, null)),
                "the filter needs a dag, a state or a time since when");
    }

    @Test
    void notes_stay_with_the_run_and_its_tasks() {
        long run = failed("sales");

        api.repair().addNote(run, new NoteRequest(null, null, "The source was down.", "ada"));
        api.repair().addNote(run, new NoteRequest("load", null, "Marked by hand.", "bo"));

        assertThat(api.repair().notes(run))
                .extracting(NoteView::task, NoteView::text, NoteView::writtenBy)
                .containsExactly(tuple("", "The source was down.", "ada"), tuple("load", "Marked by hand.", "bo"));
        refused(() -> api.repair().addNote(run, new NoteRequest("laod", null, "x", null)), "did you mean 'load'?");
        refused(() -> api.repair().addNote(run, new NoteRequest(null, null, " ", null)), "a note has 1 to 10000");
    }

    private String sales(String more) {
        return """
                id: sales
                tasks:
                  extract: { noop: {} }
                  load: { needs: extract, bash: "test -f FLAG" }
                  report: { needs: load, noop: {} }
                """.replace("FLAG", flag().toString()) + more;
    }

    private Path flag() {
        return folder.resolve("flag");
    }

    private long trigger(String dag) {
        Awaitility.await()
                .until(() -> !api.dags(new DagQuery(dag, "", Optional.empty(), 9))
                        .items()
                        .isEmpty());
        return api.trigger(dag, new TriggerRequest(Map.of(), null, null)).id();
    }

    private long failed(String dag) {
        long run = trigger(dag);
        assertThat(await(run, RepairTest::ended).summary().state()).isEqualTo("failed");
        return run;
    }

    private void awaitCommands(long run, int done) {
        Awaitility.await()
                .until(() -> api.repair().commands(run).stream()
                                .filter(command -> command.outcome() != null)
                                .count()
                        == done);
    }

    private List<String> outcomes(long run, String task) {
        return api.attempts(run, task, -1).stream().map(AttemptView::outcome).toList();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DownbeatException.class,
                        error -> assertThat(error.text()).contains(text));
    }

    private RunDetail await(long run, Predicate<RunDetail> fits) {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> api.run(run), fits);
    }

    private static boolean ended(RunDetail run) {
        return DagRunState.of(run.summary().state()).terminal();
    }

    private static boolean succeeded(RunDetail run) {
        return run.summary().state().equals("success");
    }

    private Place place() {
        return new Place(folder, PG.url());
    }
}
