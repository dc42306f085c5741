package dev.downbeat.testkit;

import dev.downbeat.engine.port.RunLog;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads an [InMemoryStore].
public final class InMemoryRunLog implements RunLog {
    private static final Comparator<InMemoryStore.Run> ORDER = Comparator.<InMemoryStore.Run, Instant>comparing(
                    run -> run.spec().interval().logicalDate())
            .thenComparing(run -> run.spec().id());

    private final InMemoryStore store;

    InMemoryRunLog(InMemoryStore store) {
        this.store = store;
    }

    @Override
    public List<StoredRun> unfinished(Set<Shard> shards, Set<RunId> known, int limit) {
        return store.alone(() -> store.runs.values().stream()
                .filter(run -> !run.row().state().terminal())
                .filter(run -> shards.contains(run.spec().shard())
                        && !known.contains(run.spec().id()))
                .limit(limit)
                .map(this::stored)
                .toList());
    }

    private StoredRun stored(InMemoryStore.Run run) {
        RunId id = run.spec().id();
        var tasks = new HashMap<TaskKey, TaskInstance>();
        store.tasks.forEach((key, task) -> {
            if (key.run().equals(id)) {
                tasks.put(key, task);
            }
        });
        var history = store.history.getOrDefault(id, new TreeMap<>());
        var sizes = new HashMap<>(store.mapSizes.getOrDefault(id, Map.of()));
        sizes.values().removeIf(size -> size < 0);
        return new StoredRun(
                run.spec(),
                run.row(),
                Map.copyOf(tasks),
                Map.copyOf(sizes),
                Map.copyOf(store.choices.getOrDefault(id, Map.of())),
                history.isEmpty() ? 0 : history.lastKey());
    }

    @Override
    public Optional<StoredRun> run(RunId run) {
        return store.alone(() -> Optional.ofNullable(store.runs.get(run)).map(this::stored));
    }

    @Override
    public List<StoredCommand> commands(Set<Shard> shards, int limit) {
        return store.alone(() -> store.commands.values().stream()
                .filter(command -> !store.outcomes.containsKey(command.id()))
                .filter(command -> store.runs.containsKey(command.run())
                        && shards.contains(store.runs.get(command.run()).spec().shard()))
                .limit(limit)
                .toList());
    }

    @Override
    public Optional<StoredRun> before(RunId run) {
        return store.alone(() -> {
            InMemoryStore.Run self = Objects.requireNonNull(store.runs.get(run));
            boolean scheduledOnly = version(self.spec().version())
                    .spec()
                    .schedule()
                    .timed()
                    .map(Schedule.Timed::catchup)
                    .orElse(false);
            return store.runs.values().stream()
                    .filter(other -> other.spec().dag().equals(self.spec().dag()))
                    .filter(other -> ORDER.compare(other, self) < 0)
                    .filter(other -> !other.row().queuedAt().isAfter(self.row().queuedAt()))
                    .filter(other -> other.spec().type() != RunType.FOREGROUND)
                    .filter(other -> !scheduledOnly || other.spec().type() != RunType.MANUAL)
                    .max(ORDER)
                    .map(this::stored);
        });
    }

    @Override
    public DagVersion version(VersionId version) {
        return store.alone(() -> {
            DagVersion found = store.versions.get(version);
            if (found == null) {
                throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no DAG version " + version);
            }
            return found;
        });
    }
}
