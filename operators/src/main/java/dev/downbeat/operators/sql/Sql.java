package dev.downbeat.operators.sql;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs a query or a script in a database.
public final class Sql implements Operator<Sql.Config> {
    /// What of a query's result becomes the output.
    public enum Fetch {
        /// The one value of the one row.
        VALUE,
        /// The one row, as a map.
        ROW,
        /// All rows, 10,000 at most, as maps.
        ROWS
    }

    @Doc(value = """
            Runs SQL in a database: a `query`, whose result becomes the output or a file, or a `script` of several \
            statements. Everything is one transaction, rolled back when something fails. Times are UTC.

            The output of a query has `row_count` and `columns`, and by `fetch` the `value`, the `row` or the `rows`; without \
            `fetch` the `rows`, and the `value` when there is one row with one column. With `to` it has the `path` of the \
            file. The output of a script has `statements` and `updated`, the number of rows changed.

            Parameters are bound, never pasted: `:name` with a map of `params`, `?` with a list. Prefer them to templates \
            for everything that is a value. A DuckDB file may be used by many tasks at once, but by one process; files \
            that DuckDB reads (`read_csv('users.csv')`) are looked for in the DAG's folder.""", example = """
            tasks:
              extract:
                sql:
                  connection: warehouse
                  query: select * from users where day = :day
                  params: { day: "{{ ds }}" }
                  to: users.parquet
              load:
                needs: extract
                sql:
                  url: duckdb:warehouse.db
                  script: |
                    create or replace table users as select * from read_parquet('users.parquet');
                    delete from users where name is null;
              count:
                needs: load
                sql: { url: "duckdb:warehouse.db", query: select count(*) from users, fetch: value }
            """)
    public record Config(
            @Doc("The id of a connection of type `duckdb`, `postgresql` or any that a JDBC driver knows.") @Nullable
            String connection,

            @Doc("In place of a connection: `duckdb:FILE`, `duckdb:` (in memory) or `jdbc:…`.") @Nullable
            String url,

            @Doc("One statement that returns rows.") @Nullable
            String query,

            @Doc("Statements separated by semicolons.") @Nullable
            String script,

            @Doc("Values to bind: a map for `:name`, a list for `?`.") @Nullable
            Object params,

            @Doc(
                    "A file for the query's result: `.parquet`, `.csv`, `.json` or `.jsonl`; a relative path is relative to the "
                            + "DAG's folder. It is replaced as a whole.")
            @Nullable
            String to,

            @Doc("What becomes the output: the one `value`, the one `row`, or the `rows`.") @Nullable
            Fetch fetch,

            @Doc(
                    "Whether a query with `to`, `fetch: value` or `fetch: row` may find no rows; else that fails the task.")
            @Default("false")
            boolean allowEmpty,

            @Doc("Run a script as one transaction; `false` for statements that refuse that, such as VACUUM.")
            @Default("true")
            boolean transaction,

            @Doc("The time that each statement may take; `0s` for no limit.") @Default("0s")
            Duration timeout) {
        public Config {
            oneOf("connection", connection, "url", url);
            oneOf("query", query, "script", script);
            if (script != null && (to != null || fetch != null)) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "'to' and 'fetch' belong to a 'query'");
            }
            if (to != null && fetch != null) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "give 'to' or 'fetch', not both");
            }
        }

        private static void oneOf(String a, @Nullable Object first, String b, @Nullable Object second) {
            if ((first == null) == (second == null)) {
                throw new DownbeatException(ErrorCode.BAD_INPUT, "sql needs either '%s' or '%s'".formatted(a, b));
            }
        }
    }

    @Override
    public String type() {
        return "sql";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws Exception {
        Target target = Target.of(config, context);
        var params = new Params(config.params(), target.dialect());
        try {
            return Session.run(target, config.timeout(), session -> {
                if (config.script() != null) {
                    return new Script(config.script(), config.transaction()).run(session, params, context.log());
                }
                return query(config, session, params, context);
            });
        } catch (SQLException e) {
            throw SqlFailure.of(e, "");
        }
    }

    private static TaskResult query(Config config, Session session, Params params, TaskContext context)
            throws SQLException, IOException {
        String query = single(config.query() == null ? "" : config.query());
        if (config.to() != null) {
            var written = new FileExport(config.to(), context).write(session, query, params, config.allowEmpty());
            params.requireAllUsed();
            context.log().info("%,d rows to %s".formatted(written.rows(), written.file()));
            return TaskResult.of(Map.of(
                    "path", written.file().toString(), "row_count", written.rows(), "columns", written.columns()));
        }
        try (var call = session.prepare(query, params)) {
            params.requireAllUsed();
            call.statement().setFetchSize(Stage.FETCH_SIZE);
            call.statement().setMaxRows(Rows.LIMIT + 1);
            if (!call.execute()) {
                throw noRows();
            }
            try (var result = call.statement().getResultSet()) {
                Rows rows = Rows.read(result);
                context.log().info("%,d rows".formatted(rows.rows().size()));
                return TaskResult.of(rows.output(config.fetch(), config.allowEmpty()));
            }
        }
    }

    static String single(String query) {
        List<SqlText.Part> parts = SqlText.statements(query);
        if (parts.size() != 1) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT,
                    "'query' is one statement, there are %d: use 'script'".formatted(parts.size()),
                    null);
        }
        return parts.getFirst().sql();
    }

    static TaskFailedException noRows() {
        return TaskFailedException.terminal(
                ErrorCode.BAD_INPUT, "the statement returns no rows; run it as a 'script'", null);
    }
}
