package dev.downbeat.store.assets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.engine.port.JournalEntry.AssetUpdated;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.journal.PgJournal;
import dev.downbeat.store.journal.PgLeases;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgAssetsTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final Instant AT = Instant.parse("2026-03-29T00:59:59.123456Z");
    private static final DagId REPORT = new DagId("report");
    private static final AssetName ORDERS = new AssetName("orders");
    private static final AssetName LEADS = new AssetName("leads");

    private final AtomicLong ids = new AtomicLong(100);
    private PgAssets assets;
    private PgDags dags;
    private Epoch epoch;

    @BeforeEach
    void create() {
        assets = new PgAssets(STORE.database());
        dags = new PgDags(STORE.database());
        dags.register(consumer("report", ORDERS, LEADS), "");
        epoch = new PgLeases(STORE.database()).register("test", Duration.ofMinutes(10));
    }

    @Test
    void an_update_that_a_task_brings_waits_for_the_dags_that_work_on_it() throws SQLException {
        commit(ORDERS, 1);
        assertThat(waiting()).containsExactly("report orders");

        commit(ORDERS, 1); // written again
        var seen = new ArrayList<AssetEventView>();
        Optional<RunId> run = assets.start(REPORT, (version, updates) -> {
            seen.addAll(updates);
            return Optional.of(run(version));
        });

        assertThat(seen).singleElement().satisfies(update -> {
            assertThat(update.asset()).isEqualTo("orders");
            assertThat(update.dag()).isEqualTo("etl");
            assertThat(update.run()).isEqualTo(7);
            assertThat(update.task()).isEqualTo("load");
            assertThat(update.at()).isEqualTo(AT);
        });
        assertThat(run).hasValue(new RunId(101));
        assertThat(waiting()).isEmpty();
        assertThat(new PgRunLog(STORE.database()).run(new RunId(101)))
                .hasValueSatisfying(stored -> assertThat(stored.spec().cause())
                        .isEqualTo(new RunSpec.Cause(RunType.ASSET, Map.of("assets", Map.of("orders", List.of())))));
        assertThat(PG.ask("select count(*) from asset_trigger where run_id = 101"))
                .isEqualTo("1");
    }

    @Test
    void while_they_are_not_enough_they_wait_on() throws SQLException {
        commit(ORDERS, 1);

        assertThat(assets.start(REPORT, (_, _) -> Optional.empty())).isEmpty();
        assertThat(waiting()).containsExactly("report orders");
    }

    @Test
    void nothing_is_taken_when_the_run_cannot_be_made() throws SQLException {
        commit(ORDERS, 1);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> assets.start(REPORT, (_, _) -> {
                    throw new IllegalStateException("killed");
                })))
                .isNotNull();
        assertThat(waiting()).containsExactly("report orders");
        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("0");
    }

    @Test
    void updates_are_for_those_only_who_work_on_the_asset_and_are_there() {
        dags.register(consumer("other", new AssetName("others")), "");
        dags.register(consumer("gone", ORDERS), "");
        dags.keepOnly(dags.find(new DagId("gone")).orElseThrow().file(), List.of(REPORT, new DagId("other")));

        assets.tell(ORDERS, Map.of("rows", 3), AT);

        assertThat(PG.ask("select string_agg(dag_id, ' ') from asset_queue")).isEqualTo("report");
        assertThat(PG.ask("select extra ->> 'rows' from asset_event")).isEqualTo("3");
    }

    @Test
    void those_of_a_paused_dag_wait_until_it_goes_on() {
        dags.setPaused(REPORT, true);
        assets.tell(ORDERS, Map.of(), AT);
        assertThat(waiting()).isEmpty();
        assertThat(assets.start(REPORT, (version, _) -> Optional.of(run(version))))
                .isEmpty();

        dags.setPaused(REPORT, false);
        assertThat(waiting()).containsExactly("report orders");
    }

    @Test
    void a_version_that_no_longer_works_on_an_asset_forgets_its_updates() {
        assets.tell(ORDERS, Map.of(), AT);
        assets.tell(LEADS, Map.of(), AT);

        dags.register(consumer("report", LEADS), "");

        assertThat(PG.ask("select string_agg(asset, ' ') from asset_queue")).isEqualTo("leads");
        assertThat(PG.ask("select string_agg(asset, ' ') from asset_consumer")).isEqualTo("leads");
    }

    @Test
    void of_several_that_look_at_once_one_makes_the_run() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 10; i++) {
                assets.tell(ORDERS, Map.of(), AT);
                Callable<Optional<RunId>> look = () -> assets.start(REPORT, (version, _) -> Optional.of(run(version)));
                long made = 0;
                for (Future<Optional<RunId>> one : threads.invokeAll(List.of(look, look, look, look))) {
                    made += one.get().isPresent() ? 1 : 0;
                }
                assertThat(made).isEqualTo(1);
            }
        }
        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("10");
        assertThat(PG.ask("select count(distinct event_id) from asset_trigger")).isEqualTo("10");
    }

    private List<String> waiting() {
        return assets.waiting().stream()
                .flatMap(dag -> dag.updated().stream().map(asset -> dag.dag() + " " + asset))
                .toList();
    }

    private void commit(AssetName asset, int attempt) throws SQLException {
        try (var journal = new PgJournal(STORE.database())) {
            var key = new TaskKey(new RunId(7), new TaskId("load"), MapIndex.NONE);
            journal.commit(epoch, List.of(new AssetUpdated(key, attempt, new DagId("etl"), asset, AT)));
        }
    }

    private RunCreated run(dev.downbeat.model.VersionId version) {
        var cause = new RunSpec.Cause(RunType.ASSET, Map.of("assets", Map.of("orders", List.of())));
        var spec = new RunSpec(
                new RunId(ids.incrementAndGet()),
                REPORT,
                version,
                Shard.of(REPORT),
                cause,
                RunSpec.Interval.at(AT),
                Map.of());
        return new RunCreated(spec, AT, null);
    }

    private static DagSpec consumer(String id, AssetName... names) {
        DagSpec dag = Samples.dag(id, "a");
        List<AssetCondition> of = java.util.Arrays.stream(names)
                .map(name -> (AssetCondition) new AssetCondition.One(name))
                .toList();
        Schedule schedule = new Schedule.Manual().triggeredBy(null, new AssetCondition.Any(of), List.of());
        return new DagSpec(dag.id(), dag.about(), schedule, dag.params(), dag.policy(), dag.groups(), dag.tasks());
    }
}
