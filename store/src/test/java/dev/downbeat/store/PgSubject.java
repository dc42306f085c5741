package dev.downbeat.store;

import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.Leases;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.Pool;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.journal.PgLeases;
import dev.downbeat.store.journal.PgPools;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.store.runs.CommandRequests;
import dev.downbeat.store.runs.PgXcoms;
import dev.downbeat.store.runs.PoolRows;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.StoreSubject;
import java.util.List;
import java.util.Optional;

/// The store on PostgreSQL, as the suites see it.
public record PgSubject(PgExtension pg, Database database, Journal journal) implements StoreSubject {
    @Override
    public RunLog runLog() {
        return new PgRunLog(database);
    }

    @Override
    public Leases leases() {
        return new PgLeases(database);
    }

    @Override
    public Pools pools() {
        return new PgPools(database);
    }

    @Override
    public void set(Pool pool) {
        new PoolRows(database).put(pool);
    }

    @Override
    public DagVersion register(DagSpec spec) {
        return new PgDags(database).register(spec, "the source");
    }

    @Override
    public void ask(RunId run, RunCommand command) {
        new CommandRequests(database).ask(List.of(new CommandRequests.Request(run, command)), "");
    }

    @Override
    public String outcome(RunId run) {
        return pg.ask("select coalesce(max(outcome), '') from run_command where run_id = " + run.value());
    }

    @Override
    public void expire(Epoch epoch) {
        pg.run("update scheduler set lease_until = now() - interval '1 second' where epoch = " + epoch.value());
    }

    @Override
    public void kill(Epoch epoch) {
        // The same pid, but a process that began long before us: it must have ended.
        pg.run("update scheduler set process_started_at = now() - interval '1 year' where epoch = " + epoch.value());
    }

    @Override
    public Optional<String> xcom(TaskKey key, String name) {
        return Optional.ofNullable(new PgXcoms(database).ofInstance(key).get(name));
    }

    @Override
    public List<String> history(RunId run) {
        return lines(pg.ask(
                "select coalesce(string_agg(events::text, chr(1) order by seq), '') from run_history where run_id = "
                        + run.value()));
    }

    @Override
    public List<String> attempts(TaskKey key) {
        return lines(pg.ask(
                """
                select coalesce(string_agg(attempt || ' ' || outcome, chr(1) order by attempt), '')
                  from task_attempt
                 where run_id = %d and task_id = '%s' and map_index = %d
                """.formatted(key.run().value(), key.task().value(), key.index().value())));
    }

    @Override
    public List<String> itemNames(RunId run, TaskId task) {
        return lines(pg.ask("""
                select coalesce(string_agg(name, chr(1) order by map_index), '')
                  from map_item_name
                 where run_id = %d and task_id = '%s'
                """.formatted(run.value(), task.value())));
    }

    @Override
    public List<String> alerts(RunId run) {
        return lines(pg.ask("""
                select coalesce(string_agg(event || ' ' || task_id || ' ' || map_index || ' ' || occasion, chr(1) order by alert_id),
                                '')
                  from alert
                 where run_id = %d
                """.formatted(run.value())));
    }

    @Override
    public List<String> assetEvents(RunId run) {
        return lines(pg.ask("""
                select coalesce(string_agg(asset || ' ' || task_id || ' ' || map_index || ' ' || attempt, chr(1) order by event_id), '')
                  from asset_event
                 where run_id = %d
                """.formatted(run.value())));
    }

    @Override
    public List<String> deadlines(RunId run) {
        return lines(pg.ask("""
                select coalesce(string_agg(task_id || ' ' || map_index || ' ' || extract(epoch from due_at)::bigint, chr(1)
                                           order by task_id, map_index), '')
                  from deadline
                 where run_id = %d
                """.formatted(run.value())));
    }

    private static List<String> lines(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\u0001", -1));
    }
}
