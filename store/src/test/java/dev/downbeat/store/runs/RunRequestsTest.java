package dev.downbeat.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.journal.PgLeases;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RunRequestsTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final Instant AT = Instant.parse("2026-03-29T00:59:59.123456Z");

    private RunRequests requests;
    private DagVersion version;

    @BeforeEach
    void create() {
        requests = new RunRequests(STORE.database());
        version = new PgDags(STORE.database()).register(Samples.dag("etl", "a"), "");
    }

    @Test
    void an_inserted_run_is_found_by_its_scheduler_and_by_its_key() {
        RunCreated run = run(7, RunType.MANUAL, "order-1");

        assertThat(requests.insert(run)).isEqualTo(new RunId(7));
        assertThat(requests.insert(run)).isEqualTo(new RunId(7));
        assertThat(requests.insert(run(8, RunType.MANUAL, "order-1"))).isEqualTo(new RunId(7));
        assertThat(requests.findByIdempotencyKey(version.spec().id(), "order-1"))
                .hasValue(new RunId(7));
        assertThat(requests.findByIdempotencyKey(version.spec().id(), "order-2"))
                .isEmpty();
        assertThat(new PgRunLog(STORE.database()).unfinished(Set.of(run.spec().shard()), Set.of(), 9))
                .singleElement()
                .satisfies(stored -> assertThat(stored.spec()).isEqualTo(run.spec()));
    }

    @Test
    void a_tick_has_one_run() {
        assertThat(requests.insert(run(7, RunType.SCHEDULED, null))).isEqualTo(new RunId(7));
        assertThat(requests.insert(run(8, RunType.SCHEDULED, null))).isEqualTo(new RunId(7));
    }

    @Test
    void cancelling_asks_for_an_unfinished_run_only() {
        var commands = new CommandRequests(STORE.database());
        requests.insert(run(7, RunType.MANUAL, null));

        assertThat(commands.cancel(new RunId(7), "")).isTrue();
        PG.run("update dag_run set state = 'success', ended_at = now()");
        assertThat(commands.cancel(new RunId(7), "")).isFalse();
        assertThatThrownBy(() -> commands.cancel(new RunId(8), "")).hasMessageContaining("there is no run 8");
    }

    @Test
    void a_wake_up_arrives_also_after_the_connection_was_lost() throws SQLException, InterruptedException {
        var heard = new LinkedBlockingQueue<String>();
        try (var _ = WakeListener.start(STORE.database(), () -> heard.add("woken"))) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).as("at the start").isNotNull();
            requests.notifyWake();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).as("by a hint").isNotNull();

            PG.run("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%'"
                    + " and datname = current_database()");
            assertThat(heard.poll(10, TimeUnit.SECONDS))
                    .as("after connecting again")
                    .isNotNull();
            requests.notifyWake();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).as("by a hint again").isNotNull();
        }
    }

    @Test
    void xcoms_are_loaded_by_task_and_map_index() {
        var epoch = new PgLeases(STORE.database()).register("test", Duration.ofMinutes(1));
        STORE.journal()
                .commit(
                        epoch,
                        List.of(
                                xcom("a", -1, "return_value", "{\"x\": 1}"),
                                xcom("a", -1, "other", "2"),
                                xcom("b", 10, "return_value", "10"),
                                xcom("b", 9, "return_value", "null"),
                                xcom("c", 0, "return_value", "0")));
        var xcoms = new PgXcoms(STORE.database());
        var tasks = List.of(new TaskId("a"), new TaskId("b"), new TaskId("nope"));

        var loaded = xcoms.load(new RunId(7), tasks, "return_value");
        assertThat(loaded).containsOnlyKeys(new TaskId("a"), new TaskId("b"));
        assertThat(loaded.get(new TaskId("a"))).containsExactly(Map.entry(MapIndex.NONE, "{\"x\": 1}"));
        assertThat(loaded.get(new TaskId("b")))
                .containsExactly(Map.entry(MapIndex.of(9), "null"), Map.entry(MapIndex.of(10), "10"));
        assertThat(xcoms.ofInstance(key("a", -1)))
                .containsExactly(Map.entry("other", "2"), Map.entry("return_value", "{\"x\": 1}"));
        assertThat(xcoms.load(new RunId(7), List.of(), "return_value")).isEmpty();
    }

    private static XcomSet xcom(String task, int index, String name, String json) {
        return new XcomSet(key(task, index), name, json);
    }

    private static TaskKey key(String task, int index) {
        return new TaskKey(new RunId(7), new TaskId(task), MapIndex.of(index));
    }

    private RunCreated run(int id, RunType type, @Nullable String key) {
        var run = new RunId(id);
        var interval = RunSpec.Interval.at(AT);
        var spec = new RunSpec(
                run,
                version.spec().id(),
                version.id(),
                Shard.of(version.spec().id()),
                type,
                interval,
                Map.of("n", 1, "text", "ü"));
        return new RunCreated(spec, AT, key);
    }
}
