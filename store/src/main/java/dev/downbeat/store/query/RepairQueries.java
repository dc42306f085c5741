package dev.downbeat.store.query;

import dev.downbeat.api.RepairViews.CommandView;
import dev.downbeat.api.RepairViews.NoteView;
import dev.downbeat.api.RepairViews.RunFilter;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.model.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Questions about what people ask of runs and write on them.
public final class RepairQueries {
    private static final String COMMANDS = """
            select command_id, kind, payload, asked_at, asked_by, applied_at, outcome
              from run_command
             where run_id = ?
             order by command_id
            """;
    private static final String NOTES = """
            select note_id, task_id, map_index, text, written_at, written_by
              from run_note
             where run_id = ?
             order by note_id
            """;
    private static final String ADD_NOTE = """
            insert into run_note (run_id, task_id, map_index, text, written_by)
            values (?, ?, ?, ?, ?)
            returning note_id, task_id, map_index, text, written_at, written_by
            """;
    private static final String SIBLINGS = """
            select r.run_id
              from dag_run r
              join dag_run me on me.run_id = ? and me.dag_id = r.dag_id
             where r.run_id <> me.run_id
               and ((? and r.logical_date < me.logical_date) or (? and r.logical_date > me.logical_date))
             order by r.run_id
             limit ?
            """;
    private static final String FILTERED = """
            select r.run_id, r.dag_id, v.number, r.type, r.state, r.logical_date, r.queued_at, r.started_at, r.ended_at,
                   r.failure ->> 'message' as failure
              from dag_run r
              join dag_version v on v.version_id = r.version_id
             where (?::text is null or r.dag_id = ?)
               and (?::text is null or r.state = ?)
               and (?::timestamptz is null or r.logical_date >= ?)
               and (?::timestamptz is null or r.logical_date < ?)
             order by r.run_id desc
             limit ?
            """;

    private final Reader reader;

    public RepairQueries(DataSource source) {
        this.reader = new Reader(source);
    }

    /// The oldest first.
    public List<CommandView> commands(long run) {
        return reader.list(
                COMMANDS,
                row -> new CommandView(
                        row.getLong("command_id"),
                        row.getString("kind"),
                        DagQueries.json(row.getString("payload")),
                        Reader.moment(row, "asked_at"),
                        row.getString("asked_by"),
                        Reader.instant(row, "applied_at"),
                        row.getString("outcome")),
                run);
    }

    /// The oldest first.
    public List<NoteView> notes(long run) {
        return reader.list(NOTES, RepairQueries::note, run);
    }

    public NoteView addNote(long run, String task, int mapIndex, String text, String by) {
        return reader.list(ADD_NOTE, RepairQueries::note, run, task, mapIndex, text, by)
                .getFirst();
    }

    private static NoteView note(ResultSet row) throws SQLException {
        return new NoteView(
                row.getLong("note_id"),
                row.getString("task_id"),
                row.getInt("map_index"),
                row.getString("text"),
                Reader.moment(row, "written_at"),
                row.getString("written_by"));
    }

    /// The other runs of the run's DAG with an earlier or a later logical date, the oldest first.
    public List<RunId> siblings(RunId run, boolean past, boolean future, int limit) {
        return reader.list(SIBLINGS, row -> new RunId(row.getLong("run_id")), run.value(), past, future, limit);
    }

    /// The newest first.
    public List<RunSummary> runs(RunFilter filter) {
        @Nullable String dag = filter.dag();
        @Nullable String state = filter.state();
        @Nullable Instant since = filter.since();
        @Nullable Instant until = filter.until();
        return reader.list(
                FILTERED,
                row -> RunRows.summary(row, "number"),
                dag,
                dag,
                state,
                state,
                since,
                since,
                until,
                until,
                filter.limit() == 0 ? RunFilter.LIMIT : filter.limit());
    }
}
