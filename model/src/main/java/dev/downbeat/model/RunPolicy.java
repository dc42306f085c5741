package dev.downbeat.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the runs of a DAG behave as a whole.
///
/// @param maxActiveRuns  runs at a time; further ones wait in `queued`
/// @param maxActiveTasks task instances of all its runs together that may be queued or running at a time
/// @param maxActiveTasksPerRun the same for one run
/// @param timeout        a run that takes longer fails; its unfinished tasks are skipped
/// @param failFast       the first failure skips all that has not started
/// @param verdict        which failures make the run a failure
/// @param alerts         who is told of what becomes of a run
public record RunPolicy(
        int maxActiveRuns,
        int maxActiveTasks,
        int maxActiveTasksPerRun,
        Duration timeout,
        boolean failFast,
        Verdict verdict,
        Alerts alerts) {
    /// A limit that is none.
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    public static final RunPolicy DEFAULT =
            new RunPolicy(16, NO_LIMIT, 64, Duration.ofDays(7), false, Verdict.ANY_FAILURE, Alerts.NONE);

    // Written out: a spec that was stored before there were alerts has none.
    public RunPolicy(
            int maxActiveRuns,
            int maxActiveTasks,
            int maxActiveTasksPerRun,
            Duration timeout,
            boolean failFast,
            Verdict verdict,
            @Nullable Alerts alerts) {
        // As stored before there were two limits: the one there was held for each run.
        boolean oneLimit = maxActiveTasksPerRun == 0;
        this.maxActiveRuns = maxActiveRuns;
        this.maxActiveTasks = oneLimit ? NO_LIMIT : maxActiveTasks;
        this.maxActiveTasksPerRun = oneLimit ? maxActiveTasks : maxActiveTasksPerRun;
        this.timeout = timeout;
        this.failFast = failFast;
        this.verdict = verdict;
        this.alerts = Alerts.orNone(alerts);
        atLeastOne("max_active_runs", this.maxActiveRuns);
        atLeastOne("max_active_tasks", this.maxActiveTasks);
        atLeastOne("max_active_tasks_per_run", this.maxActiveTasksPerRun);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a run's timeout must be longer than nothing");
        }
    }

    /// What makes a run fail.
    public enum Verdict {
        /// Any task that failed and was not allowed to: no failure goes unseen behind a clean-up task that
        /// succeeded.
        ANY_FAILURE,
        /// Only the tasks that nothing comes after, as Airflow judges.
        LEAVES
    }

    public RunPolicy withMaxActiveRuns(int maxActiveRuns) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict, alerts);
    }

    public RunPolicy withMaxActiveTasks(int maxActiveTasks) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict, alerts);
    }

    public RunPolicy withMaxActiveTasksPerRun(int maxActiveTasksPerRun) {
        atLeastOne("max_active_tasks_per_run", maxActiveTasksPerRun);
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict, alerts);
    }

    public RunPolicy withTimeout(Duration timeout) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict, alerts);
    }

    public RunPolicy withFailFast(boolean failFast) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict, alerts);
    }

    public RunPolicy withVerdict(Verdict verdict) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict, alerts);
    }

    public RunPolicy withAlerts(Alerts alerts) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict, alerts);
    }

    private static void atLeastOne(String name, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("%s must be 1 or more, was %d".formatted(name, limit));
        }
    }
}
