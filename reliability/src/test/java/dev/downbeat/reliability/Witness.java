package dev.downbeat.reliability;

import dev.downbeat.reliability.Evidence.Accepted;
import dev.downbeat.reliability.Evidence.Attempt;
import dev.downbeat.reliability.Evidence.Effect;
import dev.downbeat.reliability.Evidence.Event;
import dev.downbeat.reliability.Evidence.Instance;
import dev.downbeat.reliability.Evidence.Run;
import dev.downbeat.reliability.Evidence.Task;
import dev.downbeat.reliability.Evidence.Told;
import dev.downbeat.reliability.Evidence.Update;
import dev.downbeat.reliability.Evidence.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Collects what is left to see of a round: from the tables, from the servers, and from the file that tasks wrote
/// into.
final class Witness {
    /// A run that a task triggered names it in its idempotency key.
    private static final String RUNS = """
            select run_id, dag_id, state,
                   coalesce(substring(idempotency_key from '^trigger_dag/[0-9]+/([0-9]+)/')::bigint, 0) as asker
              from dag_run
             where run_id <> all (?)
            """;
    private static final String TASKS = """
            select run_id, task_id, map_index, state, attempt from task_instance where run_id = any (?)
            """;
    private static final String ATTEMPTS = """
            select run_id, task_id, map_index, attempt, outcome from task_attempt where run_id = any (?)
            union all
            select t.run_id, t.task_id, t.map_index, t.attempt, t.state
              from task_instance as t
             where t.run_id = any (?) and t.attempt > 0
               and not exists (select from task_attempt as a
                                where a.run_id = t.run_id and a.task_id = t.task_id and a.map_index = t.map_index
                                  and a.attempt = t.attempt)
            """;
    private static final String EVENTS = """
            select h.run_id, coalesce(e.event ->> 'task', '') as task_id,
                   coalesce((e.event ->> 'index')::int, -1) as map_index,
                   pg_xact_commit_timestamp(h.xmin) as at,
                   coalesce((e.event ->> 'attempt')::int, 0) as attempt, coalesce(e.event ->> 'from', '') as from,
                   e.event ->> 'to' as to, coalesce(e.event ->> 'note', '') as note
              from run_history as h
             cross join lateral json_array_elements(h.events) with ordinality as e (event, place)
             where h.run_id = any (?)
             order by h.run_id, h.seq, e.place
            """;
    private static final String VALUES = """
            select run_id, task_id, map_index, (value ->> 'by')::int as by
              from xcom
             where run_id = any (?) and json_typeof(value) = 'object' and value ->> 'by' is not null
            """;
    private static final String UPDATES = """
            select e.event_id, e.asset, e.run_id,
                   (select count(*) from asset_trigger as t where t.event_id = e.event_id) as starts
              from asset_event as e
             where e.run_id = any (?)
            """;
    private static final Pattern LINE = Pattern.compile("(begin|end) (\\d+) (\\S+) (-?\\d+) (\\d+) (\\S+)");

    private final Cluster cluster;
    private final Set<Long> checked = new HashSet<>();

    Witness(Cluster cluster) {
        this.cluster = cluster;
    }

    /// Of all runs that were not part of the evidence before.
    Evidence collect(List<Accepted> accepted) throws IOException, SQLException {
        try (Connection connection = cluster.postgres().connect()) {
            List<Run> runs = list(connection, RUNS, checked, Witness::run);
            List<Long> ids = runs.stream().map(Run::id).toList();
            var evidence = new Evidence(
                    accepted,
                    runs,
                    told(accepted),
                    list(connection, TASKS, ids, Witness::task),
                    list(connection, ATTEMPTS, ids, Witness::attempt),
                    list(connection, EVENTS, ids, Witness::event),
                    effects(),
                    list(connection, VALUES, ids, Witness::value),
                    list(connection, UPDATES, ids, Witness::update));
            checked.addAll(ids);
            return evidence;
        }
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> list(Connection connection, String sql, Iterable<Long> ids, Row<T> read)
            throws SQLException {
        var numbers = new ArrayList<Long>();
        ids.forEach(numbers::add);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameters = statement.getParameterMetaData().getParameterCount();
            for (int i = 1; i <= parameters; i++) {
                statement.setArray(i, connection.createArrayOf("int8", numbers.toArray()));
            }
            var found = new ArrayList<T>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(read.read(row));
                }
            }
            return found;
        }
    }

    /// What the servers' API tells of the runs that were accepted.
    private List<Told> told(List<Accepted> accepted) throws IOException {
        var told = new ArrayList<Told>();
        for (Server server : cluster.servers()) {
            for (Accepted run : accepted) {
                var url = server.url().orElseThrow();
                told.add(new Told(
                        server.name(), run.run(), Http.state(url, run.run()).orElse("unknown")));
            }
        }
        return told;
    }

    /// Those of runs that were checked before are left out.
    private List<Effect> effects() throws IOException {
        var effects = new ArrayList<Effect>();
        for (String line : Files.readAllLines(cluster.effects())) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new AssertionError("a task wrote: " + line);
            }
            long run = Long.parseLong(parts.group(2));
            if (!checked.contains(run)) {
                var key = new Instance(run, parts.group(3), Integer.parseInt(parts.group(4)));
                effects.add(new Effect(key, Integer.parseInt(parts.group(5)), parts.group(1), parts.group(6)));
            }
        }
        return effects;
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(row.getLong("run_id"), row.getString("dag_id"), row.getString("state"), row.getLong("asker"));
    }

    private static Instance key(ResultSet row) throws SQLException {
        return new Instance(row.getLong("run_id"), row.getString("task_id"), row.getInt("map_index"));
    }

    private static Task task(ResultSet row) throws SQLException {
        return new Task(key(row), row.getString("state"), row.getInt("attempt"));
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(key(row), row.getInt("attempt"), row.getString("outcome"));
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                key(row),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getInt("attempt"),
                row.getString("from"),
                row.getString("to"),
                row.getString("note"));
    }

    private static Value value(ResultSet row) throws SQLException {
        return new Value(key(row), row.getInt("by"));
    }

    private static Update update(ResultSet row) throws SQLException {
        return new Update(row.getLong("event_id"), row.getString("asset"), row.getLong("run_id"), row.getInt("starts"));
    }
}
