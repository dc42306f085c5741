package dev.downbeat.sdk;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shipped operators, for [Step#use]. Every text is a template, and a reference in it stands for its
/// value.
///
/// ```java
/// import static dev.downbeat.sdk.Operators.*;
///
/// var users = d.task("extract").use(sql("warehouse", "select * from users where day = :day")
///         .params(Map.of("day", d.day()))
///         .to("users.parquet"));
/// d.task("upload").use(bash("./upload.sh " + users.get(QueryResult::path)).env(Map.of("DAY", d.day())));
/// d.task("tell").use(email("ml@example.org", "loaded", "rows: " + users.get(QueryResult::rowCount)));
/// ```
///
/// A setting that has no method here is given by `with(key, value)`; the keys are those of YAML.
public final class Operators {
    private Operators() {}

    /// A shell command.
    public static Bash bash(String command) {
        return new Bash(Map.of("command", command));
    }

    /// A function in a Python file; its arguments are given by [Python#args].
    ///
    /// @param file relative to the DAG's folder
    public static Python python(String file, String function) {
        return new Python(and(Map.of("file", file), "call", function));
    }

    /// Python code as it is; [Python#args] are its variables.
    public static Python pythonScript(String code) {
        return new Python(Map.of("script", code));
    }

    /// A GET request, unless [Http#method] says otherwise.
    public static Http http(String url) {
        return new Http(Map.of("url", url));
    }

    /// A query.
    public static Sql sql(String connection, String query) {
        return new Sql(and(Map.of("connection", connection), "query", query));
    }

    /// A query on a database file of DuckDB's own.
    ///
    /// @param file relative to the DAG's folder
    public static Sql duckdb(String file, String query) {
        return new Sql(and(Map.of("url", "duckdb:" + file), "query", query));
    }

    /// Several statements, as one transaction.
    public static Use<ScriptResult> sqlScript(String connection, String script) {
        return new Some<>("sql", and(Map.of("connection", connection), "script", script), ScriptResult.class);
    }

    /// Several statements on a database file of DuckDB's own, as one transaction.
    ///
    /// @param file relative to the DAG's folder
    public static Use<ScriptResult> duckdbScript(String file, String script) {
        return new Some<>("sql", and(Map.of("url", "duckdb:" + file), "script", script), ScriptResult.class);
    }

    /// A mail.
    public static Use<Object> email(String to, String subject, String body) {
        return Use.of("email", and(and(Map.of("to", List.of(to)), "subject", subject), "body", body));
    }

    /// Nothing: a place where arrows meet.
    public static Use<Object> noop() {
        return Use.of("noop", Map.of());
    }

    /// What a command printed last; a command that writes JSON to `$DOWNBEAT_OUTPUT` is used `returning` that
    /// type.
    public record Printed(String lastLine) {}

    /// What a query found. Which parts are there depends on [Sql#to] and [Sql#fetch].
    ///
    /// @param path of the file that was written
    public record QueryResult(
            long rowCount,
            List<String> columns,
            @Nullable Object value,
            @Nullable Map<String, @Nullable Object> row,
            @Nullable List<Map<String, @Nullable Object>> rows,
            @Nullable String path) {}

    /// What a server answered. A large body is in a file, whose `path` and `bytes` are there instead.
    ///
    /// @param headers names in lower case
    /// @param body    JSON as values, other text as text
    public record HttpAnswer(
            int status,
            Map<String, @Nullable Object> headers,
            @Nullable Object body,
            @Nullable String path,
            @Nullable Long bytes) {}

    /// What a script did.
    ///
    /// @param updated rows changed
    public record ScriptResult(int statements, long updated) {}

    /// A shell command.
    public record Bash(Map<String, ?> settings) implements Use<Printed> {
        /// Variables for the command, beside those it inherits.
        public Bash env(Map<String, ?> variables) {
            return with("env", variables);
        }

        /// The working folder, relative to the DAG's.
        public Bash cwd(String folder) {
            return with("cwd", folder);
        }

        public Bash with(String key, Object value) {
            return new Bash(and(settings, key, value));
        }

        @Override
        public String operator() {
            return "bash";
        }

        @Override
        public Type returns() {
            return Printed.class;
        }
    }

    /// Python code in a process of its own.
    public record Python(Map<String, ?> settings) implements Use<Object> {
        /// Arguments by parameter name.
        public Python args(Map<String, ?> arguments) {
            return with("args", arguments);
        }

        /// The Python program: a name on the PATH or a path such as `.venv/bin/python`.
        public Python interpreter(String program) {
            return with("interpreter", program);
        }

        public Python with(String key, Object value) {
            return new Python(and(settings, key, value));
        }

        @Override
        public String operator() {
            return "python";
        }

        @Override
        public Type returns() {
            return Object.class;
        }
    }

    /// An HTTP request.
    public record Http(Map<String, ?> settings) implements Use<HttpAnswer> {
        public Http method(String verb) {
            return with("method", verb);
        }

        public Http headers(Map<String, ?> fields) {
            return with("headers", fields);
        }

        /// JSON, or a text as it is.
        public Http body(Object content) {
            return with("body", content);
        }

        public Http with(String key, Object value) {
            return new Http(and(settings, key, value));
        }

        @Override
        public String operator() {
            return "http";
        }

        @Override
        public Type returns() {
            return HttpAnswer.class;
        }
    }

    /// A query.
    public record Sql(Map<String, ?> settings) implements Use<QueryResult> {
        /// Values for `:name`; they are bound, never pasted.
        public Sql params(Map<String, ?> values) {
            return with("params", values);
        }

        /// Writes the rows to a file: `.parquet`, `.csv`, `.json` or `.jsonl`.
        public Sql to(String file) {
            return with("to", file);
        }

        /// What becomes the output: `value`, `row` or `rows`.
        public Sql fetch(String part) {
            return with("fetch", part);
        }

        public Sql with(String key, Object value) {
            return new Sql(and(settings, key, value));
        }

        @Override
        public String operator() {
            return "sql";
        }

        @Override
        public Type returns() {
            return QueryResult.class;
        }
    }

    record Some<R>(String operator, Map<String, ? extends @Nullable Object> settings, Type returns) implements Use<R> {}

    private static Map<String, Object> and(Map<String, ?> settings, String key, Object value) {
        var more = new LinkedHashMap<String, Object>(settings);
        more.put(key, value);
        return more;
    }
}
