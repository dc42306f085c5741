package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskAbout;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// People are told of each change that they asked to be told of, and assets are updated by each success, once, over
/// whatever crashes there were.
final class Telling {
    private static final AssetName ALL = new AssetName("all");
    private static final OperatorCall NOTIFIER = new OperatorCall("slack", Map.of(), Set.of());

    private final InMemoryStore store;
    private final RunId run;
    private final DagVersion version;

    /// A line of history that somebody may have to be told of.
    ///
    /// @param task null for the run itself
    private record Line(long seq, @Nullable String task, int index, String from, String to) {}

    private Telling(InMemoryStore store, RunId run, DagVersion version) {
        this.store = store;
        this.run = run;
        this.version = version;
    }

    /// Somebody is told of everything.
    static Alerts everything() {
        Alerts alerts = Alerts.NONE.withDeadline(new Deadline(Deadline.From.QUEUED, Duration.ofMinutes(1)));
        for (AlertEvent event : AlertEvent.values()) {
            alerts = alerts.and(event, NOTIFIER);
        }
        return alerts;
    }

    /// Of each third task, and each other one makes something; no dice are thrown for it.
    static TaskAbout about(int position) {
        TaskAbout about = position % 3 == 0 ? TaskAbout.NOTHING.withAlerts(everything()) : TaskAbout.NOTHING;
        return position % 2 == 0 ? about.withProduces(List.of(new AssetName("made/" + position), ALL)) : about;
    }

    static void check(InMemoryStore store, RunId run, DagVersion version) {
        var telling = new Telling(store, run, version);
        List<Line> lines = telling.lines();
        telling.checkRun(lines);
        for (TaskSpec task : version.spec().tasks()) {
            List<Line> ofTask = lines.stream()
                    .filter(line -> task.id().value().equals(line.task()))
                    .toList();
            telling.checkTask(task, ofTask);
            telling.checkDeadlines(task, ofTask);
            telling.checkUpdates(task, ofTask);
        }
    }

    private List<Line> lines() {
        var lines = new ArrayList<Line>();
        for (JournalEntry.History entry : store.history(run)) {
            for (Object each : (List<?>) Objects.requireNonNull(Json.read(entry.json()))) {
                var event = (Map<?, ?>) each;
                Object task = event.get("task");
                lines.add(new Line(
                        entry.seq(),
                        task == null ? null : String.valueOf(task),
                        event.get("index") instanceof Integer index ? index : -1,
                        String.valueOf(event.get("from")),
                        String.valueOf(event.get("to"))));
            }
        }
        return lines;
    }

    private void checkRun(List<Line> lines) {
        boolean asked = !version.spec().policy().alerts().none();
        Set<Long> successes = lines.stream()
                .filter(line -> line.task() == null && line.to().equals("success"))
                .map(Line::seq)
                .collect(Collectors.toSet());
        assertThat(occasions(null, AlertEvent.SUCCESS))
                .as("told of the success of run %s", run)
                .containsExactlyInAnyOrderElementsOf(asked ? successes : Set.of());
        Failure failure = store.run(run).orElseThrow().row().failure();
        boolean failed = failure != null && failure.code() != ErrorCode.CANCELLED;
        assertThat(occasions(null, AlertEvent.FAILURE))
                .as("told of the failure of run %s: %s", run, failure)
                .hasSize(asked && failed ? 1 : 0);
    }

    private void checkTask(TaskSpec task, List<Line> lines) {
        for (AlertEvent event : List.of(AlertEvent.SUCCESS, AlertEvent.RETRY)) {
            String state = event == AlertEvent.SUCCESS ? "success" : "up_for_retry";
            Set<Long> expected = task.about().alerts().on(event).isEmpty()
                    ? Set.of()
                    : lines.stream()
                            .filter(line -> line.to().equals(state))
                            .map(Line::seq)
                            .collect(Collectors.toSet());
            List<Long> told = occasions(task.id(), event);
            if (task.mapping().mapped()) {
                assertThat(told).as("%s/%s %s", run, task.id(), event).hasSize(expected.isEmpty() ? 0 : 1);
            } else {
                assertThat(told).as("%s/%s %s", run, task.id(), event).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
        checkFailure(task);
    }

    private void checkFailure(TaskSpec task) {
        var single = store.task(new TaskKey(run, task.id(), MapIndex.NONE));
        Failure failure = single.failure();
        if (task.about().alerts().none()) {
            assertThat(occasions(task.id(), AlertEvent.FAILURE)).isEmpty();
        } else if (single.state() == TaskState.FAILED && failure != null && failure.code() != ErrorCode.CANCELLED) {
            assertThat(occasions(task.id(), AlertEvent.FAILURE))
                    .as("told of the failure of %s/%s", run, task.id())
                    .hasSize(1);
        }
    }

    /// Each instance that was queued has one.
    private void checkDeadlines(TaskSpec task, List<Line> lines) {
        Set<Integer> expected = task.about().alerts().deadline() == null
                ? Set.of()
                : lines.stream()
                        .filter(line -> line.to().equals("queued"))
                        .map(Line::index)
                        .collect(Collectors.toSet());
        var set = new HashSet<Integer>();
        store.deadlines().stream()
                .filter(deadline -> deadline.run().equals(run) && task.id().equals(deadline.task()))
                .forEach(deadline -> set.add(deadline.index().value()));
        assertThat(set).as("deadlines of %s/%s", run, task.id()).isEqualTo(expected);
    }

    /// By each instance that succeeded; for the items of a mapped task, not for their sum.
    private void checkUpdates(TaskSpec task, List<Line> lines) {
        List<String> expected = lines.stream()
                .filter(line -> line.to().equals("success")
                        && line.index() >= 0 == task.mapping().mapped())
                .flatMap(line -> task.about().produces().stream().map(asset -> line.index() + " " + asset))
                .toList();
        List<String> updates = store.assetEvents().stream()
                .filter(update ->
                        update.key().run().equals(run) && update.key().task().equals(task.id()))
                .map(update -> update.key().index().value() + " " + update.asset())
                .toList();
        assertThat(updates).as("updates by %s/%s", run, task.id()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private List<Long> occasions(@Nullable TaskId task, AlertEvent event) {
        return store.alerts().stream()
                .map(JournalEntry.AlertRaised::key)
                .filter(key -> key.run().equals(run) && Objects.equals(key.task(), task) && key.event() == event)
                .map(key -> key.occasion())
                .toList();
    }
}
