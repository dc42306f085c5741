package dev.downbeat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.engine.port.JournalEntry.AlertRaised;
import dev.downbeat.engine.port.JournalEntry.AssetUpdated;
import dev.downbeat.engine.port.JournalEntry.DeadlineSet;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Epoch;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every journal promises of that which others act on: alerts, deadlines, updates of assets.
public abstract class OutboxContract {
    private static final Instant AT = Instant.parse("2026-03-29T00:59:59.123456Z");

    private StoreSubject store;
    private DagVersion version;
    private Epoch epoch;

    /// A fresh, empty store.
    protected abstract StoreSubject subject();

    @BeforeEach
    void open_the_store() {
        store = subject();
        version = store.register(Samples.dag("etl", "extract", "load"));
        epoch = store.leases().register("test", Duration.ofMinutes(10));
    }

    @Test
    void an_alert_is_kept_once_however_often_its_commit_is_written() {
        JournalEntry[] batch = {
            created(), alert("load", -1, 3, false), alert("load", -1, 4, false), alert(null, -1, 3, false), deadline(60)
        };
        commit(batch);
        commit(batch);
        commit(deadline(99));

        assertThat(store.alerts(new RunId(7)))
                .containsExactly("failure load -1 3", "failure load -1 4", "failure  -1 3");
        assertThat(store.deadlines(new RunId(7)))
                .containsExactly(" -1 " + AT.plusSeconds(60).getEpochSecond());
    }

    @Test
    void items_are_told_of_together_while_the_first_alert_waits() {
        commit(created(), alert("load", 3, 1, true));
        commit(alert("load", 5, 2, true));
        commit(alert("extract", 0, 3, true));

        assertThat(store.alerts(new RunId(7))).containsExactly("failure load 3 1", "failure extract 0 3");
    }

    @Test
    void an_asset_is_updated_once_by_each_attempt_however_often_its_commit_is_written() {
        JournalEntry[] batch = {created(), update("orders", "load", 0, 1), update("s3://b/k", "load", 0, 1)};
        commit(batch);
        commit(batch);
        commit(update("orders", "load", 0, 2), update("orders", "load", 1, 1));

        assertThat(store.assetEvents(new RunId(7)))
                .containsExactly("orders load 0 1", "s3://b/k load 0 1", "orders load 0 2", "orders load 1 1");
    }

    private AlertRaised alert(@Nullable String task, int index, long occasion, boolean together) {
        TaskId id = task == null ? null : new TaskId(task);
        var key = new AlertKey(new RunId(7), id, MapIndex.of(index), occasion, AlertEvent.FAILURE, 0);
        return new AlertRaised(key, version.id(), AT, 1, 1, Failure.of(ErrorCode.TASK_FAILED, "no"), together);
    }

    private static AssetUpdated update(String asset, String task, int index, int attempt) {
        return new AssetUpdated(key(task, index), attempt, new DagId("etl"), new AssetName(asset), AT);
    }

    private DeadlineSet deadline(int seconds) {
        return new DeadlineSet(new RunId(7), null, MapIndex.NONE, version.id(), AT.plusSeconds(seconds), 1);
    }

    private static TaskKey key(String task, int index) {
        return new TaskKey(new RunId(7), new TaskId(task), MapIndex.of(index));
    }

    private RunCreated created() {
        var spec = new RunSpec(
                new RunId(7),
                version.spec().id(),
                version.id(),
                new Shard(7),
                RunType.MANUAL,
                RunSpec.Interval.at(AT),
                Map.of());
        return new RunCreated(spec, AT, null);
    }

    private void commit(JournalEntry... entries) {
        store.journal().commit(epoch, List.of(entries));
    }
}
