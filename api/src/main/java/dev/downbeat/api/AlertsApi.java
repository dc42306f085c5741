package dev.downbeat.api;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.api.Views.Page;
import java.util.List;
import java.util.Optional;

/// What people were told, and what they are yet to be told. All methods throw
/// [dev.downbeat.model.DownbeatException]: NOT_FOUND, BAD_INPUT, CONFLICT.
public interface AlertsApi {
    /// The newest first.
    Page<AlertView> list(AlertQuery query);

    AlertView alert(long id);

    /// Tries an alert again that was given up; CONFLICT when it was not.
    AlertView retry(long id);

    /// Deadlines that were missed, the latest miss first.
    ///
    /// @param limit at most so many
    List<MissedDeadline> missed(Optional<String> dag, Optional<Long> run, int limit);
}
