package dev.downbeat.runtime;

import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the engine does, in numbers. Measured at its ports, so that no engine code knows of it.
public final class EngineMeters {
    private final Map<TaskState, LongAdder> taskMoves = adders(TaskState.class);
    private final Map<DagRunState, LongAdder> runMoves = adders(DagRunState.class);
    private final Map<String, Load> loads = new ConcurrentHashMap<>();
    private volatile MeterListener listener = new MeterListener() {};
    private volatile @Nullable Consumer<List<JournalEntry>> follower;
    private volatile Saturation saturation = Saturation.NONE;

    /// The attempts that an executor has.
    record Load(LongAdder queued, LongAdder running) {
        Load() {
            this(new LongAdder(), new LongAdder());
        }
    }

    /// There is one listener; a later one replaces it.
    public void listen(MeterListener heard) {
        listener = heard;
    }

    /// Hands over what was committed, on the engine's thread: it must not block. There is one; a later one
    /// replaces it.
    public void follow(Consumer<List<JournalEntry>> entries) {
        Consumer<List<JournalEntry>> before = follower;
        follower = entries;
        if (before instanceof EarlyEntries early) {
            early.handOver(entries);
        }
    }

    /// Somebody will [#follow] soon: what is committed until then is kept.
    void expectFollower() {
        follower = new EarlyEntries();
    }

    /// Hears what happens.
    MeterListener listener() {
        return listener;
    }

    /// How full everything is at this moment.
    public Saturation saturation() {
        return saturation;
    }

    void saturation(Saturation source) {
        saturation = source;
    }

    /// Task instances that came to rest in this state in a commit, since the start.
    public long taskMoves(TaskState state) {
        return taskMoves.getOrDefault(state, new LongAdder()).sum();
    }

    /// Runs that came into this state, since the start.
    public long runMoves(DagRunState state) {
        return runMoves.getOrDefault(state, new LongAdder()).sum();
    }

    /// Names of the executors.
    public SortedSet<String> executors() {
        return new TreeSet<>(loads.keySet());
    }

    /// Attempts handed to an executor that have not started yet.
    public long queuedAttempts(String executor) {
        return load(executor).queued().sum();
    }

    public long runningAttempts(String executor) {
        return load(executor).running().sum();
    }

    private Load load(String executor) {
        return loads.getOrDefault(executor, new Load());
    }

    Journal measured(Journal journal) {
        return (epoch, entries) -> commit(journal, epoch, entries);
    }

    Executor measured(Executor executor) {
        return new MeasuredExecutor(executor, loads.computeIfAbsent(executor.name(), _ -> new Load()), this::listener);
    }

    private void commit(Journal journal, Epoch epoch, List<JournalEntry> entries) {
        long start = System.nanoTime();
        try {
            journal.commit(epoch, entries);
        } catch (FencedException e) {
            listener.commitFailed(true);
            throw e;
        } catch (RuntimeException e) {
            listener.commitFailed(false);
            throw e;
        }
        listener.committed(Duration.ofNanos(System.nanoTime() - start), entries.size());
        entries.forEach(this::count);
        Consumer<List<JournalEntry>> follows = follower;
        if (follows != null) {
            follows.accept(entries);
        }
    }

    private void count(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.RunCreated _ -> add(runMoves, DagRunState.QUEUED);
            case JournalEntry.RunMoved moved -> {
                add(runMoves, moved.state());
                if (moved.state().terminal()) {
                    listener.runEnded(moved.state(), between(moved.startedAt(), moved.endedAt()));
                }
            }
            case JournalEntry.TaskMoved moved -> {
                TaskInstance task = moved.instance();
                add(taskMoves, task.state());
                if (task.state().terminal() && task.times().startedAt() != null) {
                    var times = task.times();
                    listener.taskEnded(
                            task.state(),
                            between(times.queuedAt(), times.startedAt()),
                            between(times.startedAt(), times.endedAt()));
                }
            }
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

    private static Duration between(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null || to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
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
