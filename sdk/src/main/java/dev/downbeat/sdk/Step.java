package dev.downbeat.sdk;

import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.Role;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TriggerRule;
import dev.downbeat.model.WeightRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A task before its inputs: id and settings. A value: every method answers a changed copy.
public final class Step extends TaskStart {
    private final Draft draft;
    private final String id;
    private final UnaryOperator<Settings> settings;
    private final SequencedMap<TaskId, String> after;
    private final Optional<Map<String, @Nullable Object>> waits;

    private Step(
            Draft draft,
            String id,
            UnaryOperator<Settings> settings,
            SequencedMap<TaskId, String> after,
            Optional<Map<String, @Nullable Object>> waits) {
        this.draft = draft;
        this.id = id;
        this.settings = settings;
        this.after = after;
        this.waits = waits;
    }

    /// The method's name will be the id.
    static Step unnamed(Draft draft) {
        return new Step(draft, "", s -> s, new LinkedHashMap<>(), Optional.empty());
    }

    static Step named(Draft draft, String name) {
        TaskId task = draft.taskId(name);
        draft.begin(task);
        return new Step(draft, task.value(), s -> s, new LinkedHashMap<>(), Optional.empty());
    }

    /// See [Settings#retries].
    public Step retries(int retries) {
        return set(s -> s.retries(retries));
    }

    /// See [Settings#retryDelay].
    public Step retryDelay(Duration delay) {
        return set(s -> s.retryDelay(delay));
    }

    /// See [Settings#backoff].
    public Step backoff(double factor, Duration longest) {
        return set(s -> s.backoff(factor, longest));
    }

    /// See [Settings#retryDelays].
    public Step retryDelays(Duration... delays) {
        return set(s -> s.retryDelays(delays));
    }

    /// See [Settings#retryJitter].
    public Step retryJitter(double share) {
        return set(s -> s.retryJitter(share));
    }

    /// See [Settings#retryIf].
    public Step retryIf(String expression) {
        return set(s -> s.retryIf(expression));
    }

    /// See [Settings#heartbeatTimeout].
    public Step heartbeatTimeout(Duration silence) {
        return set(s -> s.heartbeatTimeout(silence));
    }

    /// See [Settings#queueTimeout].
    public Step queueTimeout(Duration wait) {
        return set(s -> s.queueTimeout(wait));
    }

    /// See [Settings#totalTimeout].
    public Step totalTimeout(Duration total) {
        return set(s -> s.totalTimeout(total));
    }

    /// See [Settings#produces].
    public Step produces(String... assets) {
        return set(s -> s.produces(assets));
    }

    /// See [Settings#timeout].
    public Step timeout(Duration timeout) {
        return set(s -> s.timeout(timeout));
    }

    /// See [Settings#rule].
    public Step rule(TriggerRule rule) {
        return set(s -> s.rule(rule));
    }

    /// See [Settings#allowFailure].
    public Step allowFailure() {
        return set(Settings::allowFailure);
    }

    /// See [Settings#pool(String)].
    public Step pool(String pool) {
        return set(s -> s.pool(pool));
    }

    /// See [Settings#pool(String, int)].
    public Step pool(String pool, int slots) {
        return set(s -> s.pool(pool, slots));
    }

    /// See [Settings#priority].
    public Step priority(int priority) {
        return set(s -> s.priority(priority));
    }

    /// See [Settings#weightRule].
    public Step weightRule(WeightRule rule) {
        return set(s -> s.weightRule(rule));
    }

    /// See [Settings#maxActiveTisPerDag].
    public Step maxActiveTisPerDag(int limit) {
        return set(s -> s.maxActiveTisPerDag(limit));
    }

    /// See [Settings#maxActiveTisPerDagrun].
    public Step maxActiveTisPerDagrun(int limit) {
        return set(s -> s.maxActiveTisPerDagrun(limit));
    }

    /// See [Settings#dependsOnPast].
    public Step dependsOnPast() {
        return set(Settings::dependsOnPast);
    }

    /// See [Settings#waitForDownstream].
    public Step waitForDownstream() {
        return set(Settings::waitForDownstream);
    }

    /// See [Settings#executor].
    public Step executor(String executor) {
        return set(s -> s.executor(executor));
    }

    /// See [Settings#container].
    public Step container(UnaryOperator<ContainerSpec> container) {
        return set(s -> s.container(container));
    }

    /// See [Settings#queue].
    public Step queue(String queue) {
        return set(s -> s.queue(queue));
    }

