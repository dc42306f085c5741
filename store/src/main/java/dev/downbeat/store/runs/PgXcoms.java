package dev.downbeat.store.runs;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The values that tasks left for others, as JSON text. Each method is one trip to the database.
public final class PgXcoms {
    private static final String LOAD = """
            select x.task_id, x.map_index, x.value
              from xcom as x
             where x.run_id = ? and x.task_id = any (?) and x.name = ?
            """;
    private static final String OF_INSTANCE = """
            select x.name, x.value
              from xcom as x
             where x.run_id = ? and x.task_id = ? and x.map_index = ?
             order by x.name
            """;

    private final Database database;

    public PgXcoms(Database database) {
        this.database = database;
    }

    /// The values of one name from several tasks, by map index in order. A task without one is not in the
    /// map.
    public Map<TaskId, SortedMap<MapIndex, String>> load(RunId run, Collection<TaskId> tasks, String name) {
        if (tasks.isEmpty()) {
            return Map.of();
        }
        List<String> ids = tasks.stream().map(TaskId::value).toList();
        return Sql.with(database, "cannot read the outputs of run " + run, connection -> {
            var values = new LinkedHashMap<TaskId, SortedMap<MapIndex, String>>();
            Sql.each(
                    connection,
                    row -> values.computeIfAbsent(new TaskId(row.getString("task_id")), task -> new TreeMap<>())
                            .put(MapIndex.of(row.getInt("map_index")), row.getString("value")),
                    LOAD,
                    run.value(),
                    Sql.texts(connection, ids),
                    StoredText.of(name));
            return values;
        });
    }

    /// All values of one task instance, by name in order.
    public Map<String, String> ofInstance(TaskKey key) {
        return Sql.with(database, "cannot read the outputs of " + key, connection -> {
            var values = new LinkedHashMap<String, String>();
            Sql.each(
                    connection,
                    row -> values.put(row.getString("name"), row.getString("value")),
                    OF_INSTANCE,
                    key.run().value(),
                    key.task().value(),
                    key.index().value());
            return values;
        });
    }
}
