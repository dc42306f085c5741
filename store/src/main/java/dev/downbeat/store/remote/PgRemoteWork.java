package dev.downbeat.store.remote;

import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteWork;
import dev.downbeat.model.AttemptId;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// [RemoteWork] in PostgreSQL.
public final class PgRemoteWork implements RemoteWork {
    private static final String REGISTER = """
            insert into worker (name, queues, slots, version) values (?, ?, ?, ?) returning worker_id
            """;
    private static final String HEARD = """
            update worker set heard_at = clock_timestamp(), draining = ? where worker_id = ?
            """;
    /// Whoever claims at the same time skips these rows and takes others.
    private static final String CLAIM = """
            with picked as (
                select r.run_id, r.task_id, r.map_index, r.attempt, r.look, r.priority, r.submitted_at
                  from remote_attempt as r
                 where r.state = 'waiting' and r.executor = ? and r.queue = any (?) and %s
                   and not exists (select from remote_attempt as e
                                    where e.run_id = r.run_id and e.task_id = r.task_id and e.map_index = r.map_index
                                      and e.attempt < r.attempt and e.state = 'claimed')
                 order by r.priority desc, r.submitted_at
                 limit ?
                   for update of r skip locked),
            numbered as (
                select p.*, row_number() over (order by p.priority desc, p.submitted_at) as n from picked as p)
            update remote_attempt as r
               set state = 'claimed', worker_id = ?, token = t.token, claimed_at = clock_timestamp()
              from numbered as k
              join unnest(?::text[]) with ordinality as t (token, n) on t.n = k.n
             where %s and r.look = k.look
            returning r.run_id, r.task_id, r.map_index, r.attempt, r.look, r.token, r.work
            """.formatted(RemoteRows.CURRENT, RemoteRows.OF_KEY);
    private static final String TAKE = """
            update remote_attempt as r
               set state = 'claimed', token = k.token, claimed_at = clock_timestamp()
              from unnest(?::int8[], ?::text[], ?::int4[], ?::int4[], ?::int4[], ?::text[])
                   as k (run_id, task_id, map_index, attempt, look, token)
             where %s and r.look = k.look and r.state = 'waiting' and %s
               and not exists (select from remote_attempt as e
                                where e.run_id = r.run_id and e.task_id = r.task_id and e.map_index = r.map_index
                                  and e.attempt < r.attempt and e.state = 'claimed')
            returning r.run_id, r.task_id, r.map_index, r.attempt, r.look
            """.formatted(RemoteRows.OF_KEY, RemoteRows.CURRENT);
    private static final String RETAKE = """
            update remote_attempt
               set token = ?, claimed_at = clock_timestamp()
             where token = ? and state = 'claimed' and started_at is null
            """;
    private static final String NOTE = """
            update remote_attempt set note = nullif(?, '') where token = ? and state = 'claimed'
            """;
    private static final String NOTE_OF = """
            select r.note
              from remote_attempt as r
             where r.run_id = ? and r.task_id = ? and r.map_index = ? and r.attempt = ? and r.note is not null
               and r.state = 'claimed' and r.started_at is null
             order by r.look desc
             limit 1
            """;
    private static final String MAY_GO_ON = """
            select from remote_attempt as r
             where r.token = ? and r.state = 'claimed' and not r.stop and %s
            """.formatted(RemoteRows.CURRENT);
    /// A claim that was just made may not have been heard of yet.
    private static final String GIVE_BACK = """
            update remote_attempt as r
               set state = 'waiting', worker_id = null, token = null
             where r.state = 'claimed' and r.worker_id = ? and not r.token = any (?) and r.started_at is null
               and r.claimed_at < clock_timestamp() - interval '10 s'
            """;
    private static final String GO_ON = """
            select r.token
              from remote_attempt as r
             where r.state = 'claimed' and r.worker_id = ? and r.token = any (?) and not r.stop and %s
            """.formatted(RemoteRows.CURRENT);
    private static final String HELD = """
            select r.run_id, r.task_id, r.map_index, r.attempt, r.look, r.token, r.work
              from remote_attempt as r
             where r.token = ? and r.state = 'claimed'
            """;
    private static final String START = """
            update remote_attempt
               set started_at = coalesce(started_at, clock_timestamp())
             where token = ? and state = 'claimed'
            """;
    private static final String END = """
            update remote_attempt
               set state = 'ended', ending = ?::json, ended_at = clock_timestamp()
             where token = ? and state = 'claimed'
            """;
    private static final String ENDED_UNDER = """
            select from remote_attempt where token = ? and state = 'ended'
            """;
    private static final String GIVE_BACK_ALL = """
            update remote_attempt as r
               set state = 'waiting', worker_id = null, token = null
             where r.state = 'claimed' and r.worker_id = ? and r.started_at is null
            """;
    private static final String LEAVE = """
            delete from worker as w
             where w.worker_id = ?
               and not exists (select from remote_attempt as r where r.state = 'claimed' and r.worker_id = w.worker_id)
            """;
    private static final String WORKERS = """
            select w.worker_id, w.name, w.queues, w.slots, w.version, w.draining, w.registered_at, w.heard_at,
                   (select count(*) from remote_attempt as r where r.state = 'claimed' and r.worker_id = w.worker_id)
                   as running
              from worker as w
             where w.heard_at > clock_timestamp() - interval '1 minute'
             order by w.name, w.worker_id
            """;
    private static final String DEPTHS = """
            select r.queue,
                   count(*) filter (where r.state = 'waiting') as waiting,
                   count(*) filter (where r.state = 'claimed') as claimed,
                   coalesce(min(r.submitted_at) filter (where r.state = 'waiting'), clock_timestamp()) as oldest
              from remote_attempt as r
             where r.state in ('waiting', 'claimed') and r.executor = ?
             group by r.queue
             order by r.queue
            """;

