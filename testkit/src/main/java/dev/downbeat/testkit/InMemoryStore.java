package dev.downbeat.testkit;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.RunLog.RunRow;
import dev.downbeat.engine.port.RunLog.StoredCommand;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.SpecJson;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All that a database keeps, in memory: it outlives the engines that a test crashes and starts again. Its
/// ports behave as those on PostgreSQL do; the suites in this package run against both.
///
/// ```java
/// var store = new InMemoryStore(clock);
/// var engine = start(store.journal(), store.runLog(), store.leases());
/// store.journal().failNext(InMemoryJournal.Fault.AFTER_APPLYING);
/// store.leases().kill(epoch);     // the process is gone; what it wrote stays
/// ```
///
/// Safe for use by several threads.
public final class InMemoryStore {
    final Map<RunId, Run> runs = new TreeMap<>();
    final Map<TaskKey, TaskInstance> tasks = new HashMap<>();
    final Map<TaskKey, List<JournalEntry.AttemptKept>> attempts = new HashMap<>();
    final Map<RunId, Map<TaskId, Integer>> mapSizes = new HashMap<>();
    final Map<RunId, Map<TaskId, List<String>>> itemNames = new HashMap<>();
    final Map<RunId, Map<TaskKey, Set<TaskId>>> choices = new HashMap<>();
    final Map<Xcom, String> xcoms = new HashMap<>();
    final Map<RunId, TreeMap<Long, JournalEntry.History>> history = new HashMap<>();
    final Map<AlertKey, JournalEntry.AlertRaised> alerts = new LinkedHashMap<>();
    final Map<Object, JournalEntry.DeadlineSet> deadlines = new LinkedHashMap<>();
    final Map<Object, JournalEntry.AssetUpdated> assetEvents = new LinkedHashMap<>();
    final Map<VersionId, DagVersion> versions = new HashMap<>();
    final TreeMap<Long, StoredCommand> commands = new TreeMap<>();
    final Map<Long, String> outcomes = new HashMap<>();
    final List<Commit> commits = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final InMemoryLeases leases;
    private final InMemoryPools pools;
    private final InMemoryJournal journal = new InMemoryJournal(this);
    private final InMemoryRunLog runLog = new InMemoryRunLog(this);

    public InMemoryStore(InstantSource clock) {
        this.clock = clock;
        leases = new InMemoryLeases(this, clock);
        pools = new InMemoryPools(this, clock);
    }

    public InMemoryJournal journal() {
        return journal;
    }

    public InMemoryRunLog runLog() {
        return runLog;
    }

    public InMemoryLeases leases() {
        return leases;
    }

    public InMemoryPools pools() {
        return pools;
    }

    /// Stores a DAG as its next version; the newest one again when nothing changed.
    public DagVersion register(DagSpec spec) {
        return alone(() -> {
            String hash = SpecJson.hash(spec);
            List<DagVersion> before = versions.values().stream()
                    .filter(version -> version.spec().id().equals(spec.id()))
                    .sorted((a, b) -> Integer.compare(b.number(), a.number()))
                    .toList();
            if (!before.isEmpty() && before.getFirst().hash().equals(hash)) {
                return before.getFirst();
            }
            var id = new VersionId(versions.size() + 1L);
            var version = new DagVersion(id, before.size() + 1, hash, spec, "");
            versions.put(id, version);
            return version;
        });
    }

    /// Accepts a run that nobody drives yet, as a schedule or a request does that comes to a process which does not own
    /// its shard. Nothing happens when the DAG has a scheduled run of that date.
    public void queue(RunSpec run) {
        alone(() -> {
            journal.create(new JournalEntry.RunCreated(run, clock.instant(), null));
            return run;
        });
    }

    /// A person asks something of the run.
    ///
    /// @return the command's id
    public long ask(RunId run, RunCommand command) {
        return alone(() -> {
            long id = commands.size() + 1L;
            commands.put(id, new StoredCommand(id, run, command, ""));
            return id;
        });
    }

    /// What was asked of a run, in order.
    public List<StoredCommand> commandsOf(RunId run) {
        return alone(() -> commands.values().stream()
                .filter(command -> command.run().equals(run))
                .toList());
    }

    /// What came of a command; empty while nobody has carried it out.
    public Optional<String> outcome(long command) {
        return alone(() -> Optional.ofNullable(outcomes.get(command)));
    }

    public Optional<Run> run(RunId run) {
        return alone(() -> Optional.ofNullable(runs.get(run)));
    }

    /// [TaskInstance#NEW] when no row was written yet.
    public TaskInstance task(TaskKey key) {
        return alone(() -> tasks.getOrDefault(key, TaskInstance.NEW));
    }

    /// All rows of a run.
    public Map<TaskKey, TaskInstance> tasksOf(RunId run) {
        return alone(() -> {
            var all = new HashMap<TaskKey, TaskInstance>();
            tasks.forEach((key, task) -> {
                if (key.run().equals(run)) {
                    all.put(key, task);
                }
            });
            return Map.copyOf(all);
        });
    }

    /// Every task instance that has a row.
    public Map<TaskKey, TaskInstance> tasks() {
        return alone(() -> Map.copyOf(tasks));
    }

    public List<JournalEntry.AttemptKept> attempts(TaskKey key) {
        return alone(() -> List.copyOf(attempts.getOrDefault(key, List.of())));
    }

    public Optional<String> xcom(TaskKey key, String name) {
        return alone(() -> Optional.ofNullable(xcoms.get(new Xcom(key, name))));
    }

    /// How many instances a mapped task has; -1 while that is not known.
    public int mapSize(RunId run, TaskId task) {
        return alone(() -> mapSizes.getOrDefault(run, Map.of()).getOrDefault(task, -1));
    }

    /// What the items of a mapped task are called.
    public List<String> itemNames(RunId run, TaskId task) {
        return alone(() -> itemNames.getOrDefault(run, Map.of()).getOrDefault(task, List.of()));
    }

    public List<JournalEntry.History> history(RunId run) {
        return alone(
                () -> List.copyOf(history.getOrDefault(run, new TreeMap<>()).values()));
    }

    /// What people are to be told, the first ones first.
    public List<JournalEntry.AlertRaised> alerts() {
        return alone(() -> List.copyOf(alerts.values()));
    }

    public List<JournalEntry.DeadlineSet> deadlines() {
        return alone(() -> List.copyOf(deadlines.values()));
    }

    public List<JournalEntry.AssetUpdated> assetEvents() {
        return alone(() -> List.copyOf(assetEvents.values()));
    }

    /// Every commit that was applied, in order: the trace of a test.
    public List<Commit> commits() {
        return alone(() -> List.copyOf(commits));
    }

    public Commit lastCommit() {
        return alone(commits::getLast);
    }

    <T> T alone(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /// A run's row.
    public record Run(RunSpec spec, RunRow row, @Nullable String idempotencyKey) {}

    record Xcom(TaskKey key, String name) {}

    public record Commit(Epoch epoch, List<JournalEntry> entries) {
        public Commit {
            entries = List.copyOf(entries);
        }
    }
}
