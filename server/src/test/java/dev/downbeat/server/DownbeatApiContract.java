package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.AttemptView;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.PlannedRun;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.api.Views.XcomView;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What everyone can rely on who holds a [DownbeatApi], whatever is behind it. Real files, a real engine, real
/// PostgreSQL.
abstract class DownbeatApiContract {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final String HELLO = """
            id: hello
            description: Says hello
            docs: "# Hello"
            tags: [demo, small]
            schedule: { cron: "0 6 * * *", timezone: Europe/Helsinki }
            params:
              name: { type: string, default: world }
            tasks:
              greet: { bash: "echo hello {{ params.name }}" }
              done: { needs: greet, noop: {} }
            """;

    private static final String SLOW = """
            id: slow
            tasks:
              wait: { bash: "sleep 600" }
              after: { needs: wait, noop: {} }
            """;

    @TempDir
    private Path folder;

    private Downbeat downbeat;
    private DownbeatApi api;

    /// The one under test, in front of this one. Closed after each test if it can be.
    abstract DownbeatApi api(Downbeat behind);

    abstract void stop() throws Exception;

    @BeforeEach
    void start() throws IOException {
        place().write("dags/hello.yaml", HELLO);
        place().write("dags/slow.yaml", SLOW);
        downbeat = Downbeat.open(place().settings(), Downbeat.Mode.SERVE);
        api = api(downbeat);
    }

    @AfterEach
    void close() throws Exception {
        stop();
        downbeat.close();
    }

    @Test
    void dags_are_listed_by_page_and_found() {
        Page<DagSummary> first = api.dags(new DagQuery("", "", Optional.empty(), 1));
        Page<DagSummary> second = api.dags(new DagQuery("", "", Optional.ofNullable(first.nextCursor()), 1));

        assertThat(first.items()).singleElement().satisfies(dag -> {
            assertThat(dag.id()).isEqualTo("hello");
            assertThat(dag.description()).isEqualTo("Says hello");
            assertThat(dag.schedule()).isEqualTo("0 6 * * * Europe/Helsinki");
            assertThat(dag.nextRunAt()).isAfter(Instant.now());
            assertThat(dag.file()).isEqualTo(folder.resolve("dags/hello.yaml").toString());
            assertThat(dag.lastRun()).isNull();
        });
        assertThat(second.items())
                .extracting(DagSummary::id, DagSummary::schedule)
                .containsExactly(tuple("slow", "by hand"));
        assertThat(second.nextCursor()).isNull();
        assertThat(api.dags(new DagQuery("", "demo", Optional.empty(), 9)).items())
                .hasSize(1);
    }

    @Test
    void a_dag_has_docs_spec_versions_and_a_plan() {
        assertThat(api.dag("hello").docs()).isEqualTo("# Hello");
        assertThat(api.dag("hello").spec()).containsEntry("id", "hello");
        assertThat(api.versions("hello"))
                .singleElement()
                .satisfies(v -> assertThat(v.number()).isEqualTo(1));
        assertThat(api.version("hello", 1).source()).isEqualTo(HELLO);
        assertThat(api.plan("hello", 2))
                .hasSize(2)
                .allSatisfy(run -> assertThat(run.intervalEnd()).isEqualTo(run.firesAt()))
                .extracting(PlannedRun::firesAt)
                .isSorted();
        assertThat(api.plan("slow", 2)).isEmpty();
    }

