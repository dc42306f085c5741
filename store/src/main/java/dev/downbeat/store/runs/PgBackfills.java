package dev.downbeat.store.runs;

import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Rerun;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec.Interval;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Backfills and what follows from them. Several processes may advance the same one: its row's lock makes them
/// take turns, and a run is stored together with the mark that its interval has one.
///
/// All methods throw [dev.downbeat.model.DownbeatException] DATABASE when the database is out of reach.
public final class PgBackfills {
    private final Database database;

    public PgBackfills(Database database) {
        this.database = database;
    }

    /// A backfill to be.
    ///
    /// @param params all declared params with their values
    public record Plan(
            DagId dag,
            VersionId version,
            Instant from,
            Instant to,
            Manner manner,
            Map<String, @Nullable Object> params,
            List<Item> items) {
        // Written out: javac drops type annotations from the parameters of a compact constructor.
        public Plan(
                DagId dag,
                VersionId version,
                Instant from,
                Instant to,
                Manner manner,
                Map<String, @Nullable Object> params,
                List<Item> items) {
            this.dag = dag;
            this.version = version;
            this.from = from;
            this.to = to;
            this.manner = manner;
            this.params = params;
            this.items = List.copyOf(items);
        }
    }

    /// How it goes about it.
    public record Manner(boolean backwards, Rerun rerun, int concurrency) {}

    /// An interval.
    ///
    /// @param leftOut why it is not run; null when it is
    public record Item(Tick tick, @Nullable String leftOut) {}

    /// What the runs of a backfill have in common.
    public record Common(DagId dag, VersionId version, Map<String, @Nullable Object> params) {}

    /// What one step came to.
    ///
    /// @param started runs that were stored
    /// @param more    another step is due at once
    public record Step(int started, boolean more) {
        static final Step NOTHING = new Step(0, false);
    }

    private record Head(Common common, Manner manner) {}

    private record Next(int position, Tick tick) {}

    /// @return its id
    public long create(Plan plan) {
        return Sql.inTransaction(database, "cannot store the backfill", on -> {
            Manner manner = plan.manner();
            long id = Sql.first(
                            on,
                            row -> row.getLong("backfill_id"),
                            BackfillSql.CREATE,
                            plan.dag().value(),
                            plan.version().value(),
                            plan.from(),
                            plan.to(),
                            manner.backwards(),
                            manner.rerun().word(),
                            manner.concurrency(),
                            StoredText.ofJson(Json.write(plan.params())))
                    .orElseThrow();
            Sql.update(
                    on,
                    BackfillSql.ADD_ITEMS,
                    id,
                    moments(on, plan.items(), item -> item.tick().interval().logicalDate()),
                    moments(on, plan.items(), item -> item.tick().interval().start()),
                    moments(on, plan.items(), item -> item.tick().interval().end()),
                    moments(on, plan.items(), item -> item.tick().firesAt()),
                    Sql.texts(on, plan.items().stream().map(Item::leftOut).toList()));
            return id;
        });
    }

    private static <T> Array moments(Connection on, List<T> of, Function<T, Instant> moment) throws SQLException {
        return Sql.texts(on, of.stream().map(moment).map(Instant::toString).toList());
    }

    /// The intervals of a backfill: those that have a run already are left out, if that is wanted.
    public List<Item> items(DagId dag, List<Tick> ticks, Rerun rerun) {
        return Sql.with(database, "cannot look for earlier runs", on -> {
            List<@Nullable String> leftOut = leftOut(on, dag, ticks, rerun);
            var items = new ArrayList<Item>();
            for (int i = 0; i < ticks.size(); i++) {
                items.add(new Item(ticks.get(i), leftOut.get(i)));
            }
            return items;
        });
    }

    /// Why each is left out; null when it is run.
    private static List<@Nullable String> leftOut(Connection on, DagId dag, List<Tick> ticks, Rerun rerun)
            throws SQLException {
        var why = new ArrayList<@Nullable String>(Collections.nCopies(ticks.size(), null));
        Array dates = moments(on, ticks, tick -> tick.interval().logicalDate());
        Sql.each(
                on,
                row -> {
                    int place = row.getInt("place") - 1;
                    why.set(
                            place,
                            rerun.leftOut(new RunId(row.getLong("run_id")), DagRunState.of(row.getString("state")))
                                    .orElse(null));
                },
                BackfillSql.LAST_RUNS,
                dates,
                dag.value());
        return why;
    }

