package dev.downbeat.engine;

import dev.downbeat.decider.Change;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What changed since the last commit, folded to one row for each run and task instance, and what is to be done
/// once it is durable.
final class Batch {
    private final String worker;
    private final Map<RunId, RunChanges> runs = new LinkedHashMap<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private final List<CompletableFuture<Void>> accepted = new ArrayList<>();
    private final InstantText times = new InstantText();
    private boolean urgent;

    Batch(String worker) {
        this.worker = worker;
    }

    /// The changes of one run.
    private static final class RunChanges {
        private final ActiveRun run;
        private JournalEntry.@Nullable RunCreated created;
        private RunState.@Nullable Phase phase;
        private final Map<Place, TaskInstance> tasks = new LinkedHashMap<>();
        private final Map<Integer, JournalEntry> sizes = new LinkedHashMap<>();
        private final Map<Integer, JournalEntry> names = new LinkedHashMap<>();
        private final Map<AttemptId, JournalEntry> kept = new LinkedHashMap<>();
        private final Map<XcomName, JournalEntry> xcoms = new LinkedHashMap<>();
        private final Map<TaskKey, JournalEntry> choices = new LinkedHashMap<>();
        private final Set<TaskKey> forgotten = new LinkedHashSet<>();
        private final List<JournalEntry> others = new ArrayList<>();
        private final HistoryText history;
        private final Alarms alarms;

        RunChanges(ActiveRun run, InstantText times) {
            this.run = run;
            this.history = new HistoryText(times);
            this.alarms = new Alarms(run);
        }
    }

    private record Place(int task, MapIndex index) {}

    private record XcomName(TaskKey key, String name) {}

    /// @param durable completes with the commit
    void created(ActiveRun run, Instant at, CompletableFuture<Void> durable) {
        accepted.add(durable);
        RunChanges changes = changes(run);
        changes.created = new JournalEntry.RunCreated(run.spec(), at, null);
        changes.history.addCreated(at);
        changes.alarms.asked(at);
        urgent = true;
    }

    /// The run was there already when this process came to drive it.
    void adopted(ActiveRun run, Instant queuedAt) {
        if (run.state().graph().spec().policy().alerts().deadline() != null) {
            changes(run).alarms.asked(queuedAt);
        }
    }

    /// @param lazy     a change that may wait for others to be written with
    /// @param byPerson a person said that it is so
    void add(ActiveRun run, Change change, boolean lazy, boolean byPerson) {
        RunChanges changes = changes(run);
        switch (change) {
            case Change.Task task -> {
                changes.tasks.put(new Place(task.task(), task.index()), task.now());
                changes.history.add(task, run.state().graph().task(task.task()).id());
                if (!byPerson) {
                    changes.alarms.hear(task);
                    assets(changes, task);
                }
            }
            case Change.Looked looked -> changes.tasks.put(new Place(looked.task(), looked.index()), looked.now());
            case Change.AttemptKept kept -> keep(changes, run.key(kept.task(), kept.index()), kept);
            case Change.Sized sized -> size(changes, sized);
            case Change.Chosen chosen -> {
                TaskKey key = run.key(chosen.task(), chosen.index());
                changes.choices.put(key, new JournalEntry.BranchChose(key, chosen.chosen()));
            }
            case Change.Forgotten forgotten -> forget(changes, run.key(forgotten.task(), forgotten.index()));
            case Change.Run moved -> {
                changes.phase = run.state().phase();
                changes.history.add(moved);
                changes.alarms.hear(moved);
            }
        }
        urgent |= !lazy;
    }

    void xcoms(ActiveRun run, int task, MapIndex index, Map<String, String> xcoms) {
        RunChanges changes = changes(run);
        xcoms.forEach((name, json) -> xcom(changes, run.key(task, index), name, json));
    }

    private static void xcom(RunChanges changes, TaskKey key, String name, String json) {
        changes.xcoms.put(new XcomName(key, name), new JournalEntry.XcomSet(key, name, json));
    }

    private static void size(RunChanges changes, Change.Sized sized) {
        ActiveRun run = changes.run;
        TaskId task = run.state().graph().task(sized.task()).id();
        changes.sizes.put(sized.task(), new JournalEntry.MapSized(run.spec().id(), task, sized.size()));
        List<String> names = run.names(sized.task());
        if (names.size() == sized.size()) {
            changes.names.put(
                    sized.task(), new JournalEntry.ItemsNamed(run.spec().id(), task, names));
        }
    }

    /// One statement cannot set a value and drop it: what was to be set in this very commit is left out.
    private static void forget(RunChanges changes, TaskKey key) {
        changes.xcoms.keySet().removeIf(xcom -> xcom.key().equals(key));
        changes.choices.remove(key);
        changes.forgotten.add(key);
    }

    /// The first word on an attempt stands.
    private static void keep(RunChanges changes, TaskKey key, Change.AttemptKept kept) {
        changes.kept.putIfAbsent(
                new AttemptId(key, kept.ended().attempt()),
                new JournalEntry.AttemptKept(key, kept.ended(), kept.outcome(), kept.at()));
    }