    @Test
    void what_is_unknown_or_wrong_says_so() {
        assertError(() -> api.dag("helo"), ErrorCode.NOT_FOUND, "there is no DAG 'helo': did you mean 'hello'?");
        assertThatThrownBy(() -> api.trigger("helo", request(null)))
                .isInstanceOfSatisfying(
                        UnknownNameException.class,
                        error -> assertThat(error.nearest()).contains("hello"));
        assertError(() -> api.run(4711), ErrorCode.NOT_FOUND, "there is no run 4711");
        assertError(() -> api.follow(4711, _ -> {}), ErrorCode.NOT_FOUND, "there is no run 4711");
        assertError(() -> api.cancel(4711), ErrorCode.NOT_FOUND, "there is no run 4711");
        assertError(
                () -> api.runs(new RunQuery(Optional.empty(), Optional.of("done"), Optional.empty(), 9)),
                ErrorCode.BAD_INPUT,
                "'done' is not a state of a DAG run");
        assertError(() -> api.plan("hello", 0), ErrorCode.BAD_INPUT, "count is 0, allowed is 1 to 1000");
        assertError(
                () -> api.version("hello", 9), ErrorCode.NOT_FOUND, "DAG 'hello' has no version 9: its newest is 1");
        assertError(
                () -> api.trigger("hello", new TriggerRequest(Map.of("nmae", "x"), null, null)),
                ErrorCode.BAD_INPUT,
                "there is no param 'nmae': did you mean 'name'?");
    }

    @Test
    void a_triggered_run_runs_and_can_be_looked_at_from_all_sides() {
        RunSummary accepted = api.trigger("hello", new TriggerRequest(Map.of("name", "Ada"), null, null));
        RunDetail run = await(accepted.id(), DownbeatApiContract::ended);

        assertThat(run.summary().state()).isEqualTo("success");
        assertThat(run.summary().type()).isEqualTo("manual");
        assertThat(run.params()).isEqualTo(Map.of("name", "Ada"));
        assertThat(run.counts()).isEqualTo(Map.of("success", 2));
        assertThat(run.tasks()).extracting(TaskView::task).containsExactly("greet", "done");
        assertThat(run.tasks().getLast().needs()).containsExactly("greet");
        assertThat(api.attempts(accepted.id(), "greet", -1))
                .singleElement()
                .extracting(AttemptView::outcome)
                .isEqualTo("success");
        assertThat(api.xcoms(accepted.id(), "greet", -1))
                .containsExactly(new XcomView("return_value", Map.of("last_line", "hello Ada")));
        assertThat(api.explain(accepted.id(), "greet", -1).gates())
                .extracting(GateView::gate, GateView::standing)
                .containsExactly(tuple("run", "met"), tuple("trigger_rule", "met"), tuple("end", "never"));
        LogChunk log = api.log(accepted.id(), "greet", -1, 0, 0, 10_000);
        assertThat(log.text()).contains("hello Ada");
        assertThat(log.complete()).isTrue();
        assertThat(api.log(accepted.id(), "greet", -1, 1, log.next(), 10_000).text())
                .isEmpty();
        assertThat(api.history(accepted.id(), Optional.empty(), 100).items())
                .extracting(HistoryEvent::to)
                .startsWith("queued")
                .endsWith("success");
        assertThat(api.dag("hello").summary().lastRun()).isEqualTo(run.summary());
        assertThat(api.runs(new RunQuery(Optional.of("hello"), Optional.of("success"), Optional.empty(), 9))
                        .items())
                .containsExactly(run.summary());
    }

    @Test
    void the_same_key_gives_the_same_run() {
        RunSummary first = api.trigger("hello", request("k1"));
        RunSummary again = api.trigger("hello", request("k1"));
        RunSummary other = api.trigger("hello", request("k2"));

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(await(first.id(), DownbeatApiContract::ended).summary().state())
                .isEqualTo("success");
        assertThat(await(other.id(), DownbeatApiContract::ended).summary().state())
                .isEqualTo("success");
    }

    @Test
    void runs_of_a_paused_dag_wait() {
        api.pause("hello", true);
        assertThat(api.dag("hello").summary().paused()).isTrue();
        assertThat(api.dag("hello").summary().nextRunAt()).isNull();

        RunSummary waiting = api.trigger("hello", request(null));
        assertThat(waiting.state()).isEqualTo("queued");
        RunSummary other = api.trigger("slow", request(null));
        await(other.id(), run -> run.summary().state().equals("running"));
        assertThat(api.run(waiting.id()).summary().state()).isEqualTo("queued");

        api.pause("hello", false);
        assertThat(await(waiting.id(), DownbeatApiContract::ended).summary().state())
                .isEqualTo("success");
    }

