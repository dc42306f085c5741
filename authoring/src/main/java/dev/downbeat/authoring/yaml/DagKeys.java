package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.yaml.TaskKeys.ContainerKeys;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Webhook;
import dev.downbeat.model.WeightRule;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Shorthand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of a DAG file.
@Doc("A DAG: tasks and the order in which they run.")
public record DagKeys(
        @Doc("The DAG's name, unique in the installation: letters, digits, '_', '.' and '-'.")
        String id,

        @Doc("What it does, in a line.") @Default("") String description,

        @Doc("More about it, in Markdown.") @Default("") String docs,

        @Doc("Who looks after it.") @Default("[]") List<String> owners,

        @Doc("Words to find it by.") @Default("[]") List<String> tags,

        @Doc("When it runs by itself; left out, only by hand.") @Nullable
        ScheduleKeys schedule,

        @Doc("A call from outside that starts a run.") @Nullable
        WebhookKeys webhook,

        @Doc(
                "The assets whose updates start a run: a name, a list of which all are needed, or { any: [...] } and { all: [...] }.")
        @Nullable
        Object consumes,

        @Doc(
                "What is watched outside, by the name of an asset: a sensor that looks again and again. The asset is updated "
                        + "whenever it finds something new.")
        @Default("{}")
        Map<String, Object> watches,

        @Doc("What a run can be given: a name, and its JSON Schema or just its default.") @Default("{}")
        Map<String, @Nullable Object> params,

        @Doc("Settings of all tasks that do not set them themselves.") @Default("{}")
        DefaultKeys defaults,

        @Doc("Runs at a time; further ones wait.") @Default("16")
        int maxActiveRuns,

        @Doc("Tasks of all its runs together at a time; left out, no limit.") @Nullable
        Integer maxActiveTasks,

        @Doc("Tasks of one run at a time.") @Default("64") int maxActiveTasksPerRun,

        @Doc("A run that takes longer fails.") @Default("7d")
        Duration timeout,

        @Doc("The first failure ends the run.") @Default("false")
        boolean failFast,

        @Doc("Which failures make a run fail: any task's, or only those of tasks that nothing comes after.")
        @Default("any_failure")
        RunPolicy.Verdict verdict,

        @Doc("Who is told when a run has succeeded: notifiers such as slack or email, with their settings.") @Nullable
        Object onSuccess,

        @Doc("Who is told when a run has failed.") @Nullable Object onFailure,

        @Doc("Who is told when a run had not ended by its deadline.") @Nullable
        Object onDeadline,

        @Doc("By when a run has to have ended: a time from when it was asked for, or from another moment.") @Nullable
        DeadlineKeys deadline,

        @Doc("The tasks by id.") Map<String, Object> tasks) {

    /// The keys of `deadline`.
    @Doc("By when a run or a task has to have ended.")
    public record DeadlineKeys(
            @Doc("How long after that moment.") @Shorthand Duration within,

            @Doc("What it is measured from: queued, start or, for runs, the logical date.") @Default("queued")
            Deadline.From from) {}

    /// The keys of `schedule`.
    @Doc("When a DAG runs by itself: by cron, at an interval, at given moments, once, or one run after another.")
    public record ScheduleKeys(
            @Doc("A cron expression of 5 fields, 6 with seconds first, or a preset such as @daily; or a list of them.")
            @Default("[]")
            List<String> cron,

            @Doc("The time from one run to the next.") @Nullable
            Duration every,

            @Doc("Exactly these moments: dates and times with a zone or an offset.") @Default("[]")
            List<String> moments,

            @Doc("Days on which cron, every or moments do not tick, such as holidays: dates.") @Default("[]")
            List<String> except,

            @Doc("A single run, as soon as the DAG is seen.") @Default("false")
            boolean once,

            @Doc("One run after another: the next one starts when the one before it has ended.") @Default("false")
            boolean continuous,

            @Doc("An IANA time zone such as Europe/Helsinki, or UTC. Cron needs it.") @Nullable
            String timezone,

            @Doc("The first time that runs cover: a date, or a date and time with a zone or offset.") @Nullable
            String start,

            @Doc("No run fires after it.") @Nullable String end,

            @Doc("Make up for runs missed since the start.") @Default("false")
            boolean catchup,

            @Doc("What a run is for: the stretch from the tick before to its own, or the moment of its tick.")
            @Default("interval")
            Schedule.Covers covers,

            @Doc("What becomes of a tick while the run of an earlier one has not ended.") @Default("allow_all")
            Schedule.Overlap overlap,

            @Doc("Runs fire later than their ticks by an amount below this one.") @Default("0s")
            Duration jitter) {}

    /// The keys of `webhook`.
    @Doc("A call from outside that starts a run: POST /api/v1/webhooks/<dag>, by whoever knows a secret.")
    public record WebhookKeys(
            @Doc("The connection whose password is the secret.")
            String secret,

            @Doc("The proof: a signature of the body (HMAC-SHA-256, in hex or Base64), or the secret itself.")
            @Default("signature")
            Webhook.Check check,

            @Doc("The header that carries it; left out, X-Hub-Signature-256 or Authorization.") @Nullable
            String header,

            @Doc("A second call with the same value in this header gives the first one's run.")
            @Default("Idempotency-Key")
            String keyHeader,

            @Doc("The run's params, with templates over body, headers and query; left out, the body is the params.")
            @Default("{}")
            Map<String, @Nullable Object> params) {}

    /// The keys of `defaults`.
    @Doc("Settings of all tasks that do not set them themselves.")
    public record DefaultKeys(
            @Doc("Attempts after the first.") @Default("0") int retries,

            @Doc("The wait before the first retry.") @Default("30s")
            Duration retryDelay,

            @Doc("The factor from one wait to the next.") @Default("1")
            double backoff,

            @Doc("No wait is longer.") @Default("1d") Duration maxRetryDelay,

            @Doc("The waits one by one; the last is for all further retries.") @Default("[]")
            List<Duration> retryDelays,

            @Doc("The share, 0 to 1, by which a wait is made shorter or longer at random.") @Default("0")
            double retryJitter,

            @Doc("The bound of one attempt.") @Default("24h")
            Duration timeout,

            @Doc("An attempt that gives no sign of life for so long is stopped; 0s for never.") @Default("0s")
            Duration heartbeatTimeout,

            @Doc("A task that is ready and has not started for so long fails; 0s for never.") @Default("0s")
            Duration queueTimeout,

            @Doc("What all tries of a task may take together; 0s for as long as they take.") @Default("0s")
            Duration totalTimeout,

            @Doc("The pool whose slots tasks take.") @Default("default")
            String pool,

            @Doc("Among ready tasks the higher goes first.") @Default("1")
            int priority,

            @Doc("How the priorities of other tasks count towards a task's own.") @Default("absolute")
            WeightRule weightRule,

            @Doc("A task waits until it has succeeded, or was skipped, in the DAG's run before.") @Default("false")
            boolean dependsOnPast,

            @Doc("Where tasks run: local, process, workers, docker or kubernetes.") @Default("local")
            String executor,

            @Doc("With executor docker or kubernetes: the container of each attempt.") @Nullable
            ContainerKeys container,

            @Doc("With executor workers: the queue from which workers take tasks.") @Default("default")
            String queue,

            @Doc("Who is told when a task has succeeded: notifiers such as slack or email, with their settings.")
            @Nullable
            Object onSuccess,

            @Doc("Who is told when a task has failed.") @Nullable
            Object onFailure,

            @Doc("Who is told when an attempt failed and is tried again.") @Nullable
            Object onRetry,

            @Doc("Who is told when a task skipped itself.") @Nullable
            Object onSkip,

            @Doc("Who is told when a task had not ended by its deadline.") @Nullable
            Object onDeadline,

            @Doc("By when a task has to have ended: a time from when it was queued, or from its start.") @Nullable
            DeadlineKeys deadline,

            @Doc("Who looks after the tasks.") @Default("") String owner) {}
}
