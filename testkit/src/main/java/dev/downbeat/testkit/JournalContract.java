package dev.downbeat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.engine.port.Journal.FencedException;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.JournalEntry.AttemptKept;
import dev.downbeat.engine.port.JournalEntry.BranchChose;
import dev.downbeat.engine.port.JournalEntry.CommandApplied;
import dev.downbeat.engine.port.JournalEntry.History;
import dev.downbeat.engine.port.JournalEntry.ItemsNamed;
import dev.downbeat.engine.port.JournalEntry.MapSized;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.engine.port.JournalEntry.RunMoved;
import dev.downbeat.engine.port.JournalEntry.RunPinned;
import dev.downbeat.engine.port.JournalEntry.TaskMoved;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.engine.port.JournalEntry.XcomsDropped;
import dev.downbeat.engine.port.RunLog.StoredRun;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunCommand;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every journal promises, together with the log that reads it.
public abstract class JournalContract {
    private static final Instant AT = Instant.parse("2026-03-29T00:59:59.123456Z");
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final int MANY = 1000;

    private StoreSubject store;
    private DagVersion version;
    private Epoch epoch;

    /// A fresh, empty store.
    protected abstract StoreSubject subject();

    @BeforeEach
    void open_the_store() {
        store = subject();
        version = store.register(Samples.dag("etl", "extract", "load"));
        epoch = store.leases().register("test", LEASE);
    }

