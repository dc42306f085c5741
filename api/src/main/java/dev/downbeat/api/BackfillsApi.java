package dev.downbeat.api;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.Views.Page;
import java.util.List;
import java.util.Optional;

/// Runs for intervals of the past. All methods throw [dev.downbeat.model.DownbeatException]: NOT_FOUND, BAD_INPUT,
/// CONFLICT.
public interface BackfillsApi {
    /// What [#create] would do; nothing happens.
    List<BackfillItem> plan(String dagId, BackfillRequest request);

    /// Accepts a backfill: when this returns, it is durable.
    BackfillView create(String dagId, BackfillRequest request);

    /// The newest first.
    Page<BackfillView> list(Optional<String> dag, Optional<String> cursor, int limit);

    BackfillView backfill(long id);

    /// Its intervals, in the order in which they are run.
    Page<BackfillItem> items(long id, Optional<String> cursor, int limit);

    /// While it is paused it starts no run; those under way go on.
    BackfillView pause(long id, boolean paused);

    /// Ends it: its runs that are under way are cancelled, what has not begun is dropped.
    BackfillView cancel(long id);
}
