package dev.downbeat.sdk;

import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.PastRule;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.Role;
import dev.downbeat.model.TaskAbout;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TriggerRule;
import dev.downbeat.model.WeightRule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// How a task behaves and where it is executed. A value: every method answers a changed copy.
///
/// ```java
/// d.defaults(s -> s.retries(3).retryDelay(Duration.ofSeconds(30)).timeout(Duration.ofHours(1)));
/// ```
public final class Settings {
    static final Settings DEFAULT = new Settings(TaskPolicy.DEFAULT, Placement.DEFAULT, TaskAbout.NOTHING);

    private final TaskPolicy policy;
    private final Placement placement;
    private final TaskAbout about;

    private Settings(TaskPolicy policy, Placement placement, TaskAbout about) {
        this.policy = policy;
        this.placement = placement;
        this.about = about;
    }

    /// Attempts after the first; 0 is the default.
    public Settings retries(int retries) {
        return retry(policy.retry().withRetries(retries));
    }

    /// The wait before the first retry; 30 seconds is the default.
    public Settings retryDelay(Duration delay) {
        return retry(policy.retry().withDelay(delay));
    }

    /// The factor from one retry delay to the next (1 keeps it fixed, the default), and the longest delay.
    public Settings backoff(double factor, Duration longest) {
        return retry(policy.retry().withBackoff(factor).withMaxDelay(longest));
    }

    /// The waits before the first retry, the second, …; the last is for all further ones.
    public Settings retryDelays(Duration... delays) {
        return retry(policy.retry().withDelays(List.of(delays)));
    }

    /// The share, 0 to 1, by which a wait is made shorter or longer at random.
    public Settings retryJitter(double share) {
        return retry(policy.retry().withJitter(share));
    }

    /// Retries only when an expression is true, such as `failure.exit_code != 2`; `failure` has `message`, `code`,
    /// `exception` and `exit_code`.
    public Settings retryIf(String expression) {
        return retry(policy.retry().withWhen(expression));
    }

    /// An attempt that gives no sign of life for so long (a line in its log, a checkpoint) is stopped and has
    /// failed; it may be tried again. By default there is no such bound.
    public Settings heartbeatTimeout(Duration silence) {
        return policy(policy.withHeartbeat(silence));
    }

    /// Fails when it is ready and no attempt of it starts for so long: all that may run at a time does, or no worker
    /// takes it. It is not tried again. By default it waits for as long as it takes.
    public Settings queueTimeout(Duration wait) {
        return policy(policy.withLimits(policy.limits().withQueueTimeout(wait)));
    }

    /// The bound of all its tries together, with the delays between them and all waiting, from when it is first
    /// ready. By default only the tries have bounds.
    public Settings totalTimeout(Duration total) {
        return policy(policy.withLimits(policy.limits().withTotalTimeout(total)));
    }

    /// The bound of one attempt; 24 hours is the default.
    public Settings timeout(Duration timeout) {
        return policy(policy.withTimeout(timeout));
    }

    /// When the task may run, judged by what comes before it; all of it succeeded is the default.
    public Settings rule(TriggerRule rule) {
        return policy(policy.withRule(rule));
    }

    /// A failure of this task does not make the run fail.
    public Settings allowFailure() {
        return policy(policy.withAllowFailure(true));
    }

    Settings role(Role role) {
        return policy(policy.withRole(role));
    }

    /// Takes one slot of a pool while it runs.
    public Settings pool(String pool) {
        return pool(pool, 1);
    }

    /// Takes several slots of a pool while it runs.
    public Settings pool(String pool, int slots) {
        return placement(placement.withPool(pool).withPoolSlots(slots));
    }

    /// Among ready tasks the higher goes first; 1 is the default.
    public Settings priority(int priority) {
        return placement(placement.withPriority(priority));
    }

    /// Which other priorities count towards it: none (the default), those of all tasks before it, or of all after
    /// it.
    public Settings weightRule(WeightRule rule) {
        return placement(placement.withWeightRule(rule));
    }

    /// How many of its instances run at a time, over all runs of the DAG. There is no limit without it.
    public Settings maxActiveTisPerDag(int limit) {
        return policy(policy.withLimits(policy.limits().withPerDag(limit)));
    }

    /// How many of its instances run at a time in one run. There is no limit without it.
    public Settings maxActiveTisPerDagrun(int limit) {
        return policy(policy.withLimits(policy.limits().withPerRun(limit)));
    }

