package dev.downbeat.operators.sql;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskLog;
import dev.downbeat.sdk.operator.TaskResult;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Statements that run one after the other.
///
/// @param transaction as one transaction; else each is its own
record Script(String text, boolean transaction) {
    TaskResult run(Session session, Params params, TaskLog log) throws SQLException {
        List<SqlText.Part> statements = SqlText.statements(text);
        if (!params.none() && !params.areNamed() && statements.size() > 1) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT, "a script takes its params by name: a map, and :name in the SQL", null);
        }
        session.connection().setAutoCommit(!transaction);
        long updated = 0;
        for (SqlText.Part part : statements) {
            long rows = run(part, session, params);
            log.info("line %d: %s%s"
                    .formatted(part.line(), head(part.sql()), rows < 0 ? "" : ", %,d rows".formatted(rows)));
            updated += Math.max(0, rows);
        }
        params.requireAllUsed();
        return TaskResult.of(Map.of("statements", statements.size(), "updated", updated));
    }

    /// @return the number of rows changed; -1 when the statement changes none by its nature
    private static long run(SqlText.Part part, Session session, Params params) throws SQLException {
        try (var call = session.prepare(part.sql(), params)) {
            return call.execute() ? -1 : call.statement().getLargeUpdateCount();
        } catch (SQLException e) {
            throw SqlFailure.of(e, " (line %d of the script)".formatted(part.line()));
        }
    }

    private static String head(String sql) {
        return Excerpt.of(sql.lines().findFirst().orElse(""), 60);
    }
}
