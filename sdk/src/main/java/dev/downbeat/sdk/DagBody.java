package dev.downbeat.sdk;

import dev.downbeat.model.About;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Watch;
import dev.downbeat.model.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is written in a DAG: its settings, and by [Tasks] its tasks. See [Dag] for an example.
public final class DagBody extends Tasks {
    private String description = "";
    private String docs = "";
    private List<String> owners = List.of();
    private List<String> tags = List.of();
    private Schedule times = new Schedule.Manual();
    private @Nullable Webhook webhook;
    private @Nullable AssetCondition consumes;
    private final Map<AssetName, Watch> watches = new LinkedHashMap<>();
    private RunPolicy runs = RunPolicy.DEFAULT;
    private Settings defaults = Settings.DEFAULT;
    private boolean dayWasUsed;

    DagBody(Draft draft) {
        super(draft);
    }

    /// One line for lists.
    public DagBody description(String line) {
        description = line;
        return this;
    }

    /// Markdown for people.
    public DagBody docs(String markdown) {
        docs = markdown;
        return this;
    }

    /// Who to ask.
    public DagBody owners(String... names) {
        owners = List.of(names);
        return this;
    }

    /// Words to find it by.
    public DagBody tags(String... words) {
        tags = List.of(words);
        return this;
    }

    /// When runs start by themselves; without it only by hand or by API.
    public DagBody schedule(Schedules.Timing timing) {
        if (dayWasUsed) {
            throw Refusal.of("say the schedule before d.day(), which is a day in the schedule's zone");
        }
        times = Refusal.asBadDag(timing::schedule);
        return this;
    }

    /// A call from outside that starts a run, beside the schedule if there is one.
    public DagBody webhook(Hook hook) {
        webhook = hook.webhook();
        return this;
    }

    /// The assets whose updates start a run once all of them have come, beside the schedule if there is one.
    public DagBody consumes(String... assets) {
        return consumes(Assets.all((Object[]) assets));
    }

    /// The assets whose updates start a run, see [Assets].
    public DagBody consumes(AssetCondition assets) {
        consumes = assets;
        return this;
    }

    /// A sensor that looks outside again and again, and updates the asset whenever it finds something new. Without
    /// [#consumes] the DAG runs on each such update.
    ///
    /// ```java
    /// d.watches("orders", Sensors.file("inbox/*.csv").every(Duration.ofSeconds(30)));
    /// ```
    public DagBody watches(String asset, Sensors.Wait<?> sensor) {
        Refusal.asBadDag(() -> watches.put(new AssetName(asset), Sensors.watch(new AssetName(asset), sensor)));
        return this;
    }

    /// Settings of all tasks that say nothing else, wherever they stand in the DAG.
    ///
    /// ```java
    /// d.defaults(s -> s.retries(3).timeout(Duration.ofHours(1)));
    /// ```
    public DagBody defaults(UnaryOperator<Settings> change) {
        defaults = Refusal.asBadDag(() -> change.apply(defaults));
        return this;
    }

    /// Runs at a time; further ones wait. 16 is the default.
    public DagBody maxActiveRuns(int limit) {
        return runs(old -> old.withMaxActiveRuns(limit));
    }

    /// Task instances of all its runs together at a time. There is no limit without it.
    public DagBody maxActiveTasks(int limit) {
        return runs(old -> old.withMaxActiveTasks(limit));
    }

    /// Task instances of one run at a time. 64 is the default.
    public DagBody maxActiveTasksPerRun(int limit) {
        return runs(old -> old.withMaxActiveTasksPerRun(limit));
    }

    /// A run that takes longer fails. 7 days is the default.
    public DagBody runTimeout(Duration timeout) {
        return runs(old -> old.withTimeout(timeout));
    }

    /// The first failure skips all that has not started.
    public DagBody failFast() {
        return runs(old -> old.withFailFast(true));
    }

