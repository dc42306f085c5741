package dev.downbeat.runtime;

import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What the engine does, in numbers. Measured at its ports, so that no engine code knows of it.
public final class EngineMeters {
    private final Map<TaskState, LongAdder> taskMoves = adders(TaskState.class);
    private final Map<DagRunState, LongAdder> runMoves = adders(DagRunState.class);
    private final LongAdder queued = new LongAdder();
    private final LongAdder running = new LongAdder();
    private volatile CommitListener commits = (took, entries) -> {};

    /// Hears of every journal commit that succeeded; called by the engine's thread, so it must not block.
    public interface CommitListener {
        void committed(Duration took, int entries);
    }

    /// There is one listener; a later one replaces it.
    public void onCommit(CommitListener listener) {
        commits = listener;
    }

    /// Task instances that came to rest in this state in a commit, since the start.
    public long taskMoves(TaskState state) {
        return taskMoves.getOrDefault(state, new LongAdder()).sum();
    }

    /// Runs that came into this state, since the start.
    public long runMoves(DagRunState state) {
        return runMoves.getOrDefault(state, new LongAdder()).sum();
    }

    /// Attempts handed to an executor that have not started yet.
    public long queuedAttempts() {
        return queued.sum();
    }

    public long runningAttempts() {
        return running.sum();
    }

    Journal measured(Journal journal) {
        return (epoch, entries) -> commit(journal, epoch, entries);
    }

    Executor measured(Executor executor) {
        return new MeasuredExecutor(executor, queued, running);
    }

    private void commit(Journal journal, Epoch epoch, List<JournalEntry> entries) {
        long start = System.nanoTime();
        journal.commit(epoch, entries);
        commits.committed(Duration.ofNanos(System.nanoTime() - start), entries.size());
        entries.forEach(this::count);
    }

    private void count(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.RunCreated _ -> add(runMoves, DagRunState.QUEUED);
            case JournalEntry.RunMoved moved -> add(runMoves, moved.state());
            case JournalEntry.TaskMoved moved -> add(taskMoves, moved.instance().state());
            case JournalEntry.AlertRaised _,
                    JournalEntry.DeadlineSet _,
                    JournalEntry.AssetUpdated _,
                    JournalEntry.AttemptKept _,
                    JournalEntry.MapSized _,
                    JournalEntry.ItemsNamed _,
                    JournalEntry.BranchChose _,
                    JournalEntry.XcomSet _,
                    JournalEntry.XcomsDropped _,
                    JournalEntry.RunPinned _,
                    JournalEntry.CommandApplied _,
                    JournalEntry.History _ -> {
                // tells of nothing that is counted
            }
        }
    }

    private static <E extends Enum<E>> void add(Map<E, LongAdder> adders, E state) {
        LongAdder adder = adders.get(state);
        if (adder != null) {
            adder.increment();
        }
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        var adders = new EnumMap<E, LongAdder>(type);
        for (E state : type.getEnumConstants()) {
            adders.put(state, new LongAdder());
        }
        return adders;
    }
}
