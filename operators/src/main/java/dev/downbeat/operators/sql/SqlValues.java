package dev.downbeat.operators.sql;

import dev.downbeat.sdk.json.Json;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values of a database as JSON values.
///
/// | database | JSON |
/// |---|---|
/// | numbers, decimals | numbers, exactly; NaN and the infinities are null |
/// | date, time, timestamp | ISO text: `2026-03-01`, `06:00:00`, `2026-03-01T06:00:00` |
/// | timestamp with time zone | ISO text in UTC: `2026-03-01T06:00:00Z` |
/// | json, array, struct, map | themselves |
/// | binary | Base64 text |
/// | anything else | its text |
final class SqlValues {
    private SqlValues() {}

    /// The value of a column in the current row.
    ///
    /// @param column from 1
    static @Nullable Object read(ResultSet rows, ResultSetMetaData meta, int column) throws SQLException {
        return switch (meta.getColumnTypeName(column).toLowerCase(Locale.ROOT)) {
            case "timestamptz" -> json(rows.getObject(column, OffsetDateTime.class));
            case "json", "jsonb" -> parsed(rows.getString(column));
            case "bytea" -> json(rows.getBytes(column));
            default -> json(rows.getObject(column));
        };
    }

    private static @Nullable Object json(@Nullable Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Double number -> Double.isFinite(number) ? number : null;
            case Float number -> Float.isFinite(number) ? new BigDecimal(number.toString()).doubleValue() : null;
            case Number number -> number;
            case Timestamp moment -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment.toLocalDateTime());
            case LocalDateTime moment -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment);
            case OffsetDateTime moment ->
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment.withOffsetSameInstant(ZoneOffset.UTC));
            case LocalTime time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
            case java.sql.Time time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time.toLocalTime());
            case java.sql.Date day -> day.toLocalDate().toString();
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            case Blob blob -> Base64.getEncoder().encodeToString(blob.getBytes(1, Math.toIntExact(blob.length())));
            case Clob clob -> clob.getSubString(1, Math.toIntExact(clob.length()));
            case Array array -> items(array);
            case Struct struct -> struct(struct);
            case Object[] array -> list(Arrays.asList(array));
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            default -> value.toString();
        };
    }

    private static List<@Nullable Object> items(Array array) throws SQLException {
        return array.getArray() instanceof Object[] items
                ? list(Arrays.asList(items))
                : list(List.of(String.valueOf(array)));
    }

    private static List<@Nullable Object> list(List<?> list) throws SQLException {
        var values = new ArrayList<@Nullable Object>(list.size());
        for (Object item : list) {
            values.add(json(item));
        }
        return values;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map) throws SQLException {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : map.entrySet()) {
            values.put(String.valueOf(entry.getKey()), json(entry.getValue()));
        }
        return values;
    }

    /// DuckDB's structs know their field names; JDBC's do not.
    private static Object struct(Struct struct) throws SQLException {
        return struct instanceof org.duckdb.DuckDBStruct named
                ? map(named.getMap())
                : list(Arrays.asList(struct.getAttributes()));
    }

    private static @Nullable Object parsed(@Nullable String json) {
        return json == null ? null : Json.read(json);
    }
}
