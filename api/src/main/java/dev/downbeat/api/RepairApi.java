package dev.downbeat.api;

import dev.downbeat.api.RepairViews.*;
import java.util.List;

/// What people do to runs that exist: take tasks back, say how they ended, stop them, write notes. What is asked
/// is durable when the method returns; the scheduler that owns the run carries it out once.
public interface RepairApi {
    /// Takes task instances back: they run anew. With `dryRun` it only says which.
    Plan clear(long run, ClearRequest request);

    /// Says how task instances ended.
    Plan mark(long run, MarkRequest request);

    /// Stops task instances; what ran fails and is not tried again, what had not begun is skipped.
    Plan cancelTasks(long run, CancelTasksRequest request);

    /// Says how a run ended.
    Plan markRun(long run, MarkRunRequest request);

    /// What was asked of a run, the oldest first, and what came of it.
    List<CommandView> commands(long run);

    /// The same for many runs at once.
    BulkPlan bulk(BulkRequest request);

    /// The notes on a run and its tasks, the oldest first.
    List<NoteView> notes(long run);

    NoteView addNote(long run, NoteRequest request);
}
