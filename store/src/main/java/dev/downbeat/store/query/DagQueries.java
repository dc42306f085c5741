package dev.downbeat.store.query;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.ImportProblem;
import dev.downbeat.api.Views.Page;
import dev.downbeat.api.Views.PlannedRun;
import dev.downbeat.api.Views.VersionDetail;
import dev.downbeat.api.Views.VersionSummary;
import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Questions about DAGs.
public final class DagQueries {
    /// The last run comes by one index lookup for each DAG of the page, not by a scan of all runs.
    private static final String COLUMNS = """
            select d.dag_id, d.file, d.paused, d.present, d.first_seen_at, d.last_interval_end, v.number,
                   v.spec -> 'about' as about, v.spec -> 'schedule' as schedule,
                   e.problems -> 0 as problem,
                   r.run_id, r.number as run_number, r.type, r.state, r.logical_date, r.queued_at, r.started_at,
                   r.ended_at, r.failure ->> 'message' as failure
              from dag d
              join dag_version v on v.version_id = d.version_id
              left join import_error e on e.file = d.file
              left join lateral (
                   select l.*, lv.number
                     from dag_run l join dag_version lv on lv.version_id = l.version_id
                    where l.dag_id = d.dag_id
                    order by l.run_id desc
                    limit 1) r on true
            """;

    private static final String LIST = COLUMNS + """
             where d.present
               and d.dag_id > ?
               and (position(lower(?) in lower(d.dag_id)) > 0
                    or position(lower(?) in lower(v.spec -> 'about' ->> 'description')) > 0)
               and (? = '' or ? in (select json_array_elements_text(v.spec -> 'about' -> 'tags')))
             order by d.dag_id
             limit ?
            """;

    private static final String ONE = COLUMNS + " where d.dag_id = ?";

    private static final String VERSIONS = """
            select number, hash, created_at
              from dag_version
             where dag_id = ?
             order by number desc
            """;

    private static final String VERSION = """
            select number, hash, created_at, spec, source
              from dag_version
             where dag_id = ? and (number = ? or ? = 0)
             order by number desc
             limit 1
            """;

    private static final String WAITING = """
            select fires_at, interval_start, interval_end
              from waiting_tick
             where dag_id = ?
             order by interval_end
             limit ?
            """;

    private static final String IMPORT_ERRORS = """
            select file, seen_at, problems
              from import_error
             order by file
            """;

    private final Reader reader;

    public DagQueries(DataSource source) {
        this.reader = new Reader(source);
    }

    /// The DAGs whose file still holds them, by id.
    public Page<DagRow> list(DagQuery query) {
        Cursor.checkLimit(query.limit());
        String after =
                Cursor.read("dags", query.cursor(), 1).map(c -> c.text(0)).orElse("");
        List<DagRow> rows = reader.list(
                LIST, DagQueries::dag, after, query.text(), query.text(), query.tag(), query.tag(), query.limit() + 1);
        return Cursor.page("dags", rows, query.limit(), row -> List.of(row.id().value()), row -> row);
    }

    /// @throws DownbeatException NOT_FOUND with the nearest id
    public DagRow dag(String dagId) {
        return reader.first(ONE, DagQueries::dag, dagId).orElseThrow(() -> unknown(dagId));
    }

    /// @throws DownbeatException NOT_FOUND with the nearest id
    void check(String dagId) {
        if (reader.first("select 1 from dag where dag_id = ?", row -> row.getInt(1), dagId)
                .isEmpty()) {
            throw unknown(dagId);
        }
    }

    /// The newest first.
    ///
    /// @throws DownbeatException NOT_FOUND with the nearest id
    public List<VersionSummary> versions(String dagId) {
        List<VersionSummary> versions = reader.list(VERSIONS, DagQueries::version, dagId);
        if (versions.isEmpty()) {
            throw unknown(dagId);
        }
        return versions;
    }

    /// @param number 0 for the newest
    /// @throws DownbeatException NOT_FOUND
    public VersionDetail version(String dagId, int number) {
        Optional<VersionDetail> found = reader.first(
                VERSION,
                row -> new VersionDetail(version(row), json(row.getString("spec")), row.getString("source")),
                dagId,
                number,
                number);
        return found.orElseThrow(() -> new DownbeatException(
                ErrorCode.NOT_FOUND,
                "DAG '%s' has no version %d: its newest is %d"
                        .formatted(dagId, number, versions(dagId).getFirst().number())));
    }

    /// The runs of its schedule that start when those before them have ended, the oldest first.
    public List<PlannedRun> waiting(String dagId, int count) {
        return reader.list(
                WAITING,
                row -> new PlannedRun(
                        Reader.moment(row, "fires_at"),
                        Reader.moment(row, "interval_start"),
                        Reader.moment(row, "interval_end")),
                dagId,
                count);
    }

    public List<ImportProblem> importErrors() {
        return reader.list(
                IMPORT_ERRORS,
                row -> new ImportProblem(
                        row.getString("file"), Reader.moment(row, "seen_at"), problems(row.getString("problems"))));
    }

    public DownbeatException unknown(String dagId) {
        List<String> known = reader.list("select dag_id from dag where present", row -> row.getString(1));
        return UnknownNameException.of(ErrorCode.NOT_FOUND, "there is no DAG '%s'".formatted(dagId), dagId, known);
    }

    private static DagRow dag(ResultSet row) throws SQLException {
        String problem = row.getString("problem");
        return new DagRow(
                new DagId(row.getString("dag_id")),
                new DagRow.Standing(
                        row.getString("file"),
                        row.getBoolean("paused"),
                        row.getBoolean("present"),
                        Reader.moment(row, "first_seen_at"),
                        Reader.instant(row, "last_interval_end")),
                row.getInt("number"),
                Json.read(row.getString("about"), About.class),
                SpecJson.readSchedule(row.getString("schedule")),
                problem == null ? null : Json.read(problem, Problem.class).toString(),
                row.getObject("run_id") == null ? null : RunRows.summary(row, "run_number"));
    }

    private static VersionSummary version(ResultSet row) throws SQLException {
        return new VersionSummary(row.getInt("number"), row.getString("hash"), Reader.moment(row, "created_at"));
    }

    private static List<Problem> problems(String json) {
        return List.of(Json.read(json, Problem[].class));
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    static Map<String, @Nullable Object> json(String text) {
        return Json.read(text, Map.class);
    }
}
