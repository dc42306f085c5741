package dev.downbeat.operators.sql;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values of a task's parameters: `:name` with a map of them, `?` with a list. They are bound, never
/// pasted.
final class Params {
    private final Map<String, @Nullable Object> named = new LinkedHashMap<>();
    private final List<@Nullable Object> positional = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private final Dialect dialect;

    /// @param values a map, a list, or null for none
    Params(@Nullable Object values, Dialect dialect) {
        this.dialect = dialect;
        switch (values) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((key, value) -> named.put(String.valueOf(key), value));
            case List<?> list -> positional.addAll(list);
            default -> throw bad("'params' is a map (:name) or a list (?), not '%s'".formatted(values));
        }
    }

    /// Without any, a statement is handed to the database exactly as it is written.
    boolean none() {
        return named.isEmpty() && positional.isEmpty();
    }

    boolean areNamed() {
        return !named.isEmpty();
    }

    /// A statement as JDBC wants it.
    ///
    /// @param values for its question marks, in order
    record Bound(String sql, List<@Nullable Object> values) {}

    /// @throws TaskFailedException (terminal) when a name is not known or the number of values is not that of
    ///         the `?`
    Bound bind(String sql) {
        var text = new StringBuilder();
        var values = new ArrayList<@Nullable Object>();
        int marks = 0;
        for (SqlText.Span span : SqlText.spans(sql)) {
            int at = span.start();
            while (at < span.end()) {
                char c = sql.charAt(at);
                int end = span.code() && areNamed() ? endOfName(sql, at, span.end()) : at;
                if (end > at) {
                    values.add(value(sql.substring(at + 1, end)));
                    text.append('?');
                    at = end;
                    continue;
                }
                marks += span.code() && c == '?' ? 1 : 0;
                // With names a question mark is an operator, which PostgreSQL's driver wants doubled.
                boolean operator = span.code() && c == '?' && areNamed() && dialect == Dialect.POSTGRESQL;
                text.append(operator ? "??" : String.valueOf(c));
                at++;
            }
        }
        if (!positional.isEmpty() && marks != positional.size()) {
            throw bad("the statement has %d '?', and there are %d params".formatted(marks, positional.size()));
        }
        values.addAll(positional);
        return new Bound(text.toString(), values);
    }

    /// To be asked when all statements are bound.
    ///
    /// @throws TaskFailedException (terminal) when a value was given and not used
    void requireAllUsed() {
        for (String name : named.keySet()) {
            if (!used.contains(name)) {
                throw bad("param '%s' is not used: no ':%s' in the SQL".formatted(name, name));
            }
        }
    }

    void set(PreparedStatement statement, List<@Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            set(statement, i + 1, values.get(i));
        }
    }

    private void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case BigInteger number
            when dialect != Dialect.DUCKDB -> statement.setBigDecimal(index, new BigDecimal(number));
            case List<?> list -> setList(statement, index, list);
            case Map<?, ?> map -> setText(statement, index, Json.write(map));
            default -> statement.setObject(index, value);
        }
    }

    private void setText(PreparedStatement statement, int index, String text) throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            statement.setObject(index, text, Types.OTHER);
        } else {
            statement.setString(index, text);
        }
    }

    private void setList(PreparedStatement statement, int index, List<?> list) throws SQLException {
        switch (dialect) {
            // An untyped literal: the server takes the element type from where it stands.
            case POSTGRESQL -> statement.setObject(index, arrayLiteral(list), Types.OTHER);
            case DUCKDB ->
                statement.setArray(index, statement.getConnection().createArrayOf(elementType(list), list.toArray()));
            case OTHER -> throw bad("a list cannot be bound in this database; write one parameter per value");
        }
    }

    private static String elementType(List<?> list) {
        if (list.stream().allMatch(item -> item == null || item instanceof Boolean)) {
            return "BOOLEAN";
        }
        if (list.stream().allMatch(item -> item == null || item instanceof Integer || item instanceof Long)) {
            return "BIGINT";
        }
        return list.stream().allMatch(item -> item == null || item instanceof Number) ? "DOUBLE" : "VARCHAR";
    }

    private static String arrayLiteral(List<?> list) {
        var literal = new StringBuilder("{");
        for (Object item : list) {
            literal.append(literal.length() > 1 ? "," : "");
            switch (item) {
                case null -> literal.append("NULL");
                case List<?> inner -> literal.append(arrayLiteral(inner));
                default ->
                    literal.append('"')
                            .append(text(item).replace("\\", "\\\\").replace("\"", "\\\""))
                            .append('"');
            }
        }
        return literal.append('}').toString();
    }

    private static String text(Object item) {
        return item instanceof Map ? Json.write(item) : item.toString();
    }

    private @Nullable Object value(String name) {
        if (!named.containsKey(name)) {
            throw bad("the SQL names ':%s', which is not among the params%s"
                    .formatted(name, Nearest.hint(name, named.keySet())));
        }
        used.add(name);
        return named.get(name);
    }

    /// The end of a `:name` that begins at `at`; `at` when none does. `::` is a cast, `a:b` a slice.
    private static int endOfName(String sql, int at, int limit) {
        if (sql.charAt(at) != ':' || at + 1 >= limit || !Character.isJavaIdentifierStart(sql.charAt(at + 1))) {
            return at;
        }
        char before = at == 0 ? ' ' : sql.charAt(at - 1);
        if (Character.isJavaIdentifierPart(before) || ":])'\"".indexOf(before) >= 0) {
            return at;
        }
        int end = at + 1;
        while (end < limit && Character.isJavaIdentifierPart(sql.charAt(end)) && sql.charAt(end) != '$') {
            end++;
        }
        return end;
    }

    private static TaskFailedException bad(String message) {
        return TaskFailedException.terminal(ErrorCode.BAD_INPUT, message, null);
    }
}
