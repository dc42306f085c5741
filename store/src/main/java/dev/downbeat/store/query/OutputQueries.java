package dev.downbeat.store.query;

import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// What tasks left for the tasks after them.
public final class OutputQueries {
    private static final String XCOMS = """
            select task_id, map_index, name, value
              from xcom
             where run_id = ? and task_id = any (?)
             order by task_id, map_index, name
            """;

    private static final String XCOMS_AT = """
            select task_id, map_index, name, value
              from xcom
             where run_id = ? and task_id = any (?) and map_index = ?
             order by task_id, name
            """;

    private static final String SIZES = """
            select task_id, size
              from task_map
             where run_id = ? and task_id = any (?) and size >= 0
            """;

    private final Reader reader;

    public OutputQueries(DataSource source) {
        this.reader = new Reader(source);
    }

    /// A value that a task instance left.
    public record Left(TaskId task, MapIndex index, String name, String json) {}

    /// All values of all instances of these tasks.
    public List<Left> of(RunId run, Collection<TaskId> tasks) {
        return reader.list(XCOMS, OutputQueries::left, run.value(), ids(tasks));
    }

    /// The values of the instances with this map index.
    public List<Left> of(RunId run, Collection<TaskId> tasks, MapIndex index) {
        return reader.list(XCOMS_AT, OutputQueries::left, run.value(), ids(tasks), index.value());
    }

    private static Left left(ResultSet row) throws SQLException {
        return new Left(
                new TaskId(row.getString("task_id")),
                MapIndex.of(row.getInt("map_index")),
                row.getString("name"),
                row.getString("value"));
    }

    /// How many items those of the tasks have that are mapped and have been expanded.
    public Map<TaskId, Integer> mapSizes(RunId run, Collection<TaskId> tasks) {
        record Size(TaskId task, int items) {}
        var sizes = new LinkedHashMap<TaskId, Integer>();
        reader.list(
                        SIZES,
                        row -> new Size(new TaskId(row.getString("task_id")), row.getInt("size")),
                        run.value(),
                        ids(tasks))
                .forEach(size -> sizes.put(size.task(), size.items()));
        return sizes;
    }

    private static List<String> ids(Collection<TaskId> tasks) {
        return tasks.stream().map(TaskId::value).toList();
    }
}
