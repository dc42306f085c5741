package dev.downbeat.engine;

import dev.downbeat.decider.Change;
import dev.downbeat.decider.RunState;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        private final Map<Place, JournalEntry> choices = new LinkedHashMap<>();
        private final List<JournalEntry> others = new ArrayList<>();
        private final HistoryText history = new HistoryText();
        private final Alarms alarms;

        RunChanges(ActiveRun run) {
            this.run = run;
            this.alarms = new Alarms(run);
        }
    }

    private record Place(int task, MapIndex index) {}

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

    /// @param lazy a change that may wait for others to be written with
    void add(ActiveRun run, Change change, boolean lazy) {
        RunChanges changes = changes(run);
        switch (change) {
            case Change.Task task -> {
                changes.tasks.put(new Place(task.task(), task.index()), task.now());
                changes.history.add(task, run.state().graph().task(task.task()).id());
                changes.alarms.hear(task);
            }
            case Change.Looked looked -> changes.tasks.put(new Place(looked.task(), looked.index()), looked.now());
            case Change.AttemptKept kept ->
                changes.others.add(new JournalEntry.AttemptKept(
                        run.key(kept.task(), kept.index()), kept.ended(), kept.outcome(), kept.at()));
            case Change.Chosen chosen ->
                changes.choices.put(
                        new Place(chosen.task(), chosen.index()),
                        new JournalEntry.BranchChose(run.key(chosen.task(), chosen.index()), chosen.chosen()));
            case Change.Sized sized -> {
                TaskId task = run.state().graph().task(sized.task()).id();
                changes.others.add(new JournalEntry.MapSized(run.spec().id(), task, sized.size()));
                List<String> names = run.names(sized.task());
                if (names.size() == sized.size()) {
                    changes.others.add(new JournalEntry.ItemsNamed(run.spec().id(), task, names));
                }
            }
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
        xcoms.forEach((name, json) -> changes.others.add(new JournalEntry.XcomSet(run.key(task, index), name, json)));
    }

    void afterCommit(Runnable action) {
        afterwards.add(action);
    }

    private RunChanges changes(ActiveRun run) {
        return runs.computeIfAbsent(run.spec().id(), _ -> new RunChanges(run));
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
            entries.addAll(changes.choices.values());
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