    /// See [Settings#onSuccess].
    public Step onSuccess(Use<?>... notifiers) {
        return set(s -> s.onSuccess(notifiers));
    }

    /// See [Settings#onFailure].
    public Step onFailure(Use<?>... notifiers) {
        return set(s -> s.onFailure(notifiers));
    }

    /// See [Settings#onRetry].
    public Step onRetry(Use<?>... notifiers) {
        return set(s -> s.onRetry(notifiers));
    }

    /// See [Settings#onSkip].
    public Step onSkip(Use<?>... notifiers) {
        return set(s -> s.onSkip(notifiers));
    }

    /// See [Settings#onDeadline].
    public Step onDeadline(Use<?>... notifiers) {
        return set(s -> s.onDeadline(notifiers));
    }

    /// See [Settings#deadline(Duration)].
    public Step deadline(Duration within) {
        return set(s -> s.deadline(within));
    }

    /// See [Settings#deadline(Deadline.From, Duration)].
    public Step deadline(Deadline.From from, Duration within) {
        return set(s -> s.deadline(from, within));
    }

    /// See [Settings#owner].
    public Step owner(String owner) {
        return set(s -> s.owner(owner));
    }

    /// See [Settings#docs].
    public Step docs(String markdown) {
        return set(s -> s.docs(markdown));
    }

    /// Order without data: this task comes after those.
    public Step after(Upstream... before) {
        var all = new LinkedHashMap<>(after);
        for (Upstream upstream : before) {
            upstream.tasks().forEach(task -> all.putIfAbsent(task, ""));
        }
        return new Step(draft, id, settings, all, waits);
    }

    /// Order without data, with a label on the arrow: `after("good enough", gate)`.
    public Step after(String label, Upstream before) {
        var all = new LinkedHashMap<>(after);
        before.tasks().forEach(task -> all.put(task, label));
        return new Step(draft, id, settings, all, waits);
    }

    /// It sets up what the tasks after it need: when it fails or is skipped, so are these. With a teardown after
    /// it, only those between the two. When one of these is cleared, so is it.
    public Step setup() {
        return set(s -> s.role(Role.SETUP));
    }

    /// It takes down again what the setups directly before it made: it runs once these succeeded and all between
    /// has ended, however that ended, also in a cancelled run. Its own failure does not make the run fail.
    public Step teardown() {
        return set(s -> s.role(Role.TEARDOWN));
    }

    /// As [#teardown], and its failure makes the run fail.
    public Step teardownThatCounts() {
        return set(s -> s.role(Role.TEARDOWN.withFailsRun(true)));
    }

    /// Makes the method that follows a sensor: it is called again and again until it returns something that is
    /// neither null, false, zero nor empty. Between two calls the task holds neither a thread nor a slot.
    ///
    /// ```java
    /// var ready = d.task("ready").until(w -> w.every(Duration.ofMinutes(5))).call(Churn::isReady);
    /// ```
    public Step until(UnaryOperator<Sensors.Wait<Object>> how) {
        var wait = how.apply(new Sensors.Wait<>(Dag.SENSOR, Map.of(), Object.class));
        return new Step(draft, id, settings, after, Optional.of(UsedSettings.plain(wait.settings(), draft.values())));
    }

    /// Uses an operator instead of a method.
    ///
    /// ```java
    /// var rows = d.task("load").use(sql("warehouse", "select count(*) from users").returning(Long.class));
    /// ```
    public <R> Out<R> use(Use<R> operator) {
        return Wiring.of(this, List.of()).use(operator);
    }

    @Override
    Step step() {
        return this;
    }

    Draft draft() {
        return draft;
    }

    /// Empty when the method's name will be the id.
    String id() {
        return id;
    }

    UnaryOperator<Settings> settings() {
        return settings;
    }

    /// What it comes after by order alone, with the labels of the arrows.
    SequencedMap<TaskId, String> after() {
        return after;
    }

    /// How its method waits; empty when it is called once.
    Optional<Map<String, @Nullable Object>> waits() {
        return waits;
    }

    /// How messages call this task.
    String where() {
        return id.isEmpty() ? "the task" : "task '" + id + "'";
    }

    private Step set(UnaryOperator<Settings> change) {
        Refusal.asBadDag(() -> change.apply(Settings.DEFAULT)); // a bad value is reported at its own line
        return new Step(draft, id, s -> change.apply(settings.apply(s)), after, waits);
    }
}
