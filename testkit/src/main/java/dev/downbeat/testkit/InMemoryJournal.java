package dev.downbeat.testkit;

import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.JournalEntry.AlertRaised;
import dev.downbeat.engine.port.JournalEntry.AssetUpdated;
import dev.downbeat.engine.port.JournalEntry.AttemptKept;
import dev.downbeat.engine.port.JournalEntry.BranchChose;
import dev.downbeat.engine.port.JournalEntry.CommandApplied;
import dev.downbeat.engine.port.JournalEntry.DeadlineSet;
import dev.downbeat.engine.port.JournalEntry.History;
import dev.downbeat.engine.port.JournalEntry.ItemsNamed;
import dev.downbeat.engine.port.JournalEntry.MapSized;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.JournalEntry.RunMoved;
import dev.downbeat.engine.port.JournalEntry.RunPinned;
import dev.downbeat.engine.port.JournalEntry.TaskMoved;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.engine.port.JournalEntry.XcomsDropped;
import dev.downbeat.engine.port.RunLog.RunRow;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunType;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.testkit.InMemoryStore.Run;
import dev.downbeat.testkit.InMemoryStore.Xcom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A journal into an [InMemoryStore]. It checks what the port promises (entries are folded) and can be told
/// to fail or to park the commits to come.
public final class InMemoryJournal implements Journal {
    private final InMemoryStore store;
    private final BlockingQueue<Trouble> troubles = new LinkedBlockingQueue<>();

    InMemoryJournal(InMemoryStore store) {
        this.store = store;
    }

    /// What befalls a commit. Several may be queued: each takes one commit.
    sealed interface Trouble permits Fault, ParkedCommit {}

    /// How a commit fails with DATABASE.
    public enum Fault implements Trouble {
        /// Nothing was written.
        BEFORE_APPLYING,
        /// All was written, but the answer was lost.
        AFTER_APPLYING
    }

    /// The next commit that no earlier trouble waits for fails.
    public void failNext(Fault fault) {
        troubles.add(fault);
    }

    /// The next commit that no earlier trouble waits for stops before it is applied, until the test lets
    /// go.
    public ParkedCommit parkNext() {
        var parked = new ParkedCommit();
        troubles.add(parked);
        return parked;
    }

    @Override
    public void commit(Epoch epoch, List<JournalEntry> entries) {
        requireFolded(entries);
        switch (troubles.poll()) {
            case null -> apply(epoch, entries);
            case Fault.BEFORE_APPLYING -> throw outOfReach();
            case Fault.AFTER_APPLYING -> {
                apply(epoch, entries);
                throw outOfReach();
            }
            case ParkedCommit parked -> {
                parked.hold();
                apply(epoch, entries);
            }
        }
    }

    private static DownbeatException outOfReach() {
        return new DownbeatException(ErrorCode.DATABASE, "the test's store lost the connection during a commit");
    }

    private void apply(Epoch epoch, List<JournalEntry> entries) {
        store.alone(() -> {
            if (!store.leases().valid(epoch)) {
                throw new FencedException(epoch);
            }
            // Created runs come first, as a commit may hold a run's creation after its first move.
            entries.stream().filter(RunCreated.class::isInstance).forEach(this::apply);
            entries.stream().filter(entry -> !(entry instanceof RunCreated)).forEach(this::apply);
            return store.commits.add(new InMemoryStore.Commit(epoch, entries));
        });
    }

    private void apply(JournalEntry entry) {
        switch (entry) {
            case RunCreated created -> create(created);
            case RunMoved moved -> store.runs.computeIfPresent(moved.run(), (id, old) -> moved(old, moved));
            case TaskMoved moved -> store.tasks.put(moved.key(), stored(moved.instance()));
            case AttemptKept kept -> keep(kept);
            case MapSized sized ->
                store.mapSizes
                        .computeIfAbsent(sized.run(), run -> new HashMap<>())
                        .put(sized.task(), sized.size());
            case RunPinned pinned ->
                store.runs.computeIfPresent(
                        pinned.run(),
                        (id, old) -> new Run(old.spec().on(pinned.version()), old.row(), old.idempotencyKey()));
            case XcomsDropped dropped -> {
                store.xcoms.keySet().removeIf(xcom -> xcom.key().equals(dropped.key()));
                store.choices.getOrDefault(dropped.run(), new HashMap<>()).remove(dropped.key());
            }
            case CommandApplied applied -> store.outcomes.putIfAbsent(applied.command(), applied.outcome());
            case ItemsNamed named ->
                store.itemNames
                        .computeIfAbsent(named.run(), run -> new HashMap<>())
                        .put(named.task(), named.names());
            case BranchChose chose ->
                store.choices
                        .computeIfAbsent(chose.run(), run -> new HashMap<>())
                        .put(chose.key(), chose.chosen());
            case XcomSet xcom -> store.xcoms.put(new Xcom(xcom.key(), xcom.name()), xcom.json());
            case AlertRaised raised -> raise(raised);
            case DeadlineSet set ->
                store.deadlines.putIfAbsent(List.of(set.run(), Optional.ofNullable(set.task()), set.index()), set);
            case AssetUpdated updated ->
                store.assetEvents.putIfAbsent(List.of(updated.key(), updated.attempt(), updated.asset()), updated);
            case History history ->
                store.history
                        .computeIfAbsent(history.run(), run -> new TreeMap<>())
                        .putIfAbsent(history.seq(), history);
        }
    }