    @Test
    void a_cancelled_run_stops_and_fails() {
        RunSummary accepted = api.trigger("slow", request(null));
        await(accepted.id(), run -> run.counts().containsKey("running"));
        assertThat(api.tasks(accepted.id(), new TaskQuery(Optional.of("none"), Optional.empty(), Optional.empty(), 9))
                        .items())
                .extracting(TaskView::task)
                .containsExactly("after");

        api.cancel(accepted.id());
        RunDetail ended = await(accepted.id(), DownbeatApiContract::ended);

        assertThat(ended.summary().state()).isEqualTo("failed");
        assertThat(ended.summary().failure()).contains("cancel");
        assertError(() -> api.cancel(accepted.id()), ErrorCode.CONFLICT, "has ended already: failed");
    }

    @Test
    void a_broken_file_shows_and_the_last_good_version_goes_on() throws IOException {
        place().write("dags/hello.yaml", HELLO.replace("bash:", "bahs:"));

        Awaitility.await().until(() -> !api.importErrors().isEmpty());

        assertThat(api.importErrors())
                .singleElement()
                .satisfies(error ->
                        assertThat(error.problems().getFirst().toString()).contains("hello.yaml:9:", "bahs"));
        assertThat(api.dag("hello").summary().error()).contains("bahs");
        RunSummary run = api.trigger("hello", request(null));
        assertThat(await(run.id(), DownbeatApiContract::ended).summary().state())
                .isEqualTo("success");

        place().write("dags/hello.yaml", HELLO.replace("echo hello", "echo good day"));
        Awaitility.await().until(() -> api.versions("hello").size() == 2);
        assertThat(api.importErrors()).isEmpty();
    }

    @Test
    void pools_are_set_shown_and_deleted() {
        var made = api.limits().setPool("gpu", new PoolChange(2, true, "Cards"));

        assertThat(made).isEqualTo(new PoolView("gpu", 2, true, "Cards", 0, 0, 0));
        assertThat(api.limits().setPool("gpu", new PoolChange(3, null, null)).description())
                .isEqualTo("Cards");
        assertThat(api.limits().pools()).extracting(PoolView::name).containsExactly("default", "gpu");
        api.limits().deletePool("gpu");
        assertThatThrownBy(() -> api.limits().pool("defualt"))
                .isInstanceOfSatisfying(
                        UnknownNameException.class,
                        error -> assertThat(error.nearest()).hasValue("default"));
        assertError(
                () -> api.limits().setPool("gpu", new PoolChange(-3, null, null)),
                ErrorCode.BAD_INPUT,
                "0 slots or more");
        assertError(() -> api.limits().deletePool("default"), ErrorCode.CONFLICT, "the default pool stays");
    }

    @Test
    void alerts_and_missed_deadlines_are_listed() throws IOException {
        place().write("dags/told.yaml", """
                id: told
                deadline: 1ms
                on_failure: { webhook: nowhere }
                tasks:
                  a: { bash: "sleep 1; exit 1" }
                """);
        awaitDag("told");
        long run = api.trigger("told", new TriggerRequest(Map.of(), null, null)).id();
        var query = new AlertQuery(Optional.of("told"), Optional.of(run), Optional.of("failed"), Optional.empty(), 9);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> api.alerts().list(query).items().size() == 1
                        && api.alerts()
                                        .missed(Optional.of("told"), Optional.of(run), 9)
                                        .size()
                                == 1);

