package dev.downbeat.store.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DagId;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.RunId;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.care.PgPurge.Purged;
import dev.downbeat.store.care.PgPurge.Taken;
import dev.downbeat.store.journal.PgLeases;
import dev.downbeat.testkit.PgExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgPurgeTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    static final PgStore STORE = new PgStore(PG);

    private final History history = new History(PG);
    private PgPurge purge;

    @BeforeEach
    void open() {
        purge = new PgPurge(STORE.database());
        history.dag("churn");
    }

    @Test
    void old_runs_go_with_all_their_rows_and_the_others_stay() {
        history.dag("other");
        history.runs("churn", 1, 10, "success", 100);
        history.runs("churn", 11, 12, "failed", 10);
        history.runs("other", 20, 22, "failed", 100);
        history.runs("churn", 30, 30, "running", 100);

        assertThat(purge.count(order(1))).containsExactlyInAnyOrderEntriesOf(Map.of("churn", 10L, "other", 2L));
        assertThat(purgeAll(order(1))).isEqualTo(12);

        assertThat(history.runs()).isEqualTo("11 12 22 30");
        assertThat(history.orphans()).isZero();
        assertThat(PG.ask("select count(*) from task_instance")).isEqualTo("20");
        assertThat(PG.ask("select count(*) from run_note")).isEqualTo("4");
        assertThat(purge.purged(new Purged(0, "", Instant.EPOCH), 100))
                .extracting(Purged::run)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 20L, 21L);
        assertThat(purge.count(order(1))).isEmpty();
    }

    @Test
    void the_last_runs_of_each_dag_stay_by_number_and_by_logical_date() {
        history.runs("churn", 1, 10, "success", 100);
        PG.run("update dag_run set logical_date = '2030-01-01' where run_id = 2");

        assertThat(purgeAll(order(3))).isEqualTo(6);

        assertThat(history.runs()).isEqualTo("2 8 9 10");
    }

    @Test
    void what_somebody_needs_stays() {
        history.runs("churn", 1, 7, "success", 100);
        run(
                "insert into run_command (run_id, kind, payload, asked_by) values (1, 'clear', '{}', '')",
                "update alert set state = 'pending', ended_at = null where run_id = 2",
                """
                insert into backfill (dag_id, version_id, state, range_start, range_end, backwards, rerun, concurrency, params)
                values ('churn', 1, 'running', now(), now(), false, 'none', 1, '{}')
                """,
                """
                insert into backfill_item (backfill_id, position, logical_date, interval_start, interval_end, fires_at, run_id)
                select max(backfill_id), 1, now(), now(), now(), now(), 3 from backfill
                """,
                "update dag_run set idempotency_key = 'trigger_dag/1/50/go/-1/1' where run_id = 4",
                "update dag_run set idempotency_key = 'trigger_dag/x/50/go/-1/1' where run_id = 5");
        history.runs("churn", 50, 50, "running", 100);

        assertThat(purgeAll(order(1))).isEqualTo(3);

        assertThat(history.runs()).isEqualTo("1 2 3 4 50");
    }

    @Test
    void a_run_that_somebody_works_on_at_this_moment_is_passed_over() throws SQLException {
        history.runs("churn", 1, 4, "success", 100);
        try (Connection other = PG.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "insert into run_command (run_id, kind, payload, asked_by) values (2, 'clear', '{}', '')");

            assertThat(purgeAll(order(1))).isEqualTo(2);
            other.commit();
        }
        assertThat(purgeAll(order(1))).isZero();
        assertThat(history.runs()).isEqualTo("2 4");
    }

    @Test
    void a_purge_that_was_broken_off_is_gone_on_with() {
        history.runs("churn", 1, 50, "success", 100);
        assertThat(purge.take(order(1), 0, 20).runs()).hasSize(20);
        assertThat(purge.rows(100, 30)).isTrue();
        assertThat(history.orphans()).isEqualTo(20 * 13 - 30);

        assertThat(purgeAll(order(1))).isEqualTo(29);

        assertThat(history.orphans()).isZero();
        assertThat(history.runs()).isEqualTo("50");
    }

    @Test
    void no_step_touches_more_rows_than_it_may() {
        history.runs("churn", 1, 50, "success", 100);
        var sizes = new ArrayList<Long>();
        long before = rows();
        Taken taken = purge.take(order(1), 0, 10);
        while (!taken.runs().isEmpty()) {
            before = rows();
            while (purge.rows(100, 25)) {
                sizes.add(before - rows());
                before = rows();
            }
            taken = purge.take(order(1), taken.upTo(), 10);
        }

        assertThat(sizes).isNotEmpty().allMatch(size -> size <= 25);
        assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(49 * 13);
    }

    private static long rows() {
        return TablesOf.RUNS.stream()
                .mapToLong(table -> Long.parseLong(PG.ask("select count(*) from " + table)))
                .sum();
    }

    /// The purge stands still in the middle of its transaction, and the engine's commits go through.
    @Test
    void no_commit_waits_for_a_purge() throws SQLException {
        history.runs("churn", 1, 20, "success", 100);
        history.runs("churn", 30, 30, "running", 1);
        Epoch epoch = new PgLeases(STORE.database()).register("here", Duration.ofMinutes(1));
        assertThat(purge.take(order(1), 0, 100).runs()).hasSize(20);
        try (Connection other = PG.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from xcom where run_id = 7 for update");
            var step = CompletableFuture.supplyAsync(() -> purge.rows(100, 10_000));
            Awaitility.await().until(() -> !blocked().equals("0"));

            for (int seq = 100; seq < 150; seq++) {
                STORE.journal()
                        .commit(epoch, List.of(new JournalEntry.History(new RunId(30), seq, Instant.now(), "[]")));
            }

            assertThat(blocked()).isEqualTo("1"); // the purge, and nobody else
            assertThat(step).isNotDone();
            other.rollback();
            assertThat(step).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
        }
        assertThat(PG.ask("select count(*) from run_history where run_id = 30")).isEqualTo("51");
    }

    private static String blocked() {
        return PG.ask("select count(*) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"
                + " and datname = current_database()");
    }

    @Test
    void only_one_process_purges_at_a_time() {
        var turn = purge.turn().orElseThrow();
        assertThat(new PgPurge(STORE.database()).turn()).isEmpty();
        turn.close();
        assertThat(new PgPurge(STORE.database()).turn()).hasValueSatisfying(PgPurge.Turn::close);
    }

    @Test
    void old_updates_and_backfills_go_but_for_those_that_are_needed() {
        history.runs("churn", 1, 1, "success", 100);
        run(
                """
                insert into asset_event (asset, at, dag_id, run_id, task_id, map_index, attempt)
                select 'orders', now() - interval '100 days', 'churn', n, 't1', -1, 1 from generate_series(1, 5) as n
                """,
                "insert into asset_queue (dag_id, event_id, asset)"
                        + " select 'other', min(event_id), 'orders' from asset_event",
                "insert into asset_trigger (run_id, event_id) select 1, min(event_id) + 1 from asset_event",
                """
                insert into backfill (dag_id, version_id, state, range_start, range_end, backwards, rerun, concurrency, params, ended_at)
                select 'churn', 1, state, now(), now(), false, 'none', 1, '{}', now() - interval '100 days'
                  from unnest(array['success', 'cancelled']) as state
                """,
                """
                insert into backfill_item (backfill_id, position, logical_date, interval_start, interval_end, fires_at, run_id)
                select backfill_id, 1, now(), now(), now(), now(), case state when 'success' then 1 else 77 end from backfill
                """);

        assertThat(purge.others(order(1), 100)).isEqualTo(2 + 1 + 1);

        assertThat(PG.ask("select string_agg((run_id)::text, ' ' order by event_id) from asset_event"))
                .isEqualTo("1 2 5");
        assertThat(PG.ask("select string_agg(state, ' ') from backfill")).isEqualTo("success");
        assertThat(PG.ask("select count(*) from backfill_item")).isEqualTo("1");
    }

    @Test
    void a_purge_may_be_for_one_dag_alone() {
        history.dag("other");
        history.runs("churn", 1, 3, "success", 100);
        history.runs("other", 11, 13, "success", 100);

        purgeAll(new PurgeOrder(order(1).before(), Optional.of(new DagId("other")), 1));

        assertThat(history.runs()).isEqualTo("1 2 3 13");
    }

    private static void run(String... statements) {
        for (String statement : statements) {
            PG.run(statement);
        }
    }

    private static PurgeOrder order(int keep) {
        return new PurgeOrder(Instant.now().minus(Duration.ofDays(90)), Optional.empty(), keep);
    }

    private long purgeAll(PurgeOrder order) {
        long gone = 0;
        Taken taken = purge.take(order, 0, 4);
        boolean more = true;
        while (more) {
            gone += taken.runs().size();
            while (purge.rows(3, 20)) {
                assertThat(history.orphans()).isNotNegative();
            }
            more = !taken.last();
            taken = more ? purge.take(order, taken.upTo(), 4) : taken;
        }
        return gone;
    }
}