    private final Database database;

    public PgRemoteWork(Database database) {
        this.database = database;
    }

    @Override
    public long register(Worker worker) {
        return Sql.with(
                database,
                "cannot register a worker",
                connection -> Sql.first(
                                connection,
                                row -> row.getLong("worker_id"),
                                REGISTER,
                                StoredText.of(worker.name()),
                                Sql.texts(connection, worker.queues()),
                                worker.slots(),
                                StoredText.of(worker.version()))
                        .orElseThrow());
    }

    @Override
    public boolean heard(long worker, boolean draining) {
        return Sql.with(
                database,
                "cannot note that a worker is there",
                connection -> Sql.update(connection, HEARD, draining, worker) == 1);
    }

    @Override
    public List<Held> claim(long worker, String executor, Collection<String> queues, List<String> tokens) {
        return Sql.with(
                database,
                "cannot claim attempts",
                connection -> Sql.list(
                        connection,
                        PgRemoteWork::held,
                        CLAIM,
                        executor,
                        Sql.texts(connection, queues),
                        tokens.size(),
                        worker,
                        Sql.texts(connection, tokens)));
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(RemoteRows.place(row), row.getString("token"), row.getString("work"));
    }

    @Override
    public Set<Place> take(Map<Place, String> tokens) {
        List<Place> places = List.copyOf(tokens.keySet());
        return Sql.with(database, "cannot take attempts", connection -> {
            List<@Nullable Object> parameters = new ArrayList<>(RemoteRows.keys(connection, places));
            parameters.add(
                    RemoteRows.array(connection, "text", places, place -> Objects.requireNonNull(tokens.get(place))));
            return new HashSet<>(Sql.list(connection, RemoteRows::place, TAKE, parameters.toArray()));
        });
    }

    @Override
    public boolean retake(String token, String next) {
        return Sql.with(
                database, "cannot take an attempt", connection -> Sql.update(connection, RETAKE, next, token) == 1);
    }

    @Override
    public void note(String token, String text) {
        int ignored = Sql.<Integer>with(
                database,
                "cannot note what an attempt waits for",
                connection -> Sql.update(connection, NOTE, StoredText.of(text), token));
    }

    @Override
    public String noteOf(AttemptId attempt) {
        return Sql.with(
                database,
                "cannot look what an attempt waits for",
                connection -> Sql.first(
                                connection,
                                row -> row.getString("note"),
                                NOTE_OF,
                                attempt.key().run().value(),
                                attempt.key().task().value(),
                                attempt.key().index().value(),
                                attempt.number())
                        .orElse(""));
    }

    @Override
    public boolean mayGoOn(String token) {
        return Sql.with(
                database,
                "cannot look whether an attempt is to go on",
                connection -> Sql.first(connection, _ -> true, MAY_GO_ON, token).isPresent());
    }

    @Override
    public void giveBackUnknown(long worker, Collection<String> tokens) {
        int ignored = Sql.<Integer>with(
                database,
                "cannot give attempts back",
                connection -> Sql.update(connection, GIVE_BACK, worker, Sql.texts(connection, tokens)));
    }

    @Override
    public Set<String> toStop(long worker, Collection<String> tokens) {
        if (tokens.isEmpty()) {
            return Set.of();
        }
        return Sql.with(database, "cannot look for what is to be stopped", connection -> {
            var stop = new HashSet<>(tokens);
            Sql.each(
                    connection,
                    row -> stop.remove(row.getString("token")),
                    GO_ON,
                    worker,
                    Sql.texts(connection, tokens));
            return stop;
        });
    }

    @Override
    public Optional<Held> held(String token) {
        return Sql.with(
                database,
                "cannot look for an attempt",
                connection -> Sql.first(connection, PgRemoteWork::held, HELD, token));
    }

    @Override
    public boolean start(String token) {
        return Sql.with(database, "cannot note a start", connection -> Sql.update(connection, START, token) == 1);
    }

    @Override
    public boolean end(String token, String ending) {
        return Sql.with(
                database,
                "cannot store an end",
                connection -> Sql.update(connection, END, StoredText.ofJson(ending), token) == 1);
    }

    @Override
    public boolean endedUnder(String token) {
        return Sql.with(
                database,
                "cannot look for an end",
                connection ->
                        Sql.first(connection, _ -> true, ENDED_UNDER, token).isPresent());
    }

    @Override
    public void leave(long worker) {
        int ignored = Sql.<Integer>with(database, "cannot let a worker go", connection -> leave(connection, worker));
    }

    private static int leave(Connection connection, long worker) throws SQLException {
        int ignored = Sql.update(connection, GIVE_BACK_ALL, worker);
        return Sql.update(connection, LEAVE, worker);
    }

    @Override
    public List<Known> workers() {
        return Sql.with(
                database, "cannot list the workers", connection -> Sql.list(connection, PgRemoteWork::known, WORKERS));
    }

    private static Known known(ResultSet row) throws SQLException {
        var worker = new Worker(
                row.getString("name"),
                List.of((String[]) row.getArray("queues").getArray()),
                row.getInt("slots"),
                row.getString("version"));
        return new Known(
                row.getLong("worker_id"),
                worker,
                row.getBoolean("draining"),
                row.getInt("running"),
                Sql.moment(row, "registered_at"),
                Sql.moment(row, "heard_at"));
    }

    @Override
    public List<Depth> depths(String executor) {
        return Sql.with(
                database,
                "cannot look at the queues",
                connection -> Sql.list(
                        connection,
                        row -> new Depth(
                                row.getString("queue"),
                                row.getInt("waiting"),
                                row.getInt("claimed"),
                                Sql.moment(row, "oldest")),
                        DEPTHS,
                        executor));
    }
}
