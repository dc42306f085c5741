package dev.downbeat.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the store says of when runs and their tasks started and ended.
final class RunTimes {
    private static final String HOPS = """
            select extract(epoch from started_at - lag(started_at) over (order by started_at)) * 1000
              from task_instance
             where run_id = any(?)
             order by started_at
            offset 1
            """;

    private static final String TASKS = """
            select extract(epoch from max(ended_at) - min(started_at)) * 1000
              from task_instance
             where run_id = any(?)
            """;

    private static final String RUNS = """
            select extract(epoch from max(ended_at) - min(queued_at)) * 1000
              from dag_run
             where run_id = any(?)
            """;

    private static final String OPEN = "select count(*) from dag_run where run_id = any(?) and ended_at is null";

    /// The tasks of each run, added up, and when the run ended.
    private static final String OWN = """
            select r.run_id, extract(epoch from sum(t.ended_at - t.started_at)) * 1000 as tasks, r.ended_at
              from dag_run as r
              join task_instance as t on t.run_id = r.run_id
             where r.run_id = any(?)
             group by r.run_id
            """;

    private static final String NOT_WELL = """
            select count(*)
              from dag_run as r
             where r.run_id = any(?) and (r.state <> 'success'
                or exists (select from task_instance as t
                            where t.run_id = r.run_id and t.state in ('failed', 'skipped', 'upstream_failed')))
            """;

    private static final String COUNT = "select count(*) from task_instance where run_id = any(?)";

    private final Connection connection;

    /// Of a run.
    ///
    /// @param tasks what its tasks took, in milliseconds
    record Own(double tasks, Instant ended) {}

    RunTimes(Connection connection) {
        this.connection = connection;
    }

    /// Of the tasks of a run that is a chain: from the start of one to the start of the next.
    List<Double> hops(long run) throws SQLException {
        return numbers(HOPS, List.of(run));
    }

    /// From the start of the first task to the end of the last one.
    double tasks(Collection<Long> runs) throws SQLException {
        return numbers(TASKS, runs).getFirst();
    }

    /// From the moment that the first one was accepted to the end of the last one.
    double runs(Collection<Long> runs) throws SQLException {
        return numbers(RUNS, runs).getFirst();
    }

    int instances(Collection<Long> runs) throws SQLException {
        return numbers(COUNT, runs).getFirst().intValue();
    }

    /// How many have not ended.
    int open(Collection<Long> runs) throws SQLException {
        return numbers(OPEN, runs).getFirst().intValue();
    }

    Map<Long, Own> own(Collection<Long> runs) throws SQLException {
        var found = new HashMap<Long, Own>();
        try (PreparedStatement select = of(OWN, runs);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Instant ended = rows.getObject("ended_at", OffsetDateTime.class).toInstant();
                found.put(rows.getLong("run_id"), new Own(rows.getDouble("tasks"), ended));
            }
        }
        return found;
    }

    /// Numbers of failures are of no use.
    void requireSuccess(Collection<Long> runs) throws SQLException {
        double failed = numbers(NOT_WELL, runs).getFirst();
        if (failed > 0) {
            throw new IllegalStateException("%.0f of %d runs did not succeed".formatted(failed, runs.size()));
        }
    }

    private List<Double> numbers(String sql, Collection<Long> runs) throws SQLException {
        var numbers = new ArrayList<Double>();
        try (PreparedStatement select = of(sql, runs);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                numbers.add(rows.getDouble(1));
            }
        }
        return numbers;
    }

    private PreparedStatement of(String sql, Collection<Long> runs) throws SQLException {
        Array ids = connection.createArrayOf("int8", runs.toArray());
        PreparedStatement select = connection.prepareStatement(sql);
        select.setArray(1, ids);
        return select;
    }
}
