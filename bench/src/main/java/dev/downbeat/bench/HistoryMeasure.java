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
import java.util.concurrent.ExecutionException;

/// The same on an empty store, and on one that has seen much.
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
    private static final String SETTLE = "vacuum (analyze) dag_run, task_instance, run_history";

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String about() {
        return "chain, flood and trickle on an empty store, and again with 1,000,000 finished task instances in it";
    }

    @Override
    public Map<String, String> files(Scale scale) {
        int length = scale.of(HOPS_LENGTH, LENGTH);
        return Map.of(
                HOPS + ".yaml", DagText.chain(HOPS, length, DagText.NOOP),
                RUNS + ".yaml", DagText.chain(RUNS, LENGTH, DagText.NOOP));
    }

    @Override
    public List<Figure> run(Rig rig, Scale scale) throws InterruptedException, ExecutionException, SQLException {
        FloodMeasure.rates(rig, RUNS, scale.of(500, 2), scale.of(3, 1)); // warms up
        Past empty = measure(rig, scale);
        int instances = scale.of(1_000_000, 1_000);
        fill(rig.connection(), instances / LENGTH);
        Past full = measure(rig, scale);
        var figures = new ArrayList<Figure>();
        figures.addAll(empty.figures(rig.floors(), "empty"));
        figures.addAll(full.figures(rig.floors(), "%,d instances".formatted(instances)));
        figures.add(Figure.of("slower hops", Figure.Unit.PERCENT, slower(empty.hops(), full.hops())));
        figures.add(Figure.of("slower runs at once", Figure.Unit.PERCENT, slower(full.rates(), empty.rates())));
        figures.add(Figure.millis("a page of 50 runs, 10 pages on", pages(rig, scale), null));
        return figures;
    }

    /// What a store of some past gives.
    private record Past(Spread hops, Spread rates, Spread added) {
        List<Figure> figures(Floors floors, String store) {
            return List.of(
                    Figure.millis("a hop, " + store, hops, floors.hops(1)),
                    Figure.rate("runs at once, " + store, rates, floors),
                    Figure.millis(
                            "added to a run of %d, %s".formatted(TrickleMeasure.LENGTH, store),
                            added,
                            floors.hops(TrickleMeasure.LENGTH)));
        }
    }

    private static Past measure(Rig rig, Scale scale) throws InterruptedException, ExecutionException, SQLException {
        return new Past(
                ChainMeasure.hops(rig, HOPS, scale.of(20, 2)),
                FloodMeasure.rates(rig, RUNS, scale.of(1_000, 5), scale.of(5, 1)),
                TrickleMeasure.added(rig, RUNS, scale.of(200, 3)));
    }

    private static double slower(Spread base, Spread other) {
        return (other.median() / base.median() - 1) * 100;
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
        try (Statement statement = connection.createStatement()) {
            statement.execute(SETTLE);
        }
    }

    private static void insert(Connection connection, String sql, int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setInt(1, count);
            insert.setString(2, RUNS);
            insert.executeUpdate();
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
