package dev.downbeat.store.journal;

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
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.Failure;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.StoredText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The entries of one commit as columns, one table per [Write].
///
/// One statement cannot insert a row and update it, since its parts all see the database as it was before.
/// So a run that is created and moved in one commit is inserted as it stands after the move, and updated as
/// well: the update finds nothing the first time, and brings the row up to date when the run was already
/// there, inserted by another process.
final class Batch {
    private final Map<Write, List<List<@Nullable Object>>> columns = new EnumMap<>(Write.class);

    private final Map<RunId, Long> pins = new HashMap<>();

    Batch(List<JournalEntry> entries) {
        var moves = new HashMap<RunId, RunMoved>();
        for (JournalEntry entry : entries) {
            if (entry instanceof RunMoved moved) {
                moves.put(moved.run(), moved);
            }
            if (entry instanceof RunPinned pinned) {
                pins.put(pinned.run(), pinned.version().value());
            }
        }
        for (JournalEntry entry : entries) {
            add(entry, moves);
        }
    }

    /// The parts that have rows, in a fixed order.
    Set<Write> writes() {
        return columns.keySet();
    }

    List<List<@Nullable Object>> columns(Write write) {
        return columns.getOrDefault(write, List.of());
    }

    private void add(JournalEntry entry, Map<RunId, RunMoved> moves) {
        switch (entry) {
            case RunCreated created -> add(created, moves.get(created.run()));
            case RunMoved moved ->
                row(
                        Write.RUN_MOVED,
                        moved.run().value(),
                        moved.state().word(),
                        micros(moved.startedAt()),
                        micros(moved.endedAt()),
                        json(moved.failure()),
                        pins.get(moved.run()));
            case RunPinned _ -> {} // one statement updates a row once: it is part of the run's move
            case XcomsDropped dropped -> {
                TaskKey of = dropped.key();
                row(
                        Write.XCOMS_DROPPED,
                        of.run().value(),
                        of.task().value(),
                        of.index().value());
                row(
                        Write.CHOICES_DROPPED,
                        of.run().value(),
                        of.task().value(),
                        of.index().value());
            }
            case CommandApplied applied ->
                row(Write.COMMAND_APPLIED, applied.command(), micros(applied.at()), StoredText.of(applied.outcome()));
            case TaskMoved moved -> add(moved.key(), moved.instance(), moved.worker());
            case AttemptKept kept -> add(kept);
            case MapSized sized ->
                row(Write.MAP_SIZED, sized.run().value(), sized.task().value(), sized.size());
            case ItemsNamed named -> {
                for (int i = 0; i < named.names().size(); i++) {
                    String name = StoredText.of(named.names().get(i));
                    row(Write.ITEMS_NAMED, named.run().value(), named.task().value(), i, name);
                }
            }
            case BranchChose chose ->
                row(
                        Write.BRANCH_CHOSE,
                        chose.key().run().value(),
                        chose.key().task().value(),
                        chose.key().index().value(),
                        chose.chosen().stream().map(TaskId::value).sorted().collect(Collectors.joining(" ")));
            case XcomSet xcom ->
                row(
                        Write.XCOM_SET,
                        xcom.key().run().value(),
                        xcom.key().task().value(),
                        xcom.key().index().value(),
                        StoredText.of(xcom.name()),
                        StoredText.ofJson(xcom.json()));
            case AlertRaised raised -> add(raised);
            case DeadlineSet set ->
                row(
                        Write.DEADLINE_SET,
                        set.run().value(),
                        taskId(set.task()),
                        set.index().value(),
                        set.version().value(),
                        micros(set.due()),
                        set.notifiers());
            case AssetUpdated updated ->
                row(
                        Write.ASSET_UPDATED,
                        updated.asset().value(),
                        micros(updated.at()),
                        updated.dag().value(),
                        updated.run().value(),
                        updated.key().task().value(),
                        updated.key().index().value(),
                        updated.attempt());
            case History history ->
                row(
                        Write.HISTORY,
                        history.run().value(),
                        history.seq(),
                        micros(history.at()),
                        StoredText.ofJson(history.json()));
        }
    }

    private void add(RunCreated created, @Nullable RunMoved move) {
        var spec = created.spec();
        row(
                Write.RUN_CREATED,
                spec.id().value(),
                spec.dag().value(),
                spec.version().value(),
                spec.shard().value(),
                spec.type().word(),
                move == null ? DagRunState.QUEUED.word() : move.state().word(),
                micros(spec.interval().logicalDate()),
                micros(spec.interval().start()),
                micros(spec.interval().end()),
                StoredText.ofJson(Json.write(spec.params())),
                spec.cause().trigger().isEmpty()
                        ? null
                        : StoredText.ofJson(Json.write(spec.cause().trigger())),
                created.idempotencyKey() == null ? null : StoredText.of(created.idempotencyKey()),
                micros(created.queuedAt()),
                move == null ? null : micros(move.startedAt()),
                move == null ? null : micros(move.endedAt()),
                move == null ? null : json(move.failure()));
    }

    private void add(TaskKey key, TaskInstance task, String worker) {
        var times = task.times();
        row(
                Write.TASK_MOVED,
                key.run().value(),
                key.task().value(),
                key.index().value(),
                task.state().word(),
                task.attempt(),
                task.tryNumber(),
                task.lost(),
                micros(times.queuedAt()),
                micros(times.startedAt()),
                micros(times.endedAt()),
                micros(times.dueAt()),
                micros(times.expiresAt()),
                json(task.failure()),
                StoredText.of(worker),
                task.waiting() == null ? null : StoredText.ofJson(Json.write(task.waiting())));
    }

    private void add(AttemptKept kept) {
        TaskInstance task = kept.instance();
        row(
                Write.ATTEMPT_KEPT,
                kept.key().run().value(),
                kept.key().task().value(),
                kept.key().index().value(),
                task.attempt(),
                task.tryNumber(),
                kept.outcome(),
                micros(task.times().queuedAt()),
                micros(task.times().startedAt()),
                micros(kept.endedAt()),
                json(task.failure()));
    }

    private void add(AlertRaised raised) {
        AlertKey key = raised.key();
        row(
                Write.ALERT_RAISED,
                key.run().value(),
                taskId(key.task()),
                key.index().value(),
                key.occasion(),
                key.event().word(),
                key.notifier(),
                raised.version().value(),
                raised.attempt(),
                raised.tryNumber(),
                json(raised.failure()),
                micros(raised.at()),
                raised.together());
    }

    private static String taskId(@Nullable TaskId task) {
        return task == null ? "" : task.value();
    }

    private void row(Write write, @Nullable Object... values) {
        List<List<@Nullable Object>> table = columns.computeIfAbsent(write, Batch::table);
        for (int i = 0; i < values.length; i++) {
            table.get(i).add(values[i]);
        }
    }

    private static List<List<@Nullable Object>> table(Write write) {
        var table = new ArrayList<List<@Nullable Object>>();
        write.types().forEach(type -> table.add(new ArrayList<>()));
        return table;
    }

    private static @Nullable String json(@Nullable Failure failure) {
        return failure == null ? null : StoredText.ofJson(Json.write(failure));
    }

    private static @Nullable Long micros(@Nullable Instant moment) {
        return moment == null
                ? null
                : TimeUnit.SECONDS.toMicros(moment.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(moment.getNano());
    }
}
