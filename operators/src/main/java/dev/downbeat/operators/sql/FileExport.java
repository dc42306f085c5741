package dev.downbeat.operators.sql;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.files.WholeFile;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes a query's result to a file by DuckDB's `COPY`.
final class FileExport {
    private static final Map<String, String> FORMATS = new TreeMap<>(Map.of(
            ".parquet", "FORMAT parquet",
            ".csv", "FORMAT csv, HEADER",
            ".json", "FORMAT json, ARRAY true",
            ".jsonl", "FORMAT json",
            ".ndjson", "FORMAT json"));

    private final Path file;
    private final String format;
    private final TaskContext context;

    /// @throws TaskFailedException (terminal) when the name's ending is no known format
    FileExport(String to, TaskContext context) {
        this.file = context.resolve(to).toAbsolutePath();
        this.context = context;
        this.format = FORMATS.entrySet().stream()
                .filter(known -> to.endsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> TaskFailedException.terminal(
                        ErrorCode.BAD_INPUT,
                        "'to: %s' ends with none of %s".formatted(to, String.join(", ", FORMATS.keySet())),
                        null));
    }

    /// @param columns their names
    record Written(Path file, long rows, List<String> columns) {}

    /// @throws TaskFailedException (terminal) EMPTY_DATA when there are no rows and that is not allowed; the
    ///         file that was there stays
    Written write(Session session, String query, Params params, boolean allowEmpty) throws SQLException, IOException {
        return WholeFile.write(file, context.attempt(), part -> {
            Written written = session.target().dialect() == Dialect.DUCKDB
                    ? fromDuckdb(session, query, params, part)
                    : fromElsewhere(session, query, params, part);
            if (written.rows() == 0 && !allowEmpty) {
                throw Rows.empty();
            }
            return written;
        });
    }

    private Written fromDuckdb(Session session, String query, Params params, Path part) throws SQLException {
        List<String> columns;
        try (var head = session.prepare("SELECT * FROM (\n%s\n) LIMIT 0".formatted(query), params)) {
            head.execute();
            try (var none = head.statement().getResultSet()) {
                columns = Rows.columns(none.getMetaData());
            }
        }
        try (var copy = session.prepare(copy(query, part), params)) {
            copy.execute();
            return new Written(file, copy.statement().getLargeUpdateCount(), columns);
        }
    }

    private Written fromElsewhere(Session session, String query, Params params, Path part) throws SQLException {
        try (var stage = Stage.open(context);
                var call = session.prepare(query, params)) {
            call.statement().setFetchSize(Stage.FETCH_SIZE);
            if (!call.execute()) {
                throw Sql.noRows();
            }
            List<String> columns;
            try (var result = call.statement().getResultSet()) {
                columns = Rows.columns(result.getMetaData());
                stage.fill(result, session);
            }
            return new Written(file, stage.copy(copy("SELECT * FROM " + Stage.TABLE, part), session), columns);
        }
    }

    /// The query stands on lines of its own: it may end with a comment.
    private String copy(String query, Path part) {
        return "COPY (\n%s\n) TO %s (%s)".formatted(query, Target.quoted(part.toString()), format);
    }
}
