package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.yaml.DagKeys.DeadlineKeys;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.Role;
import dev.downbeat.model.TriggerRule;
import dev.downbeat.model.WeightRule;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of a task beside its operator.
@Doc("A task: one operator, and how it is run.")
public record TaskKeys(
        @Doc("The tasks or groups before it: a name, a list of names, or names with the labels of the arrows.")
        @Nullable
        Object needs,

        @Doc("When it runs, by the states of what it needs.") @Default("all_success")
        TriggerRule rule,

        @Doc("Attempts after the first.") @Nullable Integer retries,

        @Doc("The wait before the first retry.") @Nullable Duration retryDelay,

        @Doc("The factor from one wait to the next.") @Nullable
        Double backoff,

        @Doc("No wait is longer.") @Nullable Duration maxRetryDelay,

        @Doc("The waits one by one; the last is for all further retries.") @Nullable
        List<Duration> retryDelays,

        @Doc("The share, 0 to 1, by which a wait is made shorter or longer at random.") @Nullable
        Double retryJitter,

        @Doc("An expression without whose truth there is no retry, such as failure.exit_code != 2.") @Nullable
        String retryIf,

        @Doc("The bound of one attempt.") @Nullable Duration timeout,

        @Doc("An attempt that gives no sign of life for so long (no line in its log, no checkpoint) is stopped.")
        @Nullable
        Duration heartbeatTimeout,

        @Doc("One that is ready and has not started for so long fails.") @Nullable
        Duration queueTimeout,

        @Doc("What all tries may take together, with the waits between them, from when it is first ready.") @Nullable
        Duration totalTimeout,

        @Doc("The assets that are updated when it has succeeded.") @Default("[]")
        List<String> produces,

        @Doc("Its failure does not make the run fail.") @Default("false")
        boolean allowFailure,

        @Doc("What part it plays: work, setup (what the tasks after it need) or teardown (takes that down again).")
        @Default("work")
        Role.Kind role,

        @Doc("Of a teardown: its failure makes the run fail.") @Default("false")
        boolean failsRun,

        @Doc("Ready tasks with a higher one go first.") @Nullable
        Integer priority,

        @Doc("Which other priorities count towards it: none, those of all tasks before it, or of all after it.")
        @Nullable
        WeightRule weightRule,

        @Doc("The pool whose slots it takes while it is queued or running.") @Nullable
        String pool,

        @Doc("How many slots of the pool it takes.") @Default("1")
        int poolSlots,

        @Doc("How many of its instances run at a time, over all runs of the DAG; left out, no limit.") @Nullable
        Integer maxActiveTisPerDag,

        @Doc("How many of its instances run at a time in one run; left out, no limit.") @Nullable
        Integer maxActiveTisPerDagrun,

        @Doc("It waits until it has succeeded, or was skipped, in the DAG's run before.") @Nullable
        Boolean dependsOnPast,

        @Doc("As depends_on_past, and the tasks directly after it have come as far too.") @Default("false")
        boolean waitForDownstream,

        @Doc(
                "Where it runs: local (in this process), process (a child process of its own), workers (see queue), docker or"
                        + " kubernetes (see container).")
        @Nullable
        String executor,

        @Doc(
                "With executor docker or kubernetes: the container of each attempt; what it leaves out is that of defaults.")
        @Nullable
        ContainerKeys container,

        @Doc("With executor workers: the queue from which workers take it.") @Nullable
        String queue,

        @Doc("Who is told when it has succeeded: notifiers such as slack or email, with their settings.") @Nullable
        Object onSuccess,

        @Doc("Who is told when it has failed for good.") @Nullable
        Object onFailure,

        @Doc("Who is told when an attempt failed and is tried again.") @Nullable
        Object onRetry,

        @Doc("Who is told when it skipped itself.") @Nullable
        Object onSkip,

        @Doc("Who is told when it had not ended by its deadline.") @Nullable
        Object onDeadline,

        @Doc("By when it has to have ended: a time from when it was queued, or from its start.") @Nullable
        DeadlineKeys deadline,

        @Doc("Who looks after it.") @Nullable String owner,

        @Doc("More about it, in Markdown.") @Default("") String docs,

        @Doc("One instance for each item of a list, or of a template that yields one.") @Nullable
        Object each,

        @Doc("One instance for each combination of the items of several lists.") @Nullable
        Map<String, Object> cross,

        @Doc("One instance for the first items of several lists, one for the second ones, and so on.") @Nullable
        Map<String, Object> zip,

        @Doc("As zip, as long as the longest list; see map.fill.") @Nullable
        Map<String, Object> zipLongest,

        @Doc("One instance for each instance of this mapped task, as soon as that one ended; its output is item.")
        @Nullable
        String along,

        @Doc("How a mapped task goes over its items.") @Nullable
        MapKeys map) {

    /// The keys under `map`.
    @Doc("How a mapped task or group goes over its items.")
    public record MapKeys(
            @Doc("So many items together make one instance; item is their list.") @Nullable
            Integer batch,

            @Doc("Failed instances that are borne: a number such as 5, or a share such as 10%.") @Nullable
            Object tolerate,

            @Doc("More instances than that are an error; the installation's limit when left out.") @Nullable
            Integer maxMapLength,

            @Doc("Of zip_longest: what stands for the items that shorter lists lack.") @Nullable
            Object fill,

            @Doc("A template that names each instance for people, such as \"{{ item.name }}\".") @Default("")
            String indexName) {}

    /// The keys under `container`.
    @Doc("The container in which each attempt of a task runs.")
    public record ContainerKeys(
            @Doc("The image; the installation's when left out. It has to hold Downbeat.") @Nullable
            String image,

            @Doc("When the image is fetched; if_not_present when left out.")
            ContainerSpec.@Nullable Pull pull,

            @Doc("Variables of its environment.") @Default("{}")
            Map<String, String> env,

            @Doc("How many cores it may use, such as 0.5.") @Nullable
            Double cpus,

            @Doc("How much memory it may use, such as 512Mi or 4Gi; with more it is killed.") @Nullable
            String memory,

            @Doc("How many graphics cards it gets.") @Nullable
            Integer gpus,

            @Doc("Folders and volumes, such as /data/in:/in:ro: what (a path, a named volume or a claim), where inside,"
                    + " and ro or rw.")
            @Nullable
            List<String> mounts,

            @Doc("With executor docker: the network.") @Nullable
            String network,

            @Doc("With executor kubernetes: parts of a Pod that lie over the pod's template.") @Default("{}")
            Map<String, Object> pod) {}

    /// The keys of a task group, under `group`.
    @Doc("A named part of the DAG; its tasks' ids begin with the group's.")
    public record GroupKeys(
            @Doc("What it does, in Markdown.") @Default("") String docs,

            @Doc("The tasks by id, within the group.") Map<String, Object> tasks) {}

    static final List<String> OVER = List.of("each", "cross", "zip", "zip_longest");
    /// What a group takes; `group` holds [GroupKeys].
    public static final List<String> OF_A_GROUP =
            List.of("needs", "docs", "each", "cross", "zip", "zip_longest", "map", "group");
}