    /// Which failures make a run fail; any one is the default.
    public DagBody verdict(RunPolicy.Verdict verdict) {
        return runs(old -> old.withVerdict(verdict));
    }

    /// Who is told when a run has succeeded, see [Notifiers]. In place of what was set before.
    public DagBody onSuccess(Use<?>... notifiers) {
        return tell(AlertEvent.SUCCESS, notifiers);
    }

    /// Who is told when a run has failed.
    public DagBody onFailure(Use<?>... notifiers) {
        return tell(AlertEvent.FAILURE, notifiers);
    }

    /// Who is told when a run had not ended by its deadline.
    public DagBody onDeadline(Use<?>... notifiers) {
        return tell(AlertEvent.DEADLINE, notifiers);
    }

    /// By when a run has to have ended, measured from when it was asked for.
    public DagBody deadline(Duration within) {
        return deadline(Deadline.From.QUEUED, within);
    }

    /// By when a run has to have ended.
    public DagBody deadline(Deadline.From from, Duration within) {
        return runs(old -> old.withAlerts(old.alerts().withDeadline(new Deadline(from, within))));
    }

    private DagBody tell(AlertEvent event, Use<?>... notifiers) {
        List<OperatorCall> calls = Arrays.stream(notifiers).map(Notifiers::spec).toList();
        return runs(old -> old.withAlerts(old.alerts().with(event, calls)));
    }

    /// Declares a param with a default; its JSON type is that of the default.
    ///
    /// ```java
    /// var threshold = d.param("threshold", 0.9).minimum(0).maximum(1);
    /// d.with(model, threshold).call(Churn::judge);
    /// ```
    public <T> Param<T> param(String name, T byDefault) {
        return Param.optional(draft(), name, byDefault);
    }

    /// Declares a param that every run has to be given.
    public <T> Param<T> requiredParam(String name, Class<T> type) {
        return Param.required(draft(), name, type);
    }

    /// The logical date's day, in the schedule's zone (UTC without a schedule).
    public Ref<LocalDate> day() {
        dayWasUsed = true;
        if (times instanceof Schedule.Timed timed && !timed.zone().normalized().equals(ZoneOffset.UTC)) {
            String inZone = "logical_date.in_timezone('%s').strftime('%%Y-%%m-%%d')".formatted(timed.zone());
            return Expression.of(inZone, LocalDate.class);
        }
        return Expression.of("ds", LocalDate.class); // ds is the day in UTC
    }

    /// The moment that names the run: for a scheduled run the start of its data interval.
    public Ref<Instant> logicalDate() {
        return Expression.of("logical_date", Instant.class);
    }

    /// The run's data interval: `d.interval().get(RunSpec.Interval::end)`.
    public Ref<RunSpec.Interval> interval() {
        var parts = new LinkedHashMap<String, Object>();
        parts.put("logical_date", TemplateText.expression("logical_date"));
        parts.put("start", TemplateText.expression("data_interval_start"));
        parts.put("end", TemplateText.expression("data_interval_end"));
        return new Expression<>(parts, RunSpec.Interval.class, Set.of());
    }

    /// A variable of the installation.
    public Ref<String> variable(String key) {
        if (!key.matches("[A-Za-z_]\\w*")) {
            throw Refusal.of("variable '%s' is not allowed: use letters, digits and '_'".formatted(key));
        }
        return Expression.of("var.value." + key, String.class);
    }

    DagSpec spec(Origin origin) {
        return Refusal.asBadDag(() -> new DagSpec(
                draft().id(),
                new About(description, docs, owners, tags, origin),
                times.triggeredBy(webhook, consumes, List.copyOf(watches.values())),
                draft().params(),
                runs,
                draft().groups(),
                draft().finished().stream().map(node -> node.spec(defaults)).toList()));
    }

    private DagBody runs(UnaryOperator<RunPolicy> change) {
        runs = Refusal.asBadDag(() -> change.apply(runs));
        return this;
    }
}
