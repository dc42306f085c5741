package dev.downbeat.testkit;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.JournalEntry.AttemptKept;
import dev.downbeat.engine.port.JournalEntry.BranchChose;
import dev.downbeat.engine.port.JournalEntry.History;
import dev.downbeat.engine.port.JournalEntry.ItemsNamed;
import dev.downbeat.engine.port.JournalEntry.MapSized;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.JournalEntry.RunMoved;
import dev.downbeat.engine.port.JournalEntry.TaskMoved;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import dev.downbeat.model.Wait;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Random commits of one sequence: folded as the engine folds them, with all states, times and texts there
/// are.
final class RandomBatches {
    private static final Gen<Instant> TIMES =
            Gen.instants(Instant.parse("1969-12-31T23:00:00Z"), Duration.ofDays(40_000));
    // NUL is left out: what becomes of it is each store's own affair.
    private static final Gen<String> TEXTS = Gen.text(40).map(text -> text.replace("\0", ""));
    private static final Gen<String> TASKS = Gen.of("a", "b", "group.c");

    private final RandomGenerator random;
    private final VersionId version;
    private final List<RunId> runs = new ArrayList<>();

    RandomBatches(RandomGenerator random, VersionId version) {
        this.random = random;
        this.version = version;
    }

    Set<Shard> shards() {
        var shards = new HashSet<Shard>();
        runs.forEach(run -> shards.add(shard(run)));
        return shards;
    }

    private static Shard shard(RunId run) {
        return new Shard((int) (run.value() % Shard.SHARED));
    }

    List<JournalEntry> next() {
        var batch = new ArrayList<JournalEntry>();
        for (int i = random.nextInt(4); i > 0 || runs.isEmpty(); i--) {
            batch.add(created());
        }
        for (RunId run : runs) {
            if (random.nextBoolean()) {
                ofRun(run, batch);
            }
        }
        return batch;
    }

    private RunCreated created() {
        var run = new RunId(
                random.nextInt(1, 5) + (runs.isEmpty() ? 0 : runs.getLast().value()));
        runs.add(run);
        Instant moment = TIMES.next(random);
        var interval = new RunSpec.Interval(moment, moment, moment.plusSeconds(random.nextInt(1000)));
        Map<String, @Nullable Object> params = Map.of(
                TEXTS.next(random), TEXTS.next(random), "a longer key than any random text has: 40", random.nextLong());
        var type = Gen.anyOf(RunType.class).next(random);
        var spec = new RunSpec(run, new DagId("etl"), version, shard(run), type, interval, params);
        return new RunCreated(spec, TIMES.next(random), random.nextBoolean() ? TEXTS.next(random) : null);
    }

    private void ofRun(RunId run, List<JournalEntry> batch) {
        if (random.nextBoolean()) {
            var state = Gen.anyOf(DagRunState.class).next(random);
            batch.add(new RunMoved(run, state, time(), state.terminal() ? TIMES.next(random) : null, failure()));
        }
        for (TaskKey key : Set.copyOf(Gen.of(0, 1, 2)
                .flatMap(index -> TASKS.map(task -> new TaskKey(run, new TaskId(task), MapIndex.of(index - 1))))
                .listOf(0, 6)
                .next(random))) {
            ofTask(key, batch);
        }
        if (random.nextBoolean()) {
            batch.add(new MapSized(run, new TaskId(TASKS.next(random)), random.nextInt(100_000)));
        }
        if (random.nextBoolean()) {
            var names = TEXTS.listOf(0, 3).next(random);
            batch.add(new ItemsNamed(run, new TaskId(TASKS.next(random)), names));
        }
        batch.add(new History(run, random.nextLong(1, 1000), TIMES.next(random), "[]"));
    }

    private void ofTask(TaskKey key, List<JournalEntry> batch) {
        TaskInstance task = task();
        batch.add(new TaskMoved(key, task, TEXTS.next(random)));
        if (random.nextBoolean()) {
            batch.add(new AttemptKept(key, task, Gen.of("failed", "lost").next(random), TIMES.next(random)));
        }
        if (random.nextInt(4) == 0) {
            Set<TaskId> chosen = Set.copyOf(TASKS.map(TaskId::new).listOf(0, 3).next(random));
            batch.add(new BranchChose(key, chosen));
        }
        if (random.nextBoolean()) {
            batch.add(new XcomSet(key, TEXTS.next(random), Json.write(TEXTS.next(random))));
        }
    }

    private TaskInstance task() {
        return new TaskInstance(
                Gen.anyOf(TaskState.class).next(random),
                random.nextInt(100),
                random.nextInt(100),
                random.nextInt(100),
                new TaskInstance.Times(time(), time(), time(), time(), time()),
                failure(),
                random.nextBoolean() ? null : waiting());
    }

    private Wait waiting() {
        return new Wait(
                Gen.anyOf(Wait.Wake.class).next(random),
                TIMES.next(random),
                new Wait.Limit(time(), random.nextBoolean()),
                random.nextInt(1_000),
                TEXTS.next(random),
                random.nextBoolean() ? null : Json.write(TEXTS.next(random)));
    }

    private @Nullable Instant time() {
        return random.nextBoolean() ? TIMES.next(random) : null;
    }

    private @Nullable Failure failure() {
        return random.nextBoolean()
                ? new Failure(Gen.anyOf(ErrorCode.class).next(random), TEXTS.next(random), TEXTS.next(random))
                : null;
    }
}