    /// The backfills that are neither paused nor ended.
    public List<Long> underWay() {
        return Sql.with(
                database,
                "cannot look for backfills",
                on -> Sql.list(on, row -> row.getLong("backfill_id"), BackfillSql.UNDER_WAY));
    }

    /// Starts the runs for which there is room, or ends the backfill when there is nothing left to do.
    ///
    /// @param run the run of an interval
    public Step advance(long id, BiFunction<Common, Interval, RunCreated> run) {
        return Sql.inTransaction(database, "cannot advance backfill " + id, on -> {
            Optional<Head> head = Sql.first(on, PgBackfills::head, BackfillSql.LOCK, id);
            return head.isEmpty() ? Step.NOTHING : step(on, id, head.get(), run);
        });
    }

    private static Step step(Connection on, long id, Head head, BiFunction<Common, Interval, RunCreated> run)
            throws SQLException {
        int unfinished =
                Sql.first(on, row -> row.getInt(1), BackfillSql.UNFINISHED, id).orElse(0);
        int room = head.manner().concurrency() - unfinished;
        if (room <= 0) {
            return Step.NOTHING;
        }
        List<Next> nexts = Sql.list(on, PgBackfills::next, BackfillSql.NEXT, id, room);
        if (nexts.isEmpty()) {
            if (unfinished == 0) {
                Sql.update(on, BackfillSql.END, id, id);
            }
            return Step.NOTHING;
        }
        var started = new ArrayList<RunId>();
        List<Tick> ticks = nexts.stream().map(Next::tick).toList();
        List<@Nullable String> leftOut =
                leftOut(on, head.common().dag(), ticks, head.manner().rerun());
        for (int i = 0; i < nexts.size(); i++) {
            Next next = nexts.get(i);
            String why = leftOut.get(i);
            if (why != null) {
                Sql.update(on, BackfillSql.LEAVE_OUT, why, id, next.position());
            } else {
                RunCreated created = run.apply(head.common(), next.tick().interval());
                RunId stored = RunRequests.insert(on, created, next.tick().firesAt());
                Sql.update(on, BackfillSql.STARTED, stored.value(), id, next.position());
                started.add(stored);
            }
        }
        return new Step(started.size(), started.size() < nexts.size());
    }

    /// @return false when it has ended
    public boolean pause(long id, boolean paused) {
        return Sql.with(
                        database,
                        "cannot pause backfill " + id,
                        on -> Sql.update(on, BackfillSql.PAUSE, paused ? "paused" : "running", id))
                == 1;
    }

    /// @return its runs that were asked to end; empty when it had ended already
    public Optional<List<RunId>> cancel(long id) {
        return Sql.inTransaction(database, "cannot cancel backfill " + id, on -> {
            if (Sql.update(on, BackfillSql.CANCEL, id) == 0) {
                return Optional.<List<RunId>>empty();
            }
            return Optional.of(Sql.list(on, row -> new RunId(row.getLong("run_id")), BackfillSql.CANCEL_RUNS, id));
        });
    }

    @SuppressWarnings("unchecked") // params are written from a map with string keys
    private static Head head(ResultSet row) throws SQLException {
        var common = new Common(
                new DagId(row.getString("dag_id")),
                new VersionId(row.getLong("version_id")),
                Json.read(row.getString("params"), Map.class));
        return new Head(
                common,
                new Manner(row.getBoolean("backwards"), Rerun.of(row.getString("rerun")), row.getInt("concurrency")));
    }

    private static Next next(ResultSet row) throws SQLException {
        var interval = new Interval(
                Sql.moment(row, "logical_date"), Sql.moment(row, "interval_start"), Sql.moment(row, "interval_end"));
        return new Next(row.getInt("position"), new Tick(Sql.moment(row, "fires_at"), interval));
    }
}
