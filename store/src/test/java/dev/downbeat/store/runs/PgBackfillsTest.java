package dev.downbeat.store.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Rerun;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunSpec.Interval;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.query.BackfillQueries;
import dev.downbeat.store.runs.PgBackfills.Step;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgBackfillsTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final DagId ETL = new DagId("etl");
    private static final Instant MIDNIGHT = Instant.parse("2026-05-01T00:00:00Z");

    private PgBackfills backfills;
    private BackfillQueries queries;
    private RunRequests requests;
    private DagVersion version;

    @BeforeEach
    void create() {
        backfills = new PgBackfills(STORE.database());
        queries = new BackfillQueries(STORE.database().pool());
        requests = new RunRequests(STORE.database());
        version = new PgDags(STORE.database()).register(Samples.dag("etl", "a"), "");
    }

    @Test
    void no_more_runs_than_allowed_are_under_way_and_the_last_end_ends_it() {
        long id = backfill(Rerun.NONE, 2, 1, 2, 3);

        assertThat(advance(id)).isEqualTo(new Step(2, false));
        assertThat(advance(id)).isEqualTo(Step.NOTHING);
        assertThat(states(id)).containsExactly("queued", "queued", "waiting");
        end("success", 1);
        assertThat(advance(id)).isEqualTo(new Step(1, false));
        end("failed", 2);
        end("success", 3);
        advance(id);

        var view = queries.one(id);
        assertThat(view.state()).isEqualTo("failed");
        assertThat(view.endedAt()).isNotNull();
        assertThat(view.progress()).isEqualTo(Map.of("success", 2, "failed", 1));
        assertThat(backfills.underWay()).isEmpty();
        assertThat(PG.ask("select count(*) from dag_run where type = 'backfill' and fires_at is not null"))
                .isEqualTo("3");
    }

    @Test
    void what_has_a_run_by_now_is_left_out_or_run_again_as_was_said() {
        run(1, "success");
        run(2, "failed");
        run(3, "running");

        assertThat(after(Rerun.NONE)).containsExactly("left_out", "left_out", "left_out", "queued");
        assertThat(after(Rerun.FAILED)).containsExactly("left_out", "queued", "left_out", "left_out");
        end("failed", 2);
        end("success", 4);
        assertThat(after(Rerun.ALL)).containsExactly("queued", "queued", "left_out", "queued");
    }

    private List<String> after(Rerun rerun) {
        long id = backfill(rerun, 9, 1, 2, 3, 4);
        while (advance(id).more()) {
            assertThat(states(id)).hasSize(4);
        }
        return states(id);
    }

    @Test
    void a_paused_one_starts_nothing_and_a_cancelled_one_never_again() {
        long id = backfill(Rerun.NONE, 1, 1, 2);
        advance(id);

        assertThat(backfills.pause(id, true)).isTrue();
        end("success", 1);
        assertThat(advance(id)).isEqualTo(Step.NOTHING);
        assertThat(backfills.pause(id, false)).isTrue();
        assertThat(advance(id).started()).isEqualTo(1);

        assertThat(backfills.cancel(id)).map(List::size).contains(1);
        assertThat(PG.ask("select count(*) from run_command where kind = 'cancel'"))
                .isEqualTo("1");
        assertThat(backfills.cancel(id)).isEmpty();
        assertThat(backfills.pause(id, false)).isFalse();
        assertThat(queries.one(id).state()).isEqualTo("cancelled");
    }

    @Test
    void what_a_cancelled_one_did_not_begin_is_dropped() {
        long id = backfill(Rerun.NONE, 1, 1, 2);
        advance(id);
        backfills.cancel(id);

        assertThat(states(id)).containsExactly("queued", "dropped");
    }

    @Test
    void a_tick_whose_interval_a_backfill_has_run_has_no_second_run() {
        long id = backfill(Rerun.NONE, 1, 1);
        advance(id);
        var came = new TickWrites.Came(ETL, tick(1), null);

        assertThat(new TickWrites(STORE.database()).fire(came, created(RunType.SCHEDULED, tick(1).interval()), false))
                .isEmpty();

        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("1");
        assertThat(PG.ask("select last_interval_end is not null from dag")).isIn("t", "true");
    }

    @Test
    void backfills_and_their_intervals_are_paged() {
        long first = backfill(Rerun.NONE, 1, 1, 2, 3);
        long second = backfill(Rerun.NONE, 1, 4);

        var page = queries.list(Optional.of("etl"), Optional.empty(), 1);
        assertThat(page.items())
                .singleElement()
                .satisfies(view -> assertThat(view.id()).isEqualTo(second));
        assertThat(queries.list(Optional.of("etl"), Optional.ofNullable(page.nextCursor()), 1)
                        .items())
                .singleElement()
                .satisfies(view -> assertThat(view.id()).isEqualTo(first));
        var items = queries.items(first, Optional.empty(), 2);
        assertThat(queries.items(first, Optional.ofNullable(items.nextCursor()), 2)
                        .items())
                .extracting(BackfillItem::position)
                .containsExactly(3);
    }

    private long backfill(Rerun rerun, int concurrency, int... days) {
        List<PgBackfills.Item> items = IntStream.of(days)
                .mapToObj(day -> new PgBackfills.Item(tick(day), null))
                .toList();
        return backfills.create(new PgBackfills.Plan(
                ETL,
                version.id(),
                tick(days[0]).interval().start(),
                MIDNIGHT.plus(Duration.ofDays(9)),
                new PgBackfills.Manner(false, rerun, concurrency),
                Map.of(),
                items));
    }

    private Step advance(long id) {
        return backfills.advance(id, (_, interval) -> created(RunType.BACKFILL, interval));
    }

    private List<String> states(long id) {
        return queries.items(id, Optional.empty(), 50).items().stream()
                .map(BackfillItem::state)
                .toList();
    }

    private RunCreated created(RunType type, Interval interval) {
        RunId id = requests.nextId();
        var spec = new RunSpec(id, ETL, version.id(), new Shard(1), type, interval, Map.of());
        return new RunCreated(spec, MIDNIGHT, null);
    }

    private void run(int day, String state) {
        requests.insert(created(RunType.SCHEDULED, tick(day).interval()));
        if (!state.equals("running")) {
            end(state, day);
        }
    }

    private static void end(String state, int day) {
        PG.run("update dag_run set state = '%s', ended_at = now() where logical_date = '%s' and ended_at is null"
                .formatted(state, tick(day).interval().start()));
    }

    private static Tick tick(int day) {
        Instant start = MIDNIGHT.plus(Duration.ofDays(day));
        Instant end = start.plus(Duration.ofDays(1));
        return new Tick(end, new Interval(start, start, end));
    }
}
