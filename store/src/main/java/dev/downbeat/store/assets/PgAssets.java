package dev.downbeat.store.assets;

import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunId;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.runs.RunRequests;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Takes updates of assets in, and makes runs of them. Several processes may do so at a time.
///
/// All methods throw [dev.downbeat.model.DownbeatException] DATABASE when the database is out of reach.
public final class PgAssets {
    /// Looked at often, while some updates wait for long: what it costs does not depend on how many of them there are.
    private static final String WAITING = """
            select d.dag_id, d.version_id, c.asset
              from asset_consumer as c
              join dag as d on d.dag_id = c.dag_id
             where d.present and not d.paused and d.version_id is not null
               and exists (select 1 from asset_queue as q where q.dag_id = c.dag_id and q.asset = c.asset)
            """;
    /// Whoever holds the row makes the DAG's next run.
    private static final String HOLD = """
            select d.version_id
              from dag as d
             where d.dag_id = ? and d.present and not d.paused
               for update
            """;
    private static final String QUEUED = AssetRows.COLUMNS + """
              from asset_queue as q
              join asset_event as e on e.event_id = q.event_id
             where q.dag_id = ?
             order by e.event_id
            """;
    private static final String TAKE = """
            with taken as (
                delete from asset_queue
                 where dag_id = ? and event_id = any (?)
                returning event_id)
            insert into asset_trigger (run_id, event_id)
            select ?, t.event_id from taken as t
            on conflict do nothing
            """;
    private final Database database;

    public PgAssets(Database database) {
        this.database = database;
    }

    /// Says which run the updates start.
    public interface Judge {
        /// @param version of the DAG, the newest
        /// @param updates that no run has come of yet, the oldest first
        /// @return empty while they are not enough
        Optional<RunCreated> run(VersionId version, List<AssetEventView> updates);
    }

    /// A DAG that is not paused, and the assets of which it has updates.
    ///
    /// @param version its newest
    public record Waiting(DagId dag, VersionId version, Set<AssetName> updated) {}

    /// By DAG.
    public Collection<Waiting> waiting() {
        var waiting = new TreeMap<DagId, Waiting>();
        return Sql.with(database, "cannot look for updates of assets", connection -> {
            Sql.each(
                    connection,
                    row -> {
                        var dag = new DagId(row.getString("dag_id"));
                        var version = new VersionId(row.getLong("version_id"));
                        waiting.computeIfAbsent(dag, _ -> new Waiting(dag, version, new TreeSet<>()))
                                .updated()
                                .add(new AssetName(row.getString("asset")));
                    },
                    WAITING);
            return waiting.values();
        });
    }

    /// Makes the run that the updates start, of all that there are.
    public Optional<RunId> start(DagId dag, Judge judge) {
        return Sql.inTransaction(database, "cannot start the run of DAG '%s'".formatted(dag), connection -> {
            Optional<VersionId> version =
                    Sql.first(connection, row -> new VersionId(row.getLong("version_id")), HOLD, dag.value());
            List<AssetEventView> updates =
                    version.isEmpty() ? List.of() : Sql.list(connection, AssetRows::event, QUEUED, dag.value());
            Optional<RunCreated> run = updates.isEmpty() ? Optional.empty() : judge.run(version.get(), updates);
            if (run.isEmpty()) {
                return Optional.empty();
            }
            RunId id = RunRequests.insert(connection, run.get(), null);
            List<Long> taken = updates.stream().map(AssetEventView::id).toList();
            Sql.update(connection, TAKE, dag.value(), taken, id.value());
            return Optional.of(id);
        });
    }

    /// Somebody tells of an update from outside.
    ///
    /// @return its number
    public long tell(AssetName asset, Map<String, @Nullable Object> extra, Instant at) {
        String told = extra.isEmpty() ? null : Json.write(extra);
        return Sql.with(
                database,
                "cannot store the update of '%s'".formatted(asset),
                connection -> AssetRows.tell(connection, asset, null, told, at));
    }
}
