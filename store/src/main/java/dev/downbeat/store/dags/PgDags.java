package dev.downbeat.store.dags;

import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import dev.downbeat.store.StoredText;
import dev.downbeat.store.Together;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The DAGs and their versions. Several processes may register at a time.
///
/// All methods throw [DownbeatException] DATABASE when the database is out of reach.
public final class PgDags {
    /// Touches the row even when nothing changed: its lock makes processes that register the same DAG take
    /// turns.
    private static final String ENTER = """
            insert into dag (dag_id, file)
            values (?, ?)
            on conflict (dag_id) do update set file = excluded.file, present = true, updated_at = clock_timestamp()
            """;
    private static final String NEWEST_VERSION = """
            select v.version_id, v.number, v.hash, v.spec, v.source
              from dag_version as v
             where v.dag_id = ?
             order by v.number desc
             limit 1
            """;
    private static final String ADD_VERSION = """
            insert into dag_version (dag_id, number, hash, spec, source)
            values (?, ?, ?, ?::json, ?)
            returning version_id
            """;
    private static final String MOVE_VERSION = "update dag_version set spec = ?::json where version_id = ?";
    private static final String SET_VERSION = "update dag set version_id = ? where dag_id = ?";
    private static final String COLUMNS = """
            select d.dag_id, d.file, d.version_id, v.xmin::text as stamp, d.paused, d.present, d.first_seen_at,
                   d.last_interval_end
              from dag as d
              join dag_version as v using (version_id)
            """;
    private static final String THESE =
            Together.each(COLUMNS + " where d.version_id is not null and d.dag_id = asked.key");
    private static final String PRESENT = COLUMNS + " where d.present order by d.dag_id";
    private static final String KEEP_ONLY = """
            update dag
               set present = false, updated_at = clock_timestamp()
             where present and file = ? and dag_id <> all (?)
            """;
    private static final String MARK_ABSENT = """
            update dag
               set present = false, updated_at = clock_timestamp()
             where present and file = any (?)
            """;
    private static final String SET_PAUSED =
            "update dag set paused = ?, updated_at = clock_timestamp() where dag_id = ?";
    private static final String ADVANCE = """
            update dag
               set last_interval_end = greatest(last_interval_end, ?)
             where dag_id = ?
            """;

    private final Database database;
    private final Together<String, StoredDag> lookUps = new Together<>(this::these);

    public PgDags(Database database) {
        this.database = database;
    }

    /// Enters a DAG that was found. A new version is made only when the spec's hash differs from the newest
    /// one's; otherwise that one is returned, with the place where the file is now.
    ///
    /// @param source the file's text
    public DagVersion register(DagSpec spec, String source) {
        String hash = SpecJson.hash(spec);
        return Sql.inTransaction(database, "cannot register DAG '%s'".formatted(spec.id()), connection -> {
            Sql.update(
                    connection,
                    ENTER,
                    spec.id().value(),
                    StoredText.of(spec.about().origin().file()));
            Optional<DagVersion> newest = Sql.first(
                    connection, PgDags::version, NEWEST_VERSION, spec.id().value());
            if (newest.isPresent() && newest.get().hash().equals(hash)) {
                return placed(connection, newest.get(), spec);
            }
            int number = newest.map(DagVersion::number).orElse(0) + 1;
            return add(connection, spec, new Draft(number, hash, StoredText.of(source)));
        });
    }

    /// The place of the file does not make a version, but tasks find their files by it.
    private static DagVersion placed(Connection connection, DagVersion version, DagSpec found) throws SQLException {
        String place = found.about().origin().file();
        if (version.spec().about().origin().file().equals(place)) {
            return version;
        }
        Sql.update(
                connection,
                MOVE_VERSION,
                StoredText.ofJson(SpecJson.write(found)),
                version.id().value());
        return new DagVersion(version.id(), version.number(), version.hash(), found, version.source());
    }

    private record Draft(int number, String hash, String source) {}

