package dev.downbeat.store.runs;

import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.Shard;
import dev.downbeat.store.CommandJson;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import dev.downbeat.store.journal.PgLeases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Stores what people ask of runs, for the owners of the runs to find. When a method returns, it is durable. Safe
/// for use by several threads.
public final class CommandRequests {
    private static final String INSERT = """
            insert into run_command (run_id, kind, payload, asked_by)
            select d.run_id, ?, ?::json, ?
              from dag_run as d
             where d.run_id = ?
            returning command_id
            """;
    private static final String INSERT_CANCEL = """
            insert into run_command (run_id, kind, payload, asked_by)
            select d.run_id, 'cancel', '{}', ?
              from dag_run as d
             where d.run_id = ? and d.state in ('queued', 'running')
            """;
    /// A foreground run whose process is gone has no owner any more: the servers take it.
    private static final String HOMELESS = """
            select d.dag_id
              from dag_run as d
             where d.run_id = ?
               and d.shard >= ?
               and not exists (select from shard as h where h.shard = d.shard)
            """;
    private static final String REHOUSE = "update dag_run set shard = ? where run_id = ?";

    private final Database database;

    public CommandRequests(Database database) {
        this.database = database;
    }

    /// A command for a run.
    public record Request(RunId run, RunCommand command) {}

    /// All or none of them.
    ///
    /// @param by who asks; may be empty
    /// @return their ids, which tell the order
    /// @throws DownbeatException NOT_FOUND when there is no such run
    public List<Long> ask(List<Request> requests, String by) {
        return Sql.inTransaction(database, "cannot store what is asked of the run", connection -> {
            PgLeases.lineUp(connection);
            var ids = new ArrayList<Long>();
            for (Request request : requests) {
                ids.add(ask(connection, request, by));
            }
            return ids;
        });
    }

    private static long ask(Connection connection, Request request, String by) throws SQLException {
        long run = request.run().value();
        rehouse(connection, run);
        return Sql.first(
                        connection,
                        row -> row.getLong("command_id"),
                        INSERT,
                        request.command().kind().word(),
                        StoredText.ofJson(CommandJson.write(request.command())),
                        StoredText.of(by),
                        run)
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "there is no run " + run));
    }

    private static void rehouse(Connection connection, long run) throws SQLException {
        Optional<Shard> shard =
                Sql.first(connection, row -> Shard.of(new DagId(row.getString("dag_id"))), HOMELESS, run, Shard.SHARED);
        if (shard.isPresent()) {
            Sql.update(connection, REHOUSE, shard.get().value(), run);
        }
    }

    /// Asks for the end of a run.
    ///
    /// @return false when the run has ended already
    /// @throws DownbeatException NOT_FOUND when there is no such run
    public boolean cancel(RunId run, String by) {
        return Sql.with(database, "cannot cancel run " + run, connection -> {
            boolean asked = Sql.update(connection, INSERT_CANCEL, StoredText.of(by), run.value()) == 1;
            if (!asked
                    && Sql.first(connection, row -> true, "select from dag_run where run_id = ?", run.value())
                            .isEmpty()) {
                throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no run " + run);
            }
            return asked;
        });
    }
}