    /// What a task makes is new when it has succeeded. Whoever marks a task as a success has made nothing.
    private static void assets(RunChanges changes, Change.Task task) {
        ActiveRun run = changes.run;
        List<AssetName> produced = run.state().graph().task(task.task()).about().produces();
        if (produced.isEmpty() || task.now().state() != TaskState.SUCCESS) {
            return;
        }
        TaskKey key = run.key(task.task(), task.index());
        for (AssetName asset : Set.copyOf(produced)) {
            changes.others.add(new JournalEntry.AssetUpdated(
                    key, task.now().attempt(), run.spec().dag(), asset, task.at()));
        }
    }

    /// Something that is no change of a run's state.
    void add(ActiveRun run, JournalEntry entry) {
        changes(run).others.add(entry);
        urgent = true;
    }

    /// A task instance for which the run's new DAG version has no place.
    void removed(ActiveRun run, Restored.Left left, Instant at) {
        TaskInstance removed = left.instance().settled(TaskState.REMOVED, at);
        add(run, new JournalEntry.TaskMoved(left.key(), removed, worker));
        forget(changes(run), left.key());
        told(run, left, removed, "not in the DAG any longer", at);
    }

    /// One for which it has a place again.
    void back(ActiveRun run, Restored.Left left, Instant at) {
        TaskInstance open = left.instance().cleared();
        int task = run.state().graph().position(left.key().task());
        changes(run).tasks.put(new Place(task, left.key().index()), open);
        told(run, left, open, "in the DAG again", at);
    }

    /// A mapped task whose items are to be counted anew, unless that has come about already.
    void uncounted(ActiveRun run, TaskId task) {
        var unknown = new JournalEntry.MapSized(run.spec().id(), task, -1);
        if (run.state().graph().has(task)) {
            changes(run).sizes.putIfAbsent(run.state().graph().position(task), unknown);
        } else {
            add(run, unknown);
        }
    }

    private void told(ActiveRun run, Restored.Left left, TaskInstance now, String note, Instant at) {
        var told = new Change.Task(0, left.key().index(), left.instance().state(), now, note, at);
        changes(run).history.add(told, left.key().task());
    }

    /// Does it after a commit that does not wait for others.
    void afterCommitSoon(Runnable action) {
        afterwards.add(action);
        urgent = true;
    }

    void afterCommit(Runnable action) {
        afterwards.add(action);
    }

    private RunChanges changes(ActiveRun run) {
        return runs.computeIfAbsent(run.spec().id(), _ -> new RunChanges(run, times));
    }

    boolean isEmpty() {
        return runs.isEmpty() && afterwards.isEmpty();
    }

    /// Something in it must not wait.
    boolean urgent() {
        return urgent || !afterwards.isEmpty();
    }

    /// The runs that ended in it.
    Map<RunId, DagRunState> ended() {
        var ended = new LinkedHashMap<RunId, DagRunState>();
        runs.forEach((id, changes) -> {
            RunState.Phase phase = changes.phase;
            if (phase != null && phase.state().terminal()) {
                ended.put(id, phase.state());
            }
        });
        return ended;
    }

    Set<RunId> runs() {
        return runs.keySet();
    }

    /// What people asked for and is carried out by it.
    Set<Long> commands() {
        var commands = new HashSet<Long>();
        for (RunChanges changes : runs.values()) {
            for (JournalEntry entry : changes.others) {
                if (entry instanceof JournalEntry.CommandApplied applied) {
                    commands.add(applied.command());
                }
            }
        }
        return commands;
    }

    /// Everything is durable: carries out what waited for that.
    void committed() {
        accepted.forEach(future -> future.complete(null));
        afterwards.forEach(Runnable::run);
    }

    /// Nothing of it will be durable.
    void dropped(DownbeatException why) {
        accepted.forEach(future -> future.completeExceptionally(why));
    }

    List<JournalEntry> entries() {
        var entries = new ArrayList<JournalEntry>();
        for (RunChanges changes : runs.values()) {
            RunId id = changes.run.spec().id();
            if (changes.created != null) {
                entries.add(changes.created);
            }
            RunState.Phase phase = changes.phase;
            if (phase != null) {
                entries.add(new JournalEntry.RunMoved(
                        id, phase.state(), phase.startedAt(), phase.endedAt(), phase.failure()));
            }
            changes.tasks.forEach((place, instance) -> entries.add(
                    new JournalEntry.TaskMoved(changes.run.key(place.task(), place.index()), instance, worker)));
            entries.addAll(changes.sizes.values());
            entries.addAll(changes.names.values());
            changes.forgotten.forEach(key -> entries.add(new JournalEntry.XcomsDropped(key)));
            entries.addAll(changes.xcoms.values());
            entries.addAll(changes.choices.values());
            entries.addAll(changes.kept.values());
            entries.addAll(changes.others);
            long seq = changes.history.isEmpty() ? 0 : changes.run.nextHistorySeq();
            entries.addAll(changes.alarms.entries(seq));
            if (seq > 0) {
                entries.add(new JournalEntry.History(id, seq, changes.history.lastAt(), changes.history.json()));
            }
        }
        return entries;
    }
}
