package dev.downbeat.operators.sql;

import dev.downbeat.operators.flow.Truth;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.TaskContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Waits until a query finds something.
public final class WaitForSql implements Sensor<WaitForSql.Config> {
    @Doc(value = """
            Waits until a query finds a row whose first value is true: not null, not false, not zero, not empty, and not the \
            text `0` or `false`. Only the first row counts; it becomes the output, as a map. The connection is closed after \
            each look. Parameters are bound as by the `sql` operator.""", example = """
            tasks:
              orders_are_in:
                wait_for_sql:
                  connection: warehouse
                  query: select count(*) from orders where day = :day
                  params: { day: "{{ ds }}" }
                  poke_interval: 5m
            """)
    public record Config(
            @Doc("The id of a connection of type `duckdb`, `postgresql` or any that a JDBC driver knows.") @Nullable
            String connection,

            @Doc("In place of a connection: `duckdb:FILE`, `duckdb:` (in memory) or `jdbc:…`.") @Nullable
            String url,

            @Doc("One statement that returns rows.") String query,

            @Doc("Values to bind: a map for `:name`, a list for `?`.") @Nullable
            Object params) {
        private Sql.Config asQuery() {
            return new Sql.Config(connection, url, query, null, params, null, null, true, true, Duration.ZERO);
        }
    }

    @Override
    public String type() {
        return "wait_for_sql";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Look poke(Config config, TaskContext context) throws Exception {
        Target target = Target.of(config.asQuery(), context);
        var params = new Params(config.params(), target.dialect());
        try {
            return Session.run(target, Duration.ZERO, session -> look(session, Sql.single(config.query()), params));
        } catch (SQLException e) {
            throw SqlFailure.of(e, "");
        }
    }

    private static Look look(Session session, String query, Params params) throws SQLException {
        try (var call = session.prepare(query, params)) {
            params.requireAllUsed();
            call.statement().setMaxRows(1);
            if (!call.execute()) {
                throw Sql.noRows();
            }
            try (var result = call.statement().getResultSet()) {
                return judge(Rows.read(result));
            }
        }
    }

    private static Look judge(Rows rows) {
        if (rows.rows().isEmpty()) {
            return Look.notYet("the query finds no row");
        }
        Map<String, @Nullable Object> row = rows.rows().getFirst();
        String first = rows.columns().getFirst();
        Object value = row.get(first);
        return Truth.of(value) ? Look.found(row) : Look.notYet("the query finds %s = %s".formatted(first, value));
    }
}
