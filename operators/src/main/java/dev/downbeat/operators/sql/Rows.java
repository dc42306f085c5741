package dev.downbeat.operators.sql;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query's result in memory, which is bounded.
///
/// @param columns the names
/// @param rows    a map of name to value each
record Rows(List<String> columns, List<Map<String, @Nullable Object>> rows) {
    static final int LIMIT = 10_000;
    private static final long TEXT_LIMIT = 16L * 1024 * 1024;

    Rows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// @throws TaskFailedException (terminal) when it is too large, or two columns have one name
    static Rows read(ResultSet result) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        List<String> columns = columns(meta);
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        long text = 0;
        while (result.next()) {
            var row = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 1; i <= columns.size(); i++) {
                Object value = SqlValues.read(result, meta, i);
                text += value instanceof String string ? string.length() : 0;
                row.put(columns.get(i - 1), value);
            }
            rows.add(row);
            if (rows.size() > LIMIT || text > TEXT_LIMIT) {
                throw TaskFailedException.terminal(
                        ErrorCode.LIMIT_EXCEEDED,
                        "the result is more than %,d rows or %d MB: write it to a file with to: NAME.parquet"
                                .formatted(LIMIT, TEXT_LIMIT / 1024 / 1024),
                        null);
            }
        }
        return new Rows(columns, rows);
    }

    /// The names of a result's columns.
    ///
    /// @throws TaskFailedException (terminal) when two are the same
    static List<String> columns(ResultSetMetaData meta) throws SQLException {
        var names = new LinkedHashSet<String>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            if (!names.add(meta.getColumnLabel(i))) {
                throw TaskFailedException.terminal(
                        ErrorCode.BAD_INPUT,
                        "two columns are called '%s': give one another name with AS".formatted(meta.getColumnLabel(i)),
                        null);
            }
        }
        return List.copyOf(names);
    }

    /// What becomes the task's output.
    ///
    /// @throws TaskFailedException (terminal) when the result has not the shape that `fetch` asks for
    Map<String, @Nullable Object> output(Sql.@Nullable Fetch fetch, boolean allowEmpty) {
        var output = new LinkedHashMap<String, @Nullable Object>();
        output.put("row_count", rows.size());
        output.put("columns", columns);
        boolean single = rows.size() == 1 && columns.size() == 1;
        switch (fetch) {
            case null -> {
                output.put("rows", rows);
                if (single) {
                    output.put("value", firstValue());
                }
            }
            case ROWS -> output.put("rows", rows);
            case ROW -> output.put("row", one(allowEmpty) ? rows.getFirst() : null);
            case VALUE -> {
                if (columns.size() != 1) {
                    throw shape("fetch: value needs one column, the result has %d".formatted(columns.size()));
                }
                output.put("value", one(allowEmpty) ? firstValue() : null);
            }
        }
        return output;
    }

    /// Whether there is a row, which has to be the only one.
    private boolean one(boolean allowEmpty) {
        if (rows.isEmpty() && !allowEmpty) {
            throw empty();
        }
        if (rows.size() > 1) {
            throw shape("one row is wanted, the result has %d".formatted(rows.size()));
        }
        return !rows.isEmpty();
    }

    private @Nullable Object firstValue() {
        return rows.getFirst().get(columns.getFirst());
    }

    static TaskFailedException empty() {
        return TaskFailedException.terminal(
                ErrorCode.EMPTY_DATA, "the query found no rows; if that is fine, set allow_empty: true", null);
    }

    private static TaskFailedException shape(String message) {
        return TaskFailedException.terminal(ErrorCode.BAD_INPUT, message, null);
    }
}
