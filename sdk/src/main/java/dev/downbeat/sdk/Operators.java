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
/// var rows = d.task("count").use(sql("warehouse", "select count(*) from users").returning(Long.class));
/// d.task("upload").use(bash("./upload.sh " + rows).cwd("scripts").env(Map.of("DAY", d.day())));
/// d.task("tell").use(email("ml@example.org", "loaded " + rows, "rows: " + rows));
/// ```
public final class Operators {
    private Operators() {}

    /// A shell command.
    public static Bash bash(String command) {
        return new Bash(command, Map.of(), "");
    }

    /// A function in a Python file; its arguments are given by [Python#args].
    public static Python python(String file, String function) {
        return new Python(file, function, Map.of());
    }

    /// Python code as it is.
    public static Use<Object> pythonScript(String script) {
        return Use.of("python", Map.of("script", script));
    }

    /// A GET request; see [Http].
    public static Http http(String url) {
        return new Http("GET", url, Map.of(), null);
    }

    /// A query; its result is what the operator makes of the rows, unless they go to a file by [Sql#to].
    public static Sql sql(String connection, String query) {
        return new Sql(connection, query, Map.of(), "");
    }

    /// Several statements without result.
    public static Use<Object> sqlScript(String connection, String script) {
        return Use.of("sql", Map.of("connection", connection, "script", script));
    }

    /// A mail.
    public static Use<Object> email(String to, String subject, String body) {
        return Use.of("email", Map.of("to", List.of(to), "subject", subject, "body", body));
    }

    /// Nothing: a place where arrows meet.
    public static Use<Object> noop() {
        return Use.of("noop", Map.of());
    }

    /// A shell command. The result is what the operator reads from its output.
    ///
    /// @param env variables for the child beside the process's own
    /// @param cwd relative to the DAG's folder; empty for that folder
    public record Bash(String command, Map<String, ?> env, String cwd) implements Use<Object> {
        public Bash env(Map<String, ?> variables) {
            return new Bash(command, variables, cwd);
        }

        public Bash cwd(String folder) {
            return new Bash(command, env, folder);
        }

        @Override
        public String operator() {
            return "bash";
        }

        @Override
        public Map<String, ? extends @Nullable Object> settings() {
            return given("command", command, "env", env, "cwd", cwd);
        }

        @Override
        public Type returns() {
            return Object.class;
        }
    }

    /// A function in a Python file.
    ///
    /// @param file relative to the DAG's folder
    /// @param args by parameter name
    public record Python(String file, String call, Map<String, ?> args) implements Use<Object> {
        public Python args(Map<String, ?> arguments) {
            return new Python(file, call, arguments);
        }

        @Override
        public String operator() {
            return "python";
        }

        @Override
        public Map<String, ? extends @Nullable Object> settings() {
            return given("file", file, "call", call, "args", args);
        }

        @Override
        public Type returns() {
            return Object.class;
        }
    }

    /// An HTTP request.
    ///
    /// @param body JSON, or a text as it is; null for none
    public record Http(
            String method,
            String url,
            Map<String, ?> headers,
            @Nullable Object body) implements Use<Object> {
        public Http method(String verb) {
            return new Http(verb, url, headers, body);
        }

        public Http headers(Map<String, ?> fields) {
            return new Http(method, url, fields, body);
        }

        public Http body(Object content) {
            return new Http(method, url, headers, content);
        }

        @Override
        public String operator() {
            return "http";
        }

        @Override
        public Map<String, ? extends @Nullable Object> settings() {
            var settings = given("method", method, "url", url, "headers", headers);
            if (body != null) {
                settings.put("body", body);
            }
            return settings;
        }

        @Override
        public Type returns() {
            return Object.class;
        }
    }

    /// A query.
    ///
    /// @param params bound to the `:name` placeholders, never pasted
    /// @param to     a `.parquet` or `.csv` file for the rows; empty: the rows are the result
    public record Sql(String connection, String query, Map<String, ?> params, String to) implements Use<Object> {
        public Sql params(Map<String, ?> values) {
            return new Sql(connection, query, values, to);
        }

        public Sql to(String file) {
            return new Sql(connection, query, params, file);
        }

        @Override
        public String operator() {
            return "sql";
        }

        @Override
        public Map<String, ? extends @Nullable Object> settings() {
            return given("connection", connection, "query", query, "params", params, "to", to);
        }

        @Override
        public Type returns() {
            return Object.class;
        }
    }

    record Some<R>(String operator, Map<String, ? extends @Nullable Object> settings, Type returns) implements Use<R> {}

    /// Keys and values in turn; what is empty was not given.
    private static Map<String, Object> given(Object... pairs) {
        var settings = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (!value.equals("") && !value.equals(Map.of())) {
                settings.put((String) pairs[i], value);
            }
        }
        return settings;
    }
}
