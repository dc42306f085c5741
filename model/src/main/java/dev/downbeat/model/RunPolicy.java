package dev.downbeat.model;

import java.time.Duration;

/// How the runs of a DAG behave as a whole.
///
/// @param maxActiveRuns  runs at a time; further ones wait in `queued`
/// @param maxActiveTasks task instances of all its runs together that may be queued or running at a time
/// @param maxActiveTasksPerRun the same for one run
/// @param timeout        a run that takes longer fails; its unfinished tasks are skipped
/// @param failFast       the first failure skips all that has not started
/// @param verdict        which failures make the run a failure
public record RunPolicy(
        int maxActiveRuns,
        int maxActiveTasks,
        int maxActiveTasksPerRun,
        Duration timeout,
        boolean failFast,
        Verdict verdict) {
    /// A limit that is none.
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    public static final RunPolicy DEFAULT =
            new RunPolicy(16, NO_LIMIT, 64, Duration.ofDays(7), false, Verdict.ANY_FAILURE);

    public RunPolicy {
        if (maxActiveTasksPerRun == 0) {
            // as stored before there were two limits: the one there was held for each run
            maxActiveTasksPerRun = maxActiveTasks;
            maxActiveTasks = NO_LIMIT;
        }
        atLeastOne("max_active_runs", maxActiveRuns);
        atLeastOne("max_active_tasks", maxActiveTasks);
        atLeastOne("max_active_tasks_per_run", maxActiveTasksPerRun);
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
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict);
    }

    public RunPolicy withMaxActiveTasks(int maxActiveTasks) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict);
    }

    public RunPolicy withMaxActiveTasksPerRun(int maxActiveTasksPerRun) {
        atLeastOne("max_active_tasks_per_run", maxActiveTasksPerRun);
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict);
    }

    public RunPolicy withTimeout(Duration timeout) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict);
    }

    public RunPolicy withFailFast(boolean failFast) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict);
    }

    public RunPolicy withVerdict(Verdict verdict) {
        return new RunPolicy(maxActiveRuns, maxActiveTasks, maxActiveTasksPerRun, timeout, failFast, verdict);
    }

    private static void atLeastOne(String name, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("%s must be 1 or more, was %d".formatted(name, limit));
        }
    }
}
