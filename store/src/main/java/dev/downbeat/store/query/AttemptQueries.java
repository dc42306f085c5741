package dev.downbeat.store.query;

import dev.downbeat.model.AttemptId;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;

/// What is known of single attempts.
public final class AttemptQueries {
    private static final String UNDER_WAY = """
            select from task_instance
             where run_id = ? and task_id = ? and map_index = ? and attempt = ?
               and state in ('queued', 'running', 'restarting', 'deferred')
            """;

    private final Database database;

    public AttemptQueries(Database database) {
        this.database = database;
    }

    /// Whether it is the current one of its task instance, and has not ended.
    ///
    /// @throws dev.downbeat.model.DownbeatException DATABASE
    public boolean underWay(AttemptId attempt) {
        return Sql.with(
                database,
                "cannot look for an attempt",
                connection -> Sql.first(
                                connection,
                                _ -> true,
                                UNDER_WAY,
                                attempt.key().run().value(),
                                attempt.key().task().value(),
                                attempt.key().index().value(),
                                attempt.number())
                        .isPresent());
    }
}