        AlertView failed = api.alerts().list(query).items().getFirst();
        assertThat(failed.event()).isEqualTo("failure");
        assertThat(failed.notifier()).isEqualTo("webhook");
        assertThat(api.alerts().alert(failed.id())).isEqualTo(failed);
        assertThat(api.alerts().retry(failed.id()).state()).isEqualTo("pending");
        assertError(() -> api.alerts().alert(failed.id() + 9), ErrorCode.NOT_FOUND, "there is no alert");
        var wrong = new AlertQuery(Optional.empty(), Optional.empty(), Optional.of("lost"), Optional.empty(), 9);
        assertError(() -> api.alerts().list(wrong), ErrorCode.BAD_INPUT, "is not a state of an alert");
    }

    @Test
    void assets_are_listed_shown_and_updated() throws IOException {
        place().write("dags/maker.yaml", "id: maker\ntasks: { a: { produces: made/here, noop: {} } }\n");
        awaitDag("maker");

        var update = api.assets().update(new AssetUpdate("made/here", Map.of("rows", 3)));
        assertThat(update.run()).isZero();
        AssetDetail detail = api.assets().asset("made/here");
        assertThat(detail.asset().producers()).containsExactly("maker.a");
        assertThat(detail.events()).containsExactly(update);
        assertError(() -> api.assets().asset("made/her"), ErrorCode.NOT_FOUND, "nobody makes the asset 'made/her'");
        assertError(
                () -> api.assets().update(new AssetUpdate("no blanks", null)), ErrorCode.BAD_INPUT, "is not allowed");
    }

    @Test
    void a_backfill_is_made_shown_paused_and_cancelled() throws IOException {
        place().write("dags/filled.yaml", "id: filled\nschedule: { every: 1d }\ntasks:\n  a: { bash: sleep 100 }\n");
        awaitDag("filled");
        var request = new BackfillRequest("2026-01-01", "2026-01-03", true, "failed", 1, Map.of());

        assertThat(api.backfills().plan("filled", request))
                .extracting(BackfillItem::intervalStart)
                .containsExactly(
                        Instant.parse("2026-01-03T00:00:00Z"),
                        Instant.parse("2026-01-02T00:00:00Z"),
                        Instant.parse("2026-01-01T00:00:00Z"));
        BackfillView made = api.backfills().create("filled", request);
        assertThat(made.state()).isEqualTo("running");
        assertThat(made.backwards()).isTrue();
        assertThat(api.backfills()
                        .list(Optional.of("filled"), Optional.empty(), 9)
                        .items())
                .extracting(BackfillView::id)
                .containsExactly(made.id());
        assertThat(api.backfills().items(made.id(), Optional.empty(), 2).items())
                .hasSize(2);
        assertThat(api.backfills().pause(made.id(), true).state()).isEqualTo("paused");
        assertThat(api.backfills().pause(made.id(), false).state()).isEqualTo("running");
        assertThat(api.backfills().cancel(made.id()).state()).isEqualTo("cancelled");
        assertError(() -> api.backfills().cancel(made.id()), ErrorCode.CONFLICT, "has ended already");
        assertError(() -> api.backfills().backfill(made.id() + 1), ErrorCode.NOT_FOUND, "there is no backfill");
    }

    @Test
    void it_says_what_it_is() {
        assertThat(api.info().version()).matches("\\d+\\.\\d+.*");
        assertThat(api.info().database()).doesNotContain("password");
    }

    /// The first view that fits.
    private RunDetail await(long run, Predicate<RunDetail> fits) {
        var found = new CompletableFuture<RunDetail>();
        try (var _ = api.follow(run, view -> {
            if (fits.test(view)) {
                found.complete(view);
            }
        })) {
            return found.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private static boolean ended(RunDetail run) {
        return DagRunState.of(run.summary().state()).terminal();
    }

    private static TriggerRequest request(@Nullable String key) {
        return new TriggerRequest(Map.of(), null, key);
    }

    private static void assertError(ThrowingCallable call, ErrorCode code, String text) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DownbeatException.class, error -> {
            assertThat(error.text()).contains(text);
            assertThat(error.code()).isEqualTo(code);
        });
    }

    private Place place() {
        return new Place(folder, PG.url());
    }

    private void awaitDag(String id) {
        Awaitility.await()
                .until(() -> !api.dags(new DagQuery(id, "", Optional.empty(), 9))
                        .items()
                        .isEmpty());
    }
}