    private static DagVersion add(Connection connection, DagSpec spec, Draft draft) throws SQLException {
        VersionId id = Sql.first(
                        connection,
                        row -> new VersionId(row.getLong("version_id")),
                        ADD_VERSION,
                        spec.id().value(),
                        draft.number(),
                        draft.hash(),
                        StoredText.ofJson(SpecJson.write(spec)),
                        draft.source())
                .orElseThrow(() -> new DownbeatException(ErrorCode.INTERNAL, "an insert gave no row back"));
        Sql.update(connection, SET_VERSION, id.value(), spec.id().value());
        AssetLinks.set(connection, spec);
        return new DagVersion(id, draft.number(), draft.hash(), spec, draft.source());
    }

    private static DagVersion version(ResultSet row) throws SQLException {
        return new DagVersion(
                new VersionId(row.getLong("version_id")),
                row.getInt("number"),
                row.getString("hash"),
                SpecJson.read(row.getString("spec")),
                row.getString("source"));
    }

    /// The DAG, present or not.
    public Optional<StoredDag> find(DagId dag) {
        return find(dag.value());
    }

    /// The same, by a name that may be no id at all.
    public Optional<StoredDag> find(String dag) {
        return lookUps.find(StoredText.of(dag)); // what PostgreSQL refuses would fail others, too
    }

    private Map<String, StoredDag> these(Set<String> dags) {
        List<StoredDag> found = Sql.with(
                database,
                "cannot find DAG '%s'".formatted(String.join("', '", dags)),
                connection -> Sql.list(connection, PgDags::dag, THESE, Sql.texts(connection, dags)));
        return found.stream().collect(Collectors.toMap(dag -> dag.id().value(), dag -> dag));
    }

    /// All DAGs that are present, by id.
    public List<StoredDag> present() {
        return Sql.with(database, "cannot list the DAGs", connection -> Sql.list(connection, PgDags::dag, PRESENT));
    }

    private static StoredDag dag(ResultSet row) throws SQLException {
        return new StoredDag(
                new DagId(row.getString("dag_id")),
                row.getString("file"),
                new StoredDag.Newest(new VersionId(row.getLong("version_id")), row.getString("stamp")),
                row.getBoolean("paused"),
                row.getBoolean("present"),
                Sql.moment(row, "first_seen_at"),
                Sql.instant(row, "last_interval_end"));
    }

    /// A file was read and holds these DAGs; others that it held before are absent now.
    public void keepOnly(String file, Collection<DagId> dags) {
        List<String> ids = dags.stream().map(DagId::value).toList();
        Sql.with(
                database,
                "cannot mark DAGs as absent",
                connection -> Sql.update(connection, KEEP_ONLY, file, Sql.texts(connection, ids)));
    }

    /// Files are gone, and with them their DAGs.
    public void markAbsent(Collection<String> files) {
        Sql.with(
                database,
                "cannot mark DAGs as absent",
                connection -> Sql.update(connection, MARK_ABSENT, Sql.texts(connection, files)));
    }

    /// @throws DownbeatException NOT_FOUND when there is no such DAG
    public void setPaused(DagId dag, boolean paused) {
        int rows = Sql.with(
                database,
                "cannot pause DAG '%s'".formatted(dag),
                connection -> Sql.update(connection, SET_PAUSED, paused, dag.value()));
        if (rows == 0) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no DAG '%s'".formatted(dag));
        }
    }

    /// The end of the newest interval for which a scheduled run exists; empty before the first.
    public Optional<Instant> lastIntervalEnd(DagId dag) {
        return find(dag).map(StoredDag::lastIntervalEnd);
    }

    /// Moves the last interval's end on; never back.
    public void advance(DagId dag, Instant intervalEnd) {
        Sql.with(
                database,
                "cannot move the schedule of DAG '%s' on".formatted(dag),
                connection -> Sql.update(connection, ADVANCE, intervalEnd, dag.value()));
    }
}
