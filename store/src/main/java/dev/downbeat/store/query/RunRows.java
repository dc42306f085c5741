package dev.downbeat.store.query;

import dev.downbeat.api.Views.AttemptView;
import dev.downbeat.api.Views.HistoryEvent;
import dev.downbeat.api.Views.RunSummary;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Views of runs out of rows.
final class RunRows {
    private RunRows() {}

    static RunSummary summary(ResultSet row, String versionColumn) throws SQLException {
        return new RunSummary(
                row.getLong("run_id"),
                row.getString("dag_id"),
                row.getInt(versionColumn),
                row.getString("type"),
                row.getString("state"),
                Reader.moment(row, "logical_date"),
                Reader.moment(row, "queued_at"),
                Reader.instant(row, "started_at"),
                Reader.instant(row, "ended_at"),
                row.getString("failure"));
    }

    static AttemptView attempt(ResultSet row) throws SQLException {
        return new AttemptView(
                row.getInt("attempt"),
                row.getInt("try_number"),
                row.getString("outcome"),
                Reader.instant(row, "queued_at"),
                Reader.instant(row, "started_at"),
                Reader.instant(row, "ended_at"),
                row.getString("failure"),
                row.getString("detail"));
    }

    static HistoryEvent event(ResultSet row) throws SQLException {
        return new HistoryEvent(
                row.getLong("seq"),
                Reader.moment(row, "at"),
                row.getString("task"),
                row.getInt("map_index"),
                row.getInt("attempt"),
                row.getString("from_state"),
                row.getString("to_state"),
                row.getString("note"));
    }
}
