package dev.downbeat.bench;

import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The same on an empty store and on one that has seen much, in turns.
final class HistoryMeasure implements Measure {
    private static final String HOPS = "history_hops";
    private static final String RUNS = "history_runs";
    private static final int HOPS_LENGTH = 100;

    /// Tasks of each run of the past.
    private static final int LENGTH = 10;

    private static final String FILL_RUNS = """
            insert into dag_run (run_id, dag_id, version_id, shard, type, state, logical_date, interval_start,
                                 interval_end, params, queued_at, started_at, ended_at)
            select nextval('run_id_seq'), d.dag_id, d.version_id, 0, 'manual', 'success', at, at, at, '{}', at,
                   at + interval '1 ms', at + interval '20 ms'
              from dag as d
             cross join generate_series(1, ?) as number
             cross join lateral (select now() - (number + 1) * interval '10 s' as at) as past
             where d.dag_id = ?
            """;

    private static final String FILL_TASKS = """
            insert into task_instance (run_id, task_id, map_index, state, attempt, try_number, lost, queued_at,
                                       started_at, ended_at, worker)
            select r.run_id, 't' || task, -1, 'success', 1, 1, 0, r.queued_at, r.started_at, r.ended_at, 'bench'
              from dag_run as r
             cross join generate_series(0, ? - 1) as task
             where r.dag_id = ? and not exists (select from task_instance as t where t.run_id = r.run_id)
            """;

    private static final String FILL_HISTORY = """
            insert into run_history (run_id, seq, at, events)
            select r.run_id, number, r.ended_at,
                   '[{"at":"2026-01-01T00:00:00Z","task":"t0","index":-1,"attempt":1,"from":"queued","to":"success"}]'
              from dag_run as r
             cross join generate_series(1, ? + 1) as number
             where r.dag_id = ? and not exists (select from run_history as h where h.run_id = r.run_id)
            """;

    /// As the database does by itself after a while.
    private static final String SETTLE = "vacuum (analyze)";

    private static final String NOT_ALLOWED = "42501";

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String about() {
        return "chain, flood and trickle on an empty store and on one with 1,000,000 finished task instances, in turns";
    }

    private static Map<String, String> files(Scale scale) {
        int length = scale.of(HOPS_LENGTH, LENGTH);
        return Map.of(
                HOPS + ".yaml", DagText.chain(HOPS, length, DagText.NOOP),
                RUNS + ".yaml", DagText.chain(RUNS, LENGTH, DagText.NOOP));
    }

    /// Two Downbeats at a time, of which one works while the other has nothing to do.
    @Override
    public List<Figure> run(Site site, Scale scale) throws Exception {
        Rig empty = site.rig(files(scale));
        Rig full = site.rig(files(scale));
        int instances = scale.of(1_000_000, 1_000);
        warmUp(empty, full, scale);
        fill(full.connection(), instances / LENGTH);
        settle(empty.connection());
        settle(full.connection());
        warmUp(empty, full, scale); // what is read and written for the first time after that costs more
        String store = "%,d instances".formatted(instances);
        var figures = new ArrayList<Figure>();
        figures.addAll(hops(empty, full, store, scale));
        figures.addAll(trickle(empty, full, store, scale));
        figures.addAll(runsAtOnce(empty, full, store, scale)); // last: it leaves a history in the empty store
        figures.add(Figure.millis("a page of 50 runs, 10 pages on", pages(full, scale), null));
        return figures;
    }

    private static void warmUp(Rig empty, Rig full, Scale scale) throws Exception {
        Turns.take(
                scale.of(2, 1),
                () -> FloodMeasure.rates(empty, RUNS, scale.of(500, 2), 1),
                () -> FloodMeasure.rates(full, RUNS, scale.of(500, 2), 1));
    }

    private static List<Figure> hops(Rig empty, Rig full, String store, Scale scale) throws Exception {
        Turns turns =
                Turns.take(scale.of(60, 6), () -> ChainMeasure.hops(empty, HOPS), () -> ChainMeasure.hops(full, HOPS));
        Figure.Limit limit = empty.floors().hops(1);
        return List.of(
                Figure.millis("a hop, empty", Spread.ofTimes(turns.base()), limit),
                Figure.millis("a hop, " + store, Spread.ofTimes(turns.other()), limit),
                new Figure("slower hops", Figure.Unit.PERCENT, turns.longer(), null));
    }

    private static List<Figure> trickle(Rig empty, Rig full, String store, Scale scale) throws Exception {
        int runs = scale.of(12, 2);
        Turns turns = Turns.take(
                scale.of(16, 2),
                () -> TrickleMeasure.added(empty, RUNS, runs),
                () -> TrickleMeasure.added(full, RUNS, runs));
        Figure.Limit limit = empty.floors().hops(LENGTH);
        String what = "added to a run of %d, ".formatted(LENGTH);
        return List.of(
                Figure.millis(what + "empty", Spread.ofTimes(turns.base()), limit),
                Figure.millis(what + store, Spread.ofTimes(turns.other()), limit),
                new Figure("slower trickle", Figure.Unit.PERCENT, turns.longer(), null));
    }

    private static List<Figure> runsAtOnce(Rig empty, Rig full, String store, Scale scale) throws Exception {
        int runs = scale.of(300, 5);
        Turns turns = Turns.take(
                scale.of(24, 2),
                () -> FloodMeasure.rates(empty, RUNS, runs, 1),
                () -> FloodMeasure.rates(full, RUNS, runs, 1));
        return List.of(
                Figure.rate("runs at once, empty", Spread.ofRates(turns.base()), empty.floors()),
                Figure.rate("runs at once, " + store, Spread.ofRates(turns.other()), full.floors()),
                new Figure("slower runs at once", Figure.Unit.PERCENT, turns.less(), null));
    }

    /// Runs of the past, in pieces: the whole in one transaction would hold its log back.
    private static void fill(Connection connection, int runs) throws InterruptedException, SQLException {
        int piece = Math.min(runs, 10_000);
        for (int done = 0; done < runs; done += piece) {
            Clock.check();
            insert(connection, FILL_RUNS, piece);
            insert(connection, FILL_TASKS, LENGTH);
            insert(connection, FILL_HISTORY, LENGTH);
        }
    }

    private static void insert(Connection connection, String sql, int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setInt(1, count);
            insert.setString(2, RUNS);
            insert.executeUpdate();
        }
    }

    private static void settle(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SETTLE);
            statement.execute("checkpoint");
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            // A user who may not ask for a checkpoint gets it when the server makes one.
        }
    }

    private static Spread pages(Rig rig, Scale scale) {
        var times = new ArrayList<Double>();
        for (int i = 0; i < scale.of(5, 2); i++) {
            Optional<String> cursor = Optional.empty();
            for (int page = 0; page < 10; page++) {
                long start = System.nanoTime();
                Page<RunSummary> found =
                        rig.api().runs(new RunQuery(Optional.empty(), Optional.empty(), cursor, Page.LIMIT));
                times.add(Clock.millisSince(start));
                cursor = Optional.ofNullable(found.nextCursor());
            }
        }
        return Spread.ofTimes(times);
    }
}
