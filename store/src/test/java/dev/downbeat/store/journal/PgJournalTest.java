package dev.downbeat.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.JournalEntry.History;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.JournalEntry.RunMoved;
import dev.downbeat.engine.port.JournalEntry.TaskMoved;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.query.AlertQueries;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What only PostgreSQL can get wrong; the rest is in the contract.
class PgJournalTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final Instant AT = Instant.parse("2026-03-29T00:59:59.123456789Z");
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final TaskKey TASK = new TaskKey(new RunId(7), new TaskId("extract"), MapIndex.NONE);
    private static final Shard SHARD = new Shard(7);
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private DagVersion version;
    private PgLeases leases;
    private Epoch epoch;

    @BeforeEach
    void register() {
        version = new PgDags(STORE.database()).register(Samples.dag("etl", "extract"), "");
        leases = new PgLeases(STORE.database());
        epoch = leases.register("test", LEASE);
        leases.acquire(epoch, Set.of(SHARD), false);
    }

    @Test
    void the_session_is_not_in_utc_and_times_are_right_to_the_microsecond() throws SQLException {
        STORE.journal().commit(epoch, List.of(created(AT)));

        try (Connection connection = STORE.database().connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("show timezone")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isNotIn("UTC", "GMT", "Etc/UTC");
        }
        assertThat(PG.ask("select queued_at at time zone 'UTC' from dag_run")).isEqualTo("2026-03-29 00:59:59.123456");
    }

    @Test
    void characters_that_postgresql_cannot_hold_are_replaced() {
        var failure = new Failure(ErrorCode.TASK_FAILED, "a\0b", "half \uD83D of a pair, and \\u0000 as text");
        var instance = new TaskInstance(TaskState.FAILED, 1, 1, 0, TaskInstance.Times.NEVER, failure);
        STORE.journal()
                .commit(
                        epoch,
                        List.of(
                                created(AT),
                                new TaskMoved(TASK, instance, "work\0er"),
                                new XcomSet(TASK, "na\0me", "\"\\u0000 \\\\u0000 \\ud83d\\ude80 \\ud83d\""),
                                new History(new RunId(7), 1, AT, "[\"\\u0000\"]")));

        var clean = new Failure(ErrorCode.TASK_FAILED, "a\uFFFDb", "half \uFFFD of a pair, and \\u0000 as text");
        assertThat(new PgRunLog(STORE.database())
                        .unfinished(Set.of(SHARD), Set.of(), 9)
                        .getFirst()
                        .tasks())
                .hasEntrySatisfying(TASK, task -> assertThat(task.failure()).isEqualTo(clean));
        assertThat(PG.ask("select value from xcom where name = 'na\uFFFDme'"))
                .isEqualTo("\"\\uFFFD \\\\u0000 \\ud83d\\ude80 \\uFFFD\"");
        assertThat(PG.ask("select value #>> '{}' from xcom")).isEqualTo("\uFFFD \\u0000 🚀 \uFFFD");
    }

    @Test
    void values_of_megabytes_work() {
        String json = "\"" + "0123456789".repeat(300_000) + "\"";
        STORE.journal().commit(epoch, List.of(created(AT), new XcomSet(TASK, "big", json)));

        assertThat(PG.ask("select length(value::text) from xcom")).isEqualTo(Integer.toString(json.length()));
    }

    @Test
    void thousands_of_rows_go_in_one_commit() {
        var entries = new java.util.ArrayList<JournalEntry>();
        entries.add(created(AT));
        for (int i = 0; i < 20_000; i++) {
            var key = new TaskKey(new RunId(7), new TaskId("extract"), MapIndex.of(i));
            entries.add(new TaskMoved(key, TaskInstance.NEW, ""));
        }
        STORE.journal().commit(epoch, entries);

        assertThat(PG.ask("select count(*) from task_instance")).isEqualTo("20000");
    }

    @Test
    void a_batch_that_postgresql_refuses_is_an_internal_error_and_writes_nothing() {
        assertThatThrownBy(() ->
                        STORE.journal().commit(epoch, List.of(created(AT), new XcomSet(TASK, "broken", "{no json"))))
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));

        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("0");
        STORE.journal().commit(epoch, List.of(created(AT)));
        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("1");
    }

    @Test
    void a_lost_connection_is_a_database_error_and_the_next_commit_connects_again() {
        STORE.journal().commit(epoch, List.of());
        PG.run(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'with fence%'");

        assertThatThrownBy(() -> STORE.journal().commit(epoch, List.of(created(AT))))
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE));
        STORE.journal().commit(epoch, List.of(created(AT)));
        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo("1");
    }

    @Test
    void a_fencing_waits_for_the_commit_under_way_and_the_successor_reads_it() throws SQLException {
        PG.run("update scheduler set lease_until = now() - interval '1 minute'");
        Epoch successor = leases.register("successor", LEASE);
        try (Connection commit = PG.connect();
                Statement statement = commit.createStatement()) {
            commit.setAutoCommit(false);
            // As the journal's statement does, held open by a transaction.
            statement.execute(
                    "select epoch from scheduler where epoch = %d and not fenced for share".formatted(epoch.value()));
            var taken = CompletableFuture.supplyAsync(() -> leases.acquire(successor, Set.of(SHARD), false), THREADS);
            awaitSomebodyWaitsForALock();
            assertThat(taken).isNotDone();

            commit.commit();
            assertThat(taken.join()).containsExactly(SHARD);
        }
        assertThatThrownBy(() -> STORE.journal().commit(epoch, List.of())).isInstanceOf(FencedException.class);
    }

    @Test
    void a_lease_renewed_while_the_fencing_waits_is_spared() throws SQLException {
        PG.run("update scheduler set lease_until = now() - interval '1 minute'");
        Epoch successor = leases.register("successor", LEASE);
        try (Connection renewal = PG.connect();
                Statement statement = renewal.createStatement()) {
            renewal.setAutoCommit(false);
            statement.execute(
                    "update scheduler set lease_until = now() + interval '1 hour' where epoch = " + epoch.value());
            var taken = CompletableFuture.supplyAsync(() -> leases.acquire(successor, Set.of(SHARD), false), THREADS);
            awaitSomebodyWaitsForALock();

            renewal.commit();
            assertThat(taken.join()).isEmpty();
        }
        STORE.journal().commit(epoch, List.of());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_commit_waits_for_a_fencing_under_way_and_writes_only_if_that_failed(boolean fenced) throws SQLException {
        STORE.journal().commit(epoch, List.of());
        try (Connection fencing = PG.connect();
                Statement statement = fencing.createStatement()) {
            fencing.setAutoCommit(false);
            statement.execute("update scheduler set fenced = true where epoch = " + epoch.value());
            var commit = CompletableFuture.runAsync(() -> STORE.journal().commit(epoch, List.of(created(AT))), THREADS);
            awaitSomebodyWaitsForALock();
            if (fenced) {
                fencing.commit();
                assertThatThrownBy(commit::join).hasCauseInstanceOf(FencedException.class);
            } else {
                fencing.rollback();
                commit.join();
            }
        }
        assertThat(PG.ask("select count(*) from dag_run")).isEqualTo(fenced ? "0" : "1");
    }

    @Test
    void two_who_want_the_same_shards_never_both_get_one() {
        PG.run("update scheduler set lease_until = now() - interval '1 minute'");
        var schedulers =
                Stream.generate(() -> leases.register("taker", LEASE)).limit(4).toList();
        var shards = Set.of(new Shard(5), new Shard(6), SHARD);

        var taken = schedulers.stream()
                .map(taker -> CompletableFuture.supplyAsync(() -> leases.acquire(taker, shards, true), THREADS))
                .toList()
                .stream()
                .flatMap(answer -> answer.join().stream())
                .toList();

        assertThat(taken).containsExactlyInAnyOrderElementsOf(shards);
    }

    @Test
    void the_words_of_the_check_constraints_are_those_of_the_enums() {
        assertThat(words("alert", "event")).containsExactlyInAnyOrderElementsOf(AlertEvent.words());
        assertThat(words("alert", "state")).containsExactlyInAnyOrderElementsOf(AlertQueries.STATES);
        assertThat(words("task_instance", "state"))
                .containsExactlyInAnyOrderElementsOf(words(TaskState.values(), TaskState::word));
        assertThat(words("dag_run", "state"))
                .containsExactlyInAnyOrderElementsOf(words(DagRunState.values(), DagRunState::word));
        assertThat(words("dag_run", "type"))
                .containsExactlyInAnyOrderElementsOf(words(RunType.values(), RunType::word));
        assertThat(words("task_attempt", "outcome"))
                .containsExactlyInAnyOrder("failed", "lost", "success", "skipped", "stopped");
        assertThat(words("run_command", "kind"))
                .containsExactlyInAnyOrderElementsOf(words(RunCommand.Kind.values(), RunCommand.Kind::word));
    }

    @Test
    void a_run_that_another_process_stored_is_moved_in_the_commit_that_would_create_it() {
        STORE.journal().commit(epoch, List.of(created(AT)));
        var move = new RunMoved(new RunId(7), DagRunState.RUNNING, AT, null, null);
        STORE.journal().commit(epoch, List.of(created(AT), move));

        assertThat(PG.ask("select state from dag_run")).isEqualTo("running");
    }

    /// The words that a column may hold, from a check such as `CHECK ((state = ANY (ARRAY['a'::text,
    /// 'b'::text])))`.
    private static List<String> words(String table, String column) {
        String check = PG.ask(
                "select pg_get_constraintdef(oid) from pg_constraint where conrelid = '%s'::regclass and pg_get_constraintdef(oid) like 'CHECK ((%s = ANY %%'"
                        .formatted(table, column));
        return Pattern.compile("'(\\w+)'")
                .matcher(check)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static <E> List<String> words(E[] values, Function<E, String> word) {
        return Arrays.stream(values).map(word).toList();
    }

    private static void awaitSomebodyWaitsForALock() {
        Awaitility.await()
                .until(() -> PG.ask("select count(*) > 0 from pg_locks where not granted")
                        .equals("t"));
    }

    private RunCreated created(Instant at) {
        var spec = new RunSpec(
                new RunId(7),
                version.spec().id(),
                version.id(),
                SHARD,
                RunType.MANUAL,
                RunSpec.Interval.at(at),
                Map.of());
        return new RunCreated(spec, at, null);
    }
}