    /// The task waits until it has succeeded, or was skipped, in the DAG's run before, by logical date.
    public Settings dependsOnPast() {
        return policy(policy.withLimits(policy.limits().withPast(PastRule.DEPENDS_ON_PAST)));
    }

    /// As [#dependsOnPast], and the tasks directly after it have come as far there too.
    public Settings waitForDownstream() {
        return policy(policy.withLimits(policy.limits().withPast(PastRule.WAIT_FOR_DOWNSTREAM)));
    }

    /// `local` (in this process, the default), `process` (a child process of its own), `workers` (a worker,
    /// which may be on another machine; see [#queue]), `docker` or `kubernetes` (a container or pod of its own,
    /// see [#container]).
    public Settings executor(String executor) {
        if (!Placement.EXECUTORS.contains(executor)) {
            throw new IllegalArgumentException("there is no executor '%s': use one of %s"
                    .formatted(executor, String.join(", ", Placement.EXECUTORS)));
        }
        return placement(placement.withExecutor(executor));
    }

    /// With the executor `workers`: the queue from which workers take it; `default` without it.
    public Settings queue(String queue) {
        if (!Placement.isQueue(queue)) {
            throw new IllegalArgumentException(
                    "'%s' cannot be the name of a queue: use %s".formatted(queue, Placement.QUEUE_RULE));
        }
        return placement(placement.withQueue(queue));
    }

    /// With the executor `docker` or `kubernetes`: the container, such as
    /// `container(c -> c.withImage("acme/train:3").withMemory("4Gi"))`.
    public Settings container(UnaryOperator<ContainerSpec> container) {
        ContainerSpec before = placement.container();
        return placement(placement.withContainer(container.apply(before == null ? ContainerSpec.DEFAULT : before)));
    }

    /// Who is told when the task has succeeded, see [Notifiers]. In place of what was set before.
    public Settings onSuccess(Use<?>... notifiers) {
        return tell(AlertEvent.SUCCESS, notifiers);
    }

    /// Who is told when the task has failed for good.
    public Settings onFailure(Use<?>... notifiers) {
        return tell(AlertEvent.FAILURE, notifiers);
    }

    /// Who is told when an attempt failed and is tried again.
    public Settings onRetry(Use<?>... notifiers) {
        return tell(AlertEvent.RETRY, notifiers);
    }

    /// Who is told when the task skipped itself.
    public Settings onSkip(Use<?>... notifiers) {
        return tell(AlertEvent.SKIP, notifiers);
    }

    /// Who is told when the task had not ended by its deadline.
    public Settings onDeadline(Use<?>... notifiers) {
        return tell(AlertEvent.DEADLINE, notifiers);
    }

    /// By when the task has to have ended, measured from when it was first queued.
    public Settings deadline(Duration within) {
        return deadline(Deadline.From.QUEUED, within);
    }

    /// By when the task has to have ended.
    ///
    /// @param from queued or start
    public Settings deadline(Deadline.From from, Duration within) {
        if (from == Deadline.From.LOGICAL) {
            throw new IllegalArgumentException("only a run's deadline can be measured from the logical date");
        }
        return about(about.withAlerts(about.alerts().withDeadline(new Deadline(from, within))));
    }

    private Settings tell(AlertEvent event, Use<?>... notifiers) {
        List<OperatorCall> calls = Arrays.stream(notifiers).map(Notifiers::spec).toList();
        return about(about.withAlerts(about.alerts().with(event, calls)));
    }

    /// Who to ask.
    public Settings owner(String owner) {
        return about(about.withOwner(owner));
    }

    /// Markdown for people.
    public Settings docs(String markdown) {
        return about(about.withDocs(markdown));
    }

    TaskPolicy policy() {
        return policy;
    }

    Placement placement() {
        return placement;
    }

    /// The assets that are updated when it has succeeded.
    public Settings produces(String... assets) {
        return about(about.withProduces(Assets.names(assets)));
    }

    TaskAbout about(int line) {
        return about.withLine(line);
    }

    private Settings retry(RetryPolicy retry) {
        return policy(policy.withRetry(retry));
    }

    private Settings policy(TaskPolicy changed) {
        return new Settings(changed, placement, about);
    }

    private Settings placement(Placement changed) {
        return new Settings(policy, changed, about);
    }

    private Settings about(TaskAbout changed) {
        return new Settings(policy, placement, changed);
    }
}
