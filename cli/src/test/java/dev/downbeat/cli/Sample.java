package dev.downbeat.cli;

import dev.downbeat.api.ExplainViews.Explanation;
import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.Views.DagDetail;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A DAG `churn` and its runs.
final class Sample {
    static final Instant START = Instant.parse("2024-05-01T03:00:00Z");
    static final Instant NOW = START.plusSeconds(75);

    private Sample() {}

    /// A task that waits for slots; `extract` has failed.
    static Explanation explanation(long run, String task, int index) {
        return task.equals("extract") ? failed(run, task, index) : waits(run, task, index);
    }

    private static Explanation failed(long run, String task, int index) {
        return new Explanation(
                run,
                "churn",
                task,
                index,
                "failed",
                List.of(
                        new GateView("run", "met", START, "the run has begun", ""),
                        new GateView("end", "never", NOW, "it failed: no space left on device", "")));
    }

    private static Explanation waits(long run, String task, int index) {
        return new Explanation(
                run,
                "churn",
                task,
                index,
                "scheduled",
                List.of(
                        new GateView("run", "met", START, "the run has begun", ""),
                        new GateView("trigger_rule", "met", NOW, "nothing comes before it", ""),
                        new GateView(
                                "pool",
                                "not_met",
                                NOW,
                                "0 of 2 slots of pool 'gpu' are free, it takes 1",
                                "tasks in pool 'gpu' end")));
    }

    static DagSpec dag() {
        var schedule =
                new Schedule.Timed(new Schedule.Cron("0 6 * * *"), ZoneId.of("Europe/Helsinki"), null, null, false);
        var about = new About(
                "Train the churn model",
                "Reads the users, trains, deploys.",
                List.of("ada"),
                List.of("ml"),
                new Origin("yaml", "/dags/churn.yaml", ""));
        var threshold =
                new ParamSpec("threshold", Map.of("type", "number", "description", "Least accuracy"), false, 0.9);
        var day = new ParamSpec("day", Map.of("type", "string"), false, "sunday");
        var params = new TreeMap<>(Map.of("day", day, "threshold", threshold));
        return new DagSpec(
                new DagId("churn"),
                about,
                schedule,
                params,
                RunPolicy.DEFAULT,
                List.of(),
                List.of(spec("extract"), spec("train", "extract"), spec("deploy", "train")));
    }

    private static TaskSpec spec(String id, String... needs) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("bash", Map.of("command", "true"), Set.of()))
                .withNeeds(List.of(needs).stream()
                        .map(need -> Need.of(new TaskId(need)))
                        .toList());
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    static DagDetail detail() {
        var spec = (Map<String, @Nullable Object>) Json.read(SpecJson.write(dag()), Map.class);
        return new DagDetail(summary("churn", null), "Reads the users, trains, deploys.", spec);
    }

    static DagSummary summary(String id, @Nullable RunSummary lastRun) {
        return new DagSummary(
                id,
                "Train the " + id + " model",
                List.of("ml"),
                List.of("ada"),
                false,
                "0 6 * * * Europe/Helsinki",
                Instant.parse("2024-05-02T03:00:00Z"),
                3,
                "/dags/" + id + ".yaml",
                null,
                lastRun);
    }

    static RunDetail run(long id, String state, TaskView... tasks) {
        boolean ended = state.equals("success") || state.equals("failed");
        var summary = new RunSummary(
                id,
                "churn",
                3,
                "manual",
                state,
                START,
                START,
                START,
                ended ? START.plusSeconds(12) : null,
                state.equals("failed") ? "task 'train' failed: exit code 1" : null);
        Map<String, Integer> counts = new TreeMap<>();
        for (TaskView task : tasks) {
            counts.merge(task.state(), 1, Integer::sum);
        }
        return new RunDetail(
                summary,
                START,
                START.minus(Duration.ofDays(1)),
                START,
                Map.of("threshold", 0.8),
                Map.of(),
                1,
                counts,
                List.of(tasks));
    }

    /// The same view, read when the run's history had so many entries.
    static RunDetail at(long seq, RunDetail run) {
        return new RunDetail(
                run.summary(),
                run.firesAt(),
                run.intervalStart(),
                run.intervalEnd(),
                run.params(),
                run.trigger(),
                seq,
                run.counts(),
                run.tasks());
    }

    static TaskView task(String name, String state) {
        return task(name, -1, state, 1, null);
    }

    static TaskView task(String name, int mapIndex, String state, int tryNumber, @Nullable String failure) {
        TaskState word = TaskState.of(state);
        boolean began = word == TaskState.SUCCESS || word == TaskState.FAILED || word == TaskState.RUNNING;
        Instant start = began ? START.plusSeconds(1) : null;
        Instant end = began && word.terminal() ? START.plusSeconds(1).plus(Duration.ofMillis(2340)) : null;
        int attempt = began || word == TaskState.UP_FOR_RETRY ? tryNumber : 0;
        Instant due = word == TaskState.UP_FOR_RETRY ? NOW.plusSeconds(20) : null;
        return new TaskView(
                name,
                mapIndex,
                mapIndex < 0 ? null : "item " + mapIndex,
                "bash",
                state,
                attempt,
                attempt == 0 ? 0 : tryNumber,
                3,
                START,
                start,
                end,
                due,
                failure,
                List.of(),
                null,
                null);
    }
}