    /// A run that clashes with another is left out, as a unique index has it.
    void create(RunCreated created) {
        if (store.runs.values().stream().noneMatch(run -> clash(run, created))) {
            var row = new RunRow(DagRunState.QUEUED, micros(created.queuedAt()), null, null, null);
            store.runs.put(created.run(), new Run(created.spec(), row, created.idempotencyKey()));
        }
    }

    private static boolean clash(Run run, RunCreated created) {
        var spec = created.spec();
        boolean sameDag = run.spec().dag().equals(spec.dag());
        boolean sameKey =
                created.idempotencyKey() != null && created.idempotencyKey().equals(run.idempotencyKey());
        boolean sameTick = spec.type() == RunType.SCHEDULED
                && run.spec().type() == RunType.SCHEDULED
                && run.spec().interval().logicalDate().equals(spec.interval().logicalDate());
        return run.spec().id().equals(spec.id()) || (sameDag && (sameKey || sameTick));
    }

    private static Run moved(Run old, RunMoved move) {
        var row = new RunRow(
                move.state(),
                old.row().queuedAt(),
                microsOrNull(move.startedAt()),
                microsOrNull(move.endedAt()),
                move.failure());
        return new Run(old.spec(), row, old.idempotencyKey());
    }

    /// Nothing is ever sent from here, so what is told together is told of in the first one.
    private void raise(AlertRaised raised) {
        AlertKey key = raised.key();
        boolean waits = raised.together()
                && store.alerts.values().stream()
                        .anyMatch(other -> other.together()
                                && other.run().equals(key.run())
                                && Objects.equals(other.key().task(), key.task())
                                && other.key().event() == key.event()
                                && other.key().notifier() == key.notifier());
        if (!waits) {
            store.alerts.putIfAbsent(key, raised);
        }
    }

    private void keep(AttemptKept kept) {
        var before = store.attempts.computeIfAbsent(kept.key(), key -> new ArrayList<>());
        if (before.stream()
                .noneMatch(
                        other -> other.instance().attempt() == kept.instance().attempt())) {
            before.add(kept);
        }
    }

    private static TaskInstance stored(TaskInstance task) {
        var times = task.times();
        return new TaskInstance(
                task.state(),
                task.attempt(),
                task.tryNumber(),
                task.lost(),
                new TaskInstance.Times(
                        microsOrNull(times.queuedAt()),
                        microsOrNull(times.startedAt()),
                        microsOrNull(times.endedAt()),
                        microsOrNull(times.dueAt()),
                        microsOrNull(times.expiresAt())),
                task.failure(),
                task.waiting());
    }

    private static Instant micros(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable Instant microsOrNull(@Nullable Instant moment) {
        return moment == null ? null : moment.truncatedTo(ChronoUnit.MICROS);
    }

    private static void requireFolded(List<JournalEntry> entries) {
        var seen = new HashSet<Object>();
        for (JournalEntry entry : entries) {
            Object name = switch (entry) {
                case RunCreated created -> List.of("RunCreated", created.run());
                case RunMoved moved -> List.of("RunMoved", moved.run());
                case TaskMoved moved -> moved.key();
                case AttemptKept kept -> List.of(kept.key(), kept.instance().attempt());
                case MapSized sized -> List.of("MapSized", sized.run(), sized.task());
                case RunPinned pinned -> List.of("RunPinned", pinned.run());
                case XcomsDropped dropped -> List.of("XcomsDropped", dropped.key());
                case CommandApplied applied -> List.of("CommandApplied", applied.command());
                case ItemsNamed named -> List.of("ItemsNamed", named.run(), named.task());
                case BranchChose chose -> List.of("BranchChose", chose.key());
                case XcomSet xcom -> new Xcom(xcom.key(), xcom.name());
                case AlertRaised raised -> raised.key();
                case DeadlineSet set -> List.of("DeadlineSet", set.run(), Optional.ofNullable(set.task()), set.index());
                case AssetUpdated updated -> List.of(updated.key(), updated.attempt(), updated.asset());
                case History history -> List.of("History", history.run());
            };
            if (!seen.add(name)) {
                throw new IllegalArgumentException("not folded, two entries of one commit write the same: " + entry);
            }
        }
    }
}