    @Test
    void a_created_run_is_unfinished_until_it_ends() {
        commit(created(7));

        assertThat(unfinished()).singleElement().satisfies(run -> {
            assertThat(run.spec()).isEqualTo(spec(7));
            assertThat(run.row().state()).isEqualTo(DagRunState.QUEUED);
            assertThat(run.row().queuedAt()).isEqualTo(AT);
            assertThat(run.tasks()).isEmpty();
            assertThat(run.lastSeq()).isZero();
        });
        commit(new RunMoved(new RunId(7), DagRunState.SUCCESS, AT, AT.plusSeconds(1), null));
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void all_of_a_commit_is_read_back_as_it_was_written() {
        var failure = new Failure(ErrorCode.TASK_FAILED, "it said \"no\"\n\t\\ 🚀", "line 1\nline 2");
        var times =
                new TaskInstance.Times(AT, AT.plusMillis(1), AT.plusSeconds(2), AT.plusSeconds(9), AT.plusSeconds(60));
        var limit = new Wait.Limit(AT.plusSeconds(90), true);
        var wait = new Wait(Wait.Wake.LOOK, AT, limit, 3, "no file \"a\"\u0009yet", "{\"sizes\": [1, null]}");
        var retrying = new TaskInstance(TaskState.UP_FOR_RETRY, 3, 2, 1, times, failure, wait);

        commit(
                created(7),
                new RunMoved(new RunId(7), DagRunState.RUNNING, AT.plusSeconds(1), null, failure),
                new TaskMoved(key(7, "extract", -1), retrying, "worker-1"),
                new TaskMoved(key(7, "load", 0), TaskInstance.NEW, ""),
                new AttemptKept(key(7, "extract", -1), retrying, "failed", AT.plusSeconds(2)),
                new MapSized(new RunId(7), new TaskId("load"), 12),
                new ItemsNamed(new RunId(7), new TaskId("load"), List.of("Åbo", "it's \"{x}\"")),
                new BranchChose(key(7, "gate", -1), Set.of(new TaskId("a"), new TaskId("g.b"))),
                new BranchChose(key(7, "none", 3), Set.of()),
                new XcomSet(key(7, "extract", -1), XcomSet.OUTPUT, "{\"b\": [1, 2.50], \"a\": null}"),
                new History(new RunId(7), 1, AT, "[{\"to\":\"running\"}]"));

        assertThat(unfinished()).singleElement().satisfies(run -> {
            assertThat(run.row().state()).isEqualTo(DagRunState.RUNNING);
            assertThat(run.row().startedAt()).isEqualTo(AT.plusSeconds(1));
            assertThat(run.row().failure()).isEqualTo(failure);
            assertThat(run.tasks())
                    .containsOnly(
                            Map.entry(key(7, "extract", -1), retrying), Map.entry(key(7, "load", 0), TaskInstance.NEW));
            assertThat(run.mapSizes()).containsOnly(Map.entry(new TaskId("load"), 12));
            assertThat(run.choices())
                    .containsOnly(
                            Map.entry(key(7, "gate", -1), Set.of(new TaskId("a"), new TaskId("g.b"))),
                            Map.entry(key(7, "none", 3), Set.of()));
            assertThat(run.lastSeq()).isEqualTo(1);
        });
        assertThat(store.itemNames(new RunId(7), new TaskId("load"))).containsExactly("Åbo", "it's \"{x}\"");
        assertThat(store.attempts(key(7, "extract", -1))).containsExactly("3 failed");
        assertThat(store.xcom(key(7, "extract", -1), XcomSet.OUTPUT)).hasValue("{\"b\": [1, 2.50], \"a\": null}");
        assertThat(store.history(new RunId(7))).containsExactly("[{\"to\":\"running\"}]");
    }

    @Test
    void a_later_commit_overwrites_a_task_and_an_xcom_and_adds_to_the_history() {
        var task = key(7, "extract", -1);
        commit(created(7), moved(task, TaskState.QUEUED, 1), output(task, "1"), history(7, 1));
        commit(moved(task, TaskState.SUCCESS, 1), output(task, "2"), history(7, 2));

        StoredRun run = unfinished().getFirst();
        assertThat(run.tasks().get(task)).extracting(TaskInstance::state).isEqualTo(TaskState.SUCCESS);
        assertThat(run.lastSeq()).isEqualTo(2);
        assertThat(store.xcom(task, XcomSet.OUTPUT)).hasValue("2");
        assertThat(store.history(new RunId(7))).hasSize(2);
    }

    @Test
    void the_same_batch_once_more_changes_nothing() {
        var task = key(7, "extract", -1);
        JournalEntry[] batch = {
            created(7),
            new RunMoved(new RunId(7), DagRunState.RUNNING, AT, null, null),
            moved(task, TaskState.UP_FOR_RETRY, 1),
            new AttemptKept(task, instance(TaskState.FAILED, 1), "failed", AT),
            new MapSized(new RunId(7), new TaskId("load"), 3),
            new ItemsNamed(new RunId(7), new TaskId("load"), List.of("a", "b", "c")),
            new BranchChose(task, Set.of(new TaskId("load"))),
            output(task, "1"),
            history(7, 1)
        };
        commit(batch);
        List<StoredRun> before = unfinished();
        commit(batch);

        assertThat(unfinished()).isEqualTo(before);
        assertThat(store.attempts(task)).hasSize(1);
        assertThat(store.history(new RunId(7))).hasSize(1);
    }

    @Test
    void an_epoch_that_was_fenced_writes_nothing() {
        commit(created(7));
        store.leases().acquire(epoch, Set.of(new Shard(7)), false);
        store.expire(epoch);
        Epoch successor = store.leases().register("other", LEASE);
        assertThat(store.leases().acquire(successor, Set.of(new Shard(7)), false))
                .containsExactly(new Shard(7));

        assertThatThrownBy(() -> commit(created(8), moved(key(7, "extract", -1), TaskState.SUCCESS, 1)))
                .isInstanceOf(FencedException.class);
        assertThatThrownBy(this::commit).isInstanceOf(FencedException.class);

        assertThat(unfinished())
                .singleElement()
                .satisfies(run -> assertThat(run.tasks()).isEmpty());
        epoch = successor;
        commit(created(8));
        assertThat(unfinished()).hasSize(2);
    }

    @Test
    void an_epoch_that_nobody_registered_writes_nothing() {
        epoch = new Epoch(4711);

        assertThatThrownBy(() -> commit(created(7))).isInstanceOf(FencedException.class);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void a_second_run_with_the_same_idempotency_key_is_left_out_and_the_rest_is_written() {
        commit(new RunCreated(spec(7), AT, "order-1"));
        commit(
                new RunCreated(spec(8), AT, "order-1"),
                new RunCreated(spec(9), AT, "order-2"),
                created(10),
                created(11));

        assertThat(unfinished()).extracting(run -> run.spec().id().value()).containsExactly(7L, 9L, 10L, 11L);
    }

    @Test
    void a_second_run_for_the_same_tick_is_left_out() {
        commit(scheduled(7, AT), scheduled(8, AT.plusSeconds(60)));
        commit(scheduled(9, AT), scheduled(10, AT.plusSeconds(120)));

        assertThat(unfinished()).extracting(run -> run.spec().id().value()).containsExactly(7L, 8L, 10L);
    }

    @Test
    void unfinished_runs_come_oldest_first_without_the_known_ones_from_the_given_shards() {
        for (int run = 12; run >= 1; run--) {
            commit(created(run));
        }
        Set<Shard> shards = Set.of(new Shard(2), new Shard(3), new Shard(5), new Shard(9));

        assertThat(store.runLog().unfinished(shards, Set.of(new RunId(3)), 2))
                .extracting(run -> run.spec().id().value())
                .containsExactly(2L, 5L);
        assertThat(store.runLog().unfinished(Set.of(), Set.of(), 2)).isEmpty();
    }

    @Test
    void what_is_asked_of_a_run_is_found_until_it_is_carried_out() {
        commit(created(7), created(8));
        var clear = new RunCommand.Clear(
                List.of(new RunCommand.Target(new TaskId("load"), List.of(0, 3))), true, version.id());
        store.ask(new RunId(7), clear);

        assertThat(store.runLog().commands(Set.of(new Shard(8)), 9)).isEmpty();
        var asked =
                store.runLog().commands(Set.of(new Shard(7), new Shard(8)), 9).getFirst();
        assertThat(asked.run()).isEqualTo(new RunId(7));
        assertThat(asked.command()).isEqualTo(clear);

        commit(new CommandApplied(new RunId(7), asked.id(), AT, "done"));
        commit(new CommandApplied(new RunId(7), asked.id(), AT.plusSeconds(1), "done twice"));
        assertThat(store.runLog().commands(Set.of(new Shard(7)), 9)).isEmpty();
        assertThat(store.outcome(new RunId(7))).isEqualTo("done");
    }

    @Test
    void a_run_goes_on_with_another_version() {
        DagVersion newer = store.register(Samples.dag("etl", "extract", "transform", "load"));
        commit(created(7));
        commit(new RunMoved(new RunId(7), DagRunState.SUCCESS, AT, AT.plusSeconds(1), null));
        commit(
                new RunMoved(new RunId(7), DagRunState.QUEUED, null, null, null),
                new RunPinned(new RunId(7), newer.id()));

        assertThat(unfinished()).singleElement().satisfies(run -> {
            assertThat(run.spec().version()).isEqualTo(newer.id());
            assertThat(run.row().endedAt()).isNull();
        });
        assertThat(store.runLog().run(new RunId(7)).orElseThrow().spec().version())
                .isEqualTo(newer.id());
        assertThat(store.runLog().run(new RunId(8))).isEmpty();
    }

    @Test
    void what_a_task_left_is_gone_when_it_is_dropped_and_a_map_size_can_be_forgotten() {
        var task = key(7, "extract", -1);
        commit(created(7), output(task, "1"), new BranchChose(task, Set.of(new TaskId("load"))));
        commit(new MapSized(new RunId(7), new TaskId("load"), 3));
        assertThat(unfinished().getFirst().choices()).containsOnly(Map.entry(task, Set.of(new TaskId("load"))));

        commit(new XcomsDropped(task), new MapSized(new RunId(7), new TaskId("load"), -1));

        assertThat(store.xcom(task, XcomSet.OUTPUT)).isEmpty();
        assertThat(unfinished().getFirst().choices()).isEmpty();
        assertThat(unfinished().getFirst().mapSizes()).isEmpty();
    }

    @Test
    void a_version_is_read_back() {
        assertThat(store.runLog().version(version.id())).isEqualTo(version);
        assertThatThrownBy(() -> store.runLog().version(new VersionId(4711))).hasMessageContaining("4711");
    }

    @Seeds(20)
    void random_commits_are_read_back_as_from_the_model(long seed) {
        var random = Gen.random(seed);
        var model = new InMemoryStore(new VirtualClock());
        Epoch modelEpoch = model.leases().register("model", LEASE);
        var batches = new RandomBatches(random, version.id());
        for (int i = 0; i < 12; i++) {
            List<JournalEntry> batch = batches.next();
            model.journal().commit(modelEpoch, batch);
            store.journal().commit(epoch, batch);
        }
        Set<Shard> all = batches.shards();

        assertThat(store.runLog().unfinished(all, Set.of(), MANY))
                .isEqualTo(model.runLog().unfinished(all, Set.of(), MANY));
    }

    private void commit(JournalEntry... entries) {
        store.journal().commit(epoch, List.of(entries));
    }

    private List<StoredRun> unfinished() {
        var shards = new java.util.HashSet<Shard>();
        for (int shard = 0; shard < Shard.SHARED; shard++) {
            shards.add(new Shard(shard));
        }
        return store.runLog().unfinished(shards, Set.of(), MANY);
    }

    private RunCreated created(int run) {
        return new RunCreated(spec(run), AT, null);
    }

    private RunSpec spec(int run) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("text", "'\"\\ ü 🚀");
        params.put("nothing", null);
        params.put("numbers", Arrays.asList(1, 2.5, 10_000_000_000L, null, true));
        params.put("nested", Map.of("deep", List.of(Map.of())));
        return spec(run, RunType.MANUAL, RunSpec.Interval.at(AT.plusSeconds(run)), params);
    }

    private RunCreated scheduled(int run, Instant tick) {
        var interval = new RunSpec.Interval(tick, tick, tick.plusSeconds(60));
        return new RunCreated(spec(run, RunType.SCHEDULED, interval, Map.of()), AT, null);
    }

    private RunSpec spec(int run, RunType type, RunSpec.Interval interval, Map<String, @Nullable Object> params) {
        var id = new RunId(run);
        return new RunSpec(id, version.spec().id(), version.id(), new Shard(run), cause(type), interval, params);
    }

    private static RunSpec.Cause cause(RunType type) {
        return new RunSpec.Cause(
                type, type == RunType.MANUAL ? Map.of("assets", Map.of("ö", List.of(Map.of("run_id", 1)))) : Map.of());
    }

    private static TaskKey key(int run, String task, int index) {
        return new TaskKey(new RunId(run), new TaskId(task), MapIndex.of(index));
    }

    private static TaskMoved moved(TaskKey key, TaskState state, int attempt) {
        return new TaskMoved(key, instance(state, attempt), "worker-1");
    }

    private static TaskInstance instance(TaskState state, int attempt) {
        return new TaskInstance(state, attempt, attempt, 0, new TaskInstance.Times(AT, AT, null, null, null), null);
    }

    private static XcomSet output(TaskKey key, String json) {
        return new XcomSet(key, XcomSet.OUTPUT, json);
    }

    private static History history(int run, long seq) {
        return new History(new RunId(run), seq, AT, "[]");
    }
}
