package dev.downbeat.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;

/// Writes what Downbeat writes for chains of tasks, with nothing around it: one connection, one prepared
/// statement for each transaction, tables with the same columns, constraints and indexes.
final class ByHand {
    private static final String TABLES = """
            create table bare_commit (id bigint generated always as identity primary key, note text not null);
            create table hand_run (like dag_run including all);
            create table hand_task (like task_instance including all);
            create table hand_history (like run_history including all);
            """;

    private static final String COMMIT = "insert into bare_commit (note) values ('a small row')";

    /// Runs begin: their first tasks are queued.
    private static final String BEGIN = """
            with begun as (
                insert into hand_run (run_id, dag_id, version_id, shard, type, state, logical_date, interval_start,
                                      interval_end, params, queued_at, started_at)
                select run_id, 'by_hand', 1, 0, 'manual', 'running', now(), now(), now(), '{}', now(), now()
                  from unnest(?::int8[]) as run (run_id)),
            queued as (
                insert into hand_task (run_id, task_id, map_index, state, attempt, try_number, lost, queued_at, worker)
                select run_id, ?, -1, 'queued', 1, 1, 0, now(), 'by hand' from unnest(?::int8[]) as run (run_id))
            insert into hand_history (run_id, seq, at, events)
            select run_id, 1, now(), ?::json from unnest(?::int8[]) as run (run_id)
            """;

    /// A task of each run has ended, the next one is queued.
    private static final String HOP = """
            with ended as (
                update hand_task as t set state = 'success', started_at = now(), ended_at = now()
                  from unnest(?::int8[]) as run (run_id)
                 where t.run_id = run.run_id and t.task_id = ? and t.map_index = -1),
            queued as (
                insert into hand_task (run_id, task_id, map_index, state, attempt, try_number, lost, queued_at, worker)
                select run_id, ?, -1, 'queued', 1, 1, 0, now(), 'by hand' from unnest(?::int8[]) as run (run_id))
            insert into hand_history (run_id, seq, at, events)
            select run_id, ?, now(), ?::json from unnest(?::int8[]) as run (run_id)
            """;

    /// The last task of each run has ended, and so has the run.
    private static final String END = """
            with ended as (
                update hand_task as t set state = 'success', started_at = now(), ended_at = now()
                  from unnest(?::int8[]) as run (run_id)
                 where t.run_id = run.run_id and t.task_id = ? and t.map_index = -1),
            finished as (
                update hand_run as r set state = 'success', ended_at = now()
                  from unnest(?::int8[]) as run (run_id)
                 where r.run_id = run.run_id)
            insert into hand_history (run_id, seq, at, events)
            select run_id, ?, now(), ?::json from unnest(?::int8[]) as run (run_id)
            """;

    /// Of the length that Downbeat writes for a hop.
    private static final String EVENTS = """
            [{"at":"2026-01-01T00:00:00.000000Z","task":"t1","index":-1,"attempt":1,"from":"running","to":"success"},\
            {"at":"2026-01-01T00:00:00.000000Z","task":"t2","index":-1,"attempt":0,"from":"none","to":"scheduled"},\
            {"at":"2026-01-01T00:00:00.000000Z","task":"t2","index":-1,"attempt":1,"from":"scheduled","to":"queued"}]\
            """;

    private static final int LENGTH = 10;
    private static final List<Integer> BATCHES = List.of(50, 100, 200, 500, 1_000);

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long runs;

    ByHand(Connection connection) throws SQLException {
        this.connection = connection;
        connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            // Plans are made while the tables are empty: rows are to be found by key all the same.
            for (String plan : List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin")) {
                statement.execute("set " + plan + " = off");
            }
            statement.execute(TABLES);
        }
    }

    Floors measure(Scale scale) throws SQLException {
        Spread commit = commits(scale.of(1_000, 50));
        Spread hop = hops(scale.of(1_000, 50));
        int best = 0;
        Spread loop = Spread.of(0);
        for (int batch : BATCHES.subList(0, scale.of(BATCHES.size(), 1))) {
            Spread found = loop(batch, scale);
            if (found.median() > loop.median()) {
                best = batch;
                loop = found;
            }
        }
        return new Floors(commit, hop, loop, best);
    }

    private Spread commits(int count) throws SQLException {
        var times = new ArrayList<Double>();
        try (PreparedStatement insert = connection.prepareStatement(COMMIT)) {
            for (int i = -count / 5; i < count; i++) {
                long start = System.nanoTime();
                insert.executeUpdate();
                if (i >= 0) {
                    times.add(Clock.millisSince(start));
                }
            }
        }
        return Spread.ofTimes(times);
    }

    /// Of one run after the other, so that each transaction is in the way of the next.
    private Spread hops(int count) throws SQLException {
        var times = new ArrayList<Double>();
        chains(1, new ArrayList<>()); // makes the statements' plans
        while (times.size() < count) {
            chains(1, times);
        }
        return Spread.ofTimes(times);
    }

    private Spread loop(int batch, Scale scale) throws SQLException {
        var rates = new ArrayList<Double>();
        int total = scale.of(2_000, 50);
        for (int i = 0; i < scale.of(3, 1); i++) {
            long start = System.nanoTime();
            for (int done = 0; done < total; done += batch) {
                chains(batch, new ArrayList<>());
            }
            rates.add(total * LENGTH / (Clock.millisSince(start) / 1_000));
        }
        return Spread.ofRates(rates);
    }

    /// So many runs at once, from their beginning to their end.
    ///
    /// @param hops is given the milliseconds of each transaction of a hop
    private void chains(int count, List<Double> hops) throws SQLException {
        Long[] ids = LongStream.range(runs, runs + count).boxed().toArray(Long[]::new);
        runs += count;
        Array batch = connection.createArrayOf("int8", ids);
        write(BEGIN, batch, "t0", batch, EVENTS, batch);
        for (int i = 1; i < LENGTH; i++) {
            long start = System.nanoTime();
            write(HOP, batch, "t" + (i - 1), "t" + i, batch, i + 1L, EVENTS, batch);
            hops.add(Clock.millisSince(start));
        }
        write(END, batch, "t" + (LENGTH - 1), batch, LENGTH + 1L, EVENTS, batch);
    }

    private void write(String sql, Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case Array array -> statement.setArray(i + 1, array);
                case Long number -> statement.setLong(i + 1, number);
                case Object text -> statement.setString(i + 1, text.toString());
            }
        }
        statement.executeUpdate();
    }
}
