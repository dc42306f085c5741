package dev.downbeat.runtime;

import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskState;
import dev.downbeat.sdk.Alert;
import dev.downbeat.store.alerts.AlertFacts;
import dev.downbeat.store.alerts.PgAlerts.Claimed;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an alert says: the values under `alert` of docs/alerts.md.
final class AlertValues {
    private static final int LOG_LINES = 20;
    private static final int LOG_LENGTH = 4_000;

    private final AlertFacts facts;
    private final LogStore logs;
    private final Supplier<String> base;

    /// @param base the address under which people reach the server; empty when they cannot
    AlertValues(AlertFacts facts, LogStore logs, Supplier<String> base) {
        this.facts = facts;
        this.logs = logs;
        this.base = base;
    }

    Alert of(Claimed claimed, AlertFacts.Run run, DagSpec dag) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        AlertKey key = claimed.key();
        TaskId task = key.task();
        values.put("event", key.event().word());
        values.put("dag", run.spec().dag().value());
        values.put("run", run.spec().id().value());
        values.put("run_type", run.spec().type().word());
        values.put("raised_at", claimed.raisedAt().toString());
        moments(values, run);
        if (task == null) {
            ofRun(values, run);
        } else {
            ofTask(values, new TaskKey(run.spec().id(), task, key.index()), claimed, dag);
        }
        Failure failure = claimed.failure();
        values.put("error", failure == null ? "" : failure.message());
        values.put("error_code", failure == null ? "" : failure.code().name());
        values.put(
                "deadline",
                key.event() == AlertEvent.DEADLINE
                        ? facts.deadline(run.spec().id(), task, key.index())
                                .map(Instant::toString)
                                .orElse("")
                        : "");
        values.put("log", log(claimed, run.spec()));
        String server = base.get();
        values.put(
                "link",
                server.isEmpty()
                        ? ""
                        : "%s/api/v1/runs/%s".formatted(server, run.spec().id()));
        values.put("title", title(values, key.event()));
        values.put("text", text(values));
        return new Alert(values);
    }

    private static void moments(Map<String, @Nullable Object> values, AlertFacts.Run run) {
        RunSpec.Interval interval = run.spec().interval();
        values.put("logical_date", interval.logicalDate().toString());
        values.put("fires_at", run.firesAt().toString());
        values.put("covers_from", interval.start().toString());
        values.put("covers_to", interval.end().toString());
        values.put(
                "covers",
                interval.start().equals(interval.end())
                        ? interval.start().toString()
                        : interval.start() + " to " + interval.end());
    }

    private static void ofRun(Map<String, @Nullable Object> values, AlertFacts.Run run) {
        values.put("task", "");
        values.put("map_index", MapIndex.NONE.value());
        values.put("subject", run.spec().dag().value());
        values.put("attempt", 0);
        values.put("try_number", 0);
        values.put("state", run.state());
        values.put("items", null);
    }

    private void ofTask(Map<String, @Nullable Object> values, TaskKey key, Claimed claimed, DagSpec dag) {
        Optional<AlertFacts.Task> instance = facts.task(key);
        values.put("task", key.task().value());
        values.put("map_index", key.index().value());
        values.put("attempt", claimed.attempt().number());
        values.put("try_number", claimed.attempt().tryNumber());
        values.put("state", state(claimed.key().event(), instance));
        String name = instance.map(AlertFacts.Task::mapName).orElse(null);
        String item = name == null ? key.index().toString() : "[" + name + "]";
        values.put("subject", key.task() + item);
        values.put("items", null);
        if (key.index().mapped()
                && dag.tasks().stream().anyMatch(task -> task.id().equals(key.task()))) {
            values.put("items", items(key, claimed.key().event()));
        }
    }

    /// As it was when the alert was raised: it may have gone on since.
    private static String state(AlertEvent event, Optional<AlertFacts.Task> now) {
        return switch (event) {
            case SUCCESS -> TaskState.SUCCESS.word();
            case FAILURE -> TaskState.FAILED.word();
            case RETRY -> TaskState.UP_FOR_RETRY.word();
            case SKIP -> TaskState.SKIPPED.word();
            case DEADLINE -> now.map(AlertFacts.Task::state).orElse(TaskState.NONE.word());
        };
    }

    private Map<String, Object> items(TaskKey key, AlertEvent event) {
        AlertFacts.Items items = facts.items(key.run(), key.task());
        int alike = switch (event) {
            case SUCCESS -> items.states().getOrDefault("success", 0);
            case FAILURE -> items.states().getOrDefault("failed", 0);
            case SKIP -> items.states().getOrDefault("skipped", 0);
            case RETRY -> items.states().getOrDefault("up_for_retry", 0);
            case DEADLINE -> facts.missed(key.run(), key.task());
        };
        return Map.of("size", items.size(), "count", Math.max(1, alike), "states", items.states());
    }

    private static String title(Map<String, @Nullable Object> values, AlertEvent event) {
        String task = String.valueOf(values.get("task"));
        String dag = String.valueOf(values.get("dag"));
        String run = "run %s of %s".formatted(values.get("run"), dag);
        String what = switch (event) {
            case SUCCESS -> "succeeded";
            case FAILURE -> "failed";
            case RETRY -> "failed and is tried again";
            case SKIP -> "skipped itself";
            case DEADLINE -> "missed its deadline of " + values.get("deadline");
        };
        if (task.isEmpty()) {
            return Character.toUpperCase(run.charAt(0)) + run.substring(1) + " " + what;
        }
        if (values.get("items") instanceof Map<?, ?> items) {
            return "%s of %s instances of task %s %s (%s)"
                    .formatted(items.get("count"), items.get("size"), task, what, run);
        }
        return "Task %s %s (%s)".formatted(values.get("subject"), what, run);
    }

    private static String text(Map<String, @Nullable Object> values) {
        var lines = new StringBuilder().append(values.get("title")).append('\n');
        if (!"".equals(values.get("error"))) {
            lines.append('\n').append(values.get("error")).append('\n');
        }
        lines.append("\nFires at: ").append(values.get("fires_at"));
        lines.append("\nCovers: ").append(values.get("covers")).append('\n');
        if (values.get("attempt") instanceof Integer attempt && attempt > 0) {
            lines.append("Try: ").append(values.get("try_number")).append('\n');
        }
        if (!"".equals(values.get("log"))) {
            lines.append("\nThe end of the log:\n").append(values.get("log")).append('\n');
        }
        if (!"".equals(values.get("link"))) {
            lines.append('\n').append(values.get("link")).append('\n');
        }
        return lines.toString();
    }

    /// Of the attempt, or for a run of what failed first. Secrets were masked when it was written.
    private String log(Claimed claimed, RunSpec run) {
        TaskId task = claimed.key().task();
        Optional<AttemptId> attempt;
        if (task == null) {
            attempt = claimed.key().event() == AlertEvent.FAILURE ? facts.firstFailed(run.id()) : Optional.empty();
        } else {
            attempt = claimed.attempt().number() == 0
                    ? Optional.empty()
                    : Optional.of(new AttemptId(
                            new TaskKey(run.id(), task, claimed.key().index()),
                            claimed.attempt().number()));
        }
        List<String> lines = attempt.map(of -> logs.tail(of, LOG_LINES)).orElse(List.of());
        String end = lines.stream().map(AlertValues::withoutStamp).collect(Collectors.joining("\n"));
        return end.length() <= LOG_LENGTH ? end : "…" + end.substring(end.length() - LOG_LENGTH);
    }

    /// What stands after time and stream.
    private static String withoutStamp(String line) {
        int stream = line.indexOf(' ', line.indexOf(' ') + 1);
        return stream < 0 ? line : line.substring(stream + 1);
    }
}
