package dev.downbeat.store.remote;

import dev.downbeat.engine.port.RemoteAttempts;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.Shard;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// [RemoteAttempts] in PostgreSQL. Each method is one trip to the database or two, for as many attempts as
/// there are.
public final class PgRemoteAttempts implements RemoteAttempts {
    private static final String SUBMIT = """
            insert into remote_attempt
                   (run_id, task_id, map_index, attempt, look, executor, queue, priority, shard, work, state)
            select r.run_id, r.task_id, r.map_index, r.attempt, r.look, r.executor, r.queue, r.priority, r.shard,
                   r.work::json, 'waiting'
              from unnest(?::int8[], ?::text[], ?::int4[], ?::int4[], ?::int4[], ?::text[], ?::text[], ?::int4[],
                          ?::int4[], ?::text[])
                   as r (run_id, task_id, map_index, attempt, look, executor, queue, priority, shard, work)
             where %s
            on conflict do nothing
            """.formatted(RemoteRows.CURRENT);
    private static final String FIND = """
            select %s
              from %s
              join remote_attempt as r on %s and r.look = k.look
            """.formatted(RemoteRows.COLUMNS, RemoteRows.KEYS, RemoteRows.OF_KEY);
    private static final String STOP = """
            update remote_attempt as r
               set stop     = true,
                   state    = case r.state when 'waiting' then 'ended' else r.state end,
                   ended_at = case r.state when 'waiting' then clock_timestamp() end,
                   ending   = case r.state when 'waiting' then ?::json end
              from %s
             where %s and r.state <> 'ended'
            returning %s
            """.formatted(RemoteRows.KEYS, RemoteRows.OF_KEY, RemoteRows.COLUMNS);
    private static final String ENDED = """
            select %s
              from remote_attempt as r
             where r.state = 'ended' and r.executor = ? and r.shard = any (?)
            """.formatted(RemoteRows.COLUMNS);
    private static final String STARTED = """
            select r.run_id, r.task_id, r.map_index, r.attempt, r.look
              from remote_attempt as r
             where r.state = 'claimed' and r.executor = ? and r.shard = any (?) and r.started_at is not null
            """;
    private static final String LOSE = """
            update remote_attempt as r
               set state     = case when r.started_at is null then 'waiting' else 'ended' end,
                   worker_id = case when r.started_at is null then null else r.worker_id end,
                   token     = null,
                   ended_at  = case when r.started_at is null then null else clock_timestamp() end,
                   ending    = case when r.started_at is null then null else ?::json end
              from worker as w
             where r.state = 'claimed' and r.executor = ? and r.shard = any (?) and w.worker_id = r.worker_id
               and w.heard_at < clock_timestamp() - ? * interval '1 ms'
            returning %s
            """.formatted(RemoteRows.COLUMNS);
    private static final String SETTLE = """
            delete from remote_attempt as r
             using %s
             where %s and r.look = k.look and r.state = 'ended'
            """.formatted(RemoteRows.KEYS, RemoteRows.OF_KEY);
    private static final String SWEEP = """
            delete from remote_attempt as r
             where r.state in ('waiting', 'ended') and not %s
            """.formatted(RemoteRows.CURRENT);
    /// For so long it is told of in lists.
    private static final String SWEEP_WORKERS = """
            delete from worker as w
             where w.heard_at < clock_timestamp() - interval '1 hour'
               and not exists (select from remote_attempt as r where r.state = 'claimed' and r.worker_id = w.worker_id)
            """;

    private final Database database;

    public PgRemoteAttempts(Database database) {
        this.database = database;
    }

    @Override
    public Map<Place, Standing> submit(List<Fresh> fresh) {
        List<Place> places = fresh.stream().map(Fresh::place).toList();
        return Sql.with(database, "cannot submit %d attempts".formatted(fresh.size()), connection -> {
            List<@Nullable Object> parameters = new ArrayList<>(RemoteRows.keys(connection, places));
            parameters.add(RemoteRows.array(
                    connection, "text", fresh, each -> each.asked().executor()));
            parameters.add(RemoteRows.array(
                    connection, "text", fresh, each -> each.asked().queue()));
            parameters.add(RemoteRows.array(
                    connection, "int4", fresh, each -> each.asked().priority()));
            parameters.add(RemoteRows.array(
                    connection, "int4", fresh, each -> each.asked().shard().value()));
            parameters.add(RemoteRows.array(connection, "text", fresh, each -> StoredText.ofJson(each.work())));
            int ignored = Sql.update(connection, SUBMIT, parameters.toArray());
            return RemoteRows.standings(
                    connection, FIND, RemoteRows.keys(connection, places).toArray());
        });
    }

    @Override
    public Map<Place, Standing> stop(Collection<AttemptId> attempts, String ending) {
        List<Place> places =
                attempts.stream().map(attempt -> new Place(attempt, 0)).toList();
        return Sql.with(
                database,
                "cannot stop attempts",
                connection ->
                        RemoteRows.standings(connection, STOP, after(ending, RemoteRows.keys(connection, places))));
    }

    private static @Nullable Object[] after(String first, List<@Nullable Object> rest) {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return all.toArray();
    }

    @Override
    public Map<Place, Standing> ended(String executor, Collection<Shard> shards) {
        return Sql.with(
                database,
                "cannot look for ends",
                connection -> RemoteRows.standings(connection, ENDED, executor, numbers(shards)));
    }

    @Override
    public List<Place> started(String executor, Collection<Shard> shards) {
        return Sql.with(
                database,
                "cannot look for starts",
                connection -> Sql.list(connection, RemoteRows::place, STARTED, executor, numbers(shards)));
    }

    @Override
    public Map<Place, Standing> lose(String executor, Collection<Shard> shards, Duration silence, String ending) {
        return Sql.with(database, "cannot look for silent workers", connection -> {
            var lost = RemoteRows.standings(connection, LOSE, ending, executor, numbers(shards), silence.toMillis());
            lost.values().removeIf(standing -> standing.state() != State.ENDED);
            return lost;
        });
    }

    private static List<Integer> numbers(Collection<Shard> shards) {
        return shards.stream().map(Shard::value).toList();
    }

    @Override
    public void settle(Collection<Place> places) {
        int ignored = Sql.<Integer>with(database, "cannot forget attempts", connection -> settle(connection, places));
    }

    private static int settle(Connection connection, Collection<Place> places) throws SQLException {
        return Sql.update(
                connection, SETTLE, RemoteRows.keys(connection, places).toArray());
    }

    @Override
    public int sweep() {
        return Sql.with(database, "cannot sweep attempts", connection -> {
            int ignored = Sql.update(connection, SWEEP_WORKERS);
            return Sql.update(connection, SWEEP);
        });
    }
}
