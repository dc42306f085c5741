package dev.downbeat.operators.sql;

import dev.downbeat.sdk.operator.TaskContext;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Rows of another database on their way into a file: a table of a DuckDB database on disk, so that memory
/// stays bounded.
final class Stage implements AutoCloseable {
    static final String TABLE = "stage";
    static final int FETCH_SIZE = 2_000;

    private static final int DECIMAL_DIGITS = 38;
    private static final Map<String, String> ELEMENTS = Map.of(
            "_bool", "BOOLEAN",
            "_int2", "SMALLINT",
            "_int4", "INTEGER",
            "_int8", "BIGINT",
            "_float4", "FLOAT",
            "_float8", "DOUBLE",
            "_text", "VARCHAR",
            "_varchar", "VARCHAR");

    private final Connection connection;

    private Stage(Connection connection) {
        this.connection = connection;
    }

    static Stage open(TaskContext context) throws SQLException {
        Path file = context.scratch().resolve("stage.duckdb");
        return new Stage(Target.duckdb(file, context.scratch()).open());
    }

    /// How a column is kept.
    private record Column(String name, String type) {}

    /// Reads the result to its end.
    void fill(ResultSet result, Session session) throws SQLException {
        List<Column> columns = columns(result.getMetaData());
        String definition = columns.stream()
                .map(column -> "\"%s\" %s".formatted(column.name().replace("\"", "\"\""), column.type()))
                .collect(Collectors.joining(", "));
        try (Statement create = connection.createStatement()) {
            create.execute("CREATE TABLE %s (%s)".formatted(TABLE, definition));
        }
        try (DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender("main", TABLE)) {
            while (result.next()) {
                if (session.cancelled()) {
                    throw new SQLException("cancelled");
                }
                appender.beginRow();
                for (int i = 0; i < columns.size(); i++) {
                    append(appender, result, i + 1, columns.get(i).type());
                }
                appender.endRow();
            }
        }
    }

    /// Writes the file.
    ///
    /// @return the number of rows
    long copy(String statement, Session session) throws SQLException {
        try (Statement copy = session.started(connection.createStatement())) {
            copy.execute(statement);
            return copy.getLargeUpdateCount();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static List<Column> columns(ResultSetMetaData meta) throws SQLException {
        var columns = new ArrayList<Column>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Column(meta.getColumnLabel(i), type(meta, i)));
        }
        return columns;
    }

    private static String type(ResultSetMetaData meta, int i) throws SQLException {
        String name = meta.getColumnTypeName(i).toLowerCase(Locale.ROOT);
        return switch (meta.getColumnType(i)) {
            case Types.BOOLEAN -> "BOOLEAN";
            case Types.BIT -> name.equals("bool") ? "BOOLEAN" : "VARCHAR";
            case Types.TINYINT, Types.SMALLINT -> "SMALLINT";
            case Types.INTEGER -> "INTEGER";
            case Types.BIGINT -> "BIGINT";
            case Types.REAL -> "FLOAT";
            case Types.FLOAT, Types.DOUBLE -> "DOUBLE";
            case Types.NUMERIC, Types.DECIMAL -> decimal(meta.getPrecision(i), meta.getScale(i));
            case Types.DATE -> "DATE";
            case Types.TIME -> name.equals("timetz") ? "VARCHAR" : "TIME";
            case Types.TIMESTAMP -> name.equals("timestamptz") ? "TIMESTAMPTZ" : "TIMESTAMP";
            case Types.TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMPTZ";
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> "BLOB";
            case Types.ARRAY -> ELEMENTS.containsKey(name) ? ELEMENTS.get(name) + "[]" : "VARCHAR";
            default -> "VARCHAR";
        };
    }

    /// A number without a declared precision (a sum, say) becomes a double: no one decimal type holds all of
    /// them.
    private static String decimal(int precision, int scale) {
        return precision > 0 && precision <= DECIMAL_DIGITS && scale >= 0 && scale <= precision
                ? "DECIMAL(%d,%d)".formatted(precision, scale)
                : "DOUBLE";
    }

    private static void append(DuckDBAppender to, ResultSet from, int i, String type) throws SQLException {
        @Nullable Object value = value(from, i, type);
        switch (value) {
            case null -> to.appendNull();
            case Boolean truth -> to.append(truth);
            case Short number -> to.append(number);
            case Integer number -> to.append(number);
            case Long number -> to.append(number);
            case Float number -> to.append(number);
            case Double number -> to.append(number);
            case BigDecimal number -> to.append(number);
            case LocalDate day -> to.append(day);
            case LocalTime time -> to.append(time);
            case LocalDateTime moment -> to.append(moment);
            case OffsetDateTime moment -> to.append(moment);
            case byte[] bytes -> to.append(bytes);
            case List<?> list -> to.append(list);
            default -> to.append(value.toString());
        }
    }

    private static @Nullable Object value(ResultSet from, int i, String type) throws SQLException {
        Object value = switch (type) {
            case "BOOLEAN" -> from.getBoolean(i);
            case "SMALLINT" -> from.getShort(i);
            case "INTEGER" -> from.getInt(i);
            case "BIGINT" -> from.getLong(i);
            case "FLOAT" -> from.getFloat(i);
            case "DOUBLE" -> from.getDouble(i);
            case "DATE" -> from.getObject(i, LocalDate.class);
            case "TIME" -> from.getObject(i, LocalTime.class);
            case "TIMESTAMP" -> from.getObject(i, LocalDateTime.class);
            case "TIMESTAMPTZ" -> from.getObject(i, OffsetDateTime.class);
            case "BLOB" -> from.getBytes(i);
            case "VARCHAR" -> from.getString(i);
            default -> type.endsWith("[]") ? list(from.getArray(i)) : scaled(from.getBigDecimal(i), type);
        };
        return from.wasNull() ? null : value;
    }

    private static @Nullable List<?> list(@Nullable Array array) throws SQLException {
        return array == null ? null : Arrays.asList((Object[]) array.getArray());
    }

    /// `type` is `DECIMAL(p,s)`, and the appender wants exactly that scale.
    private static @Nullable BigDecimal scaled(@Nullable BigDecimal number, String type) {
        int scale = Integer.parseInt(type.substring(type.indexOf(',') + 1, type.length() - 1));
        return number == null ? null : number.setScale(scale, RoundingMode.UNNECESSARY);
    }
}
