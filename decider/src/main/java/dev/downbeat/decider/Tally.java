package dev.downbeat.decider;

import dev.downbeat.model.TaskState;

/// How the task instances directly upstream of a task have ended so far.
///
/// @param open upstream tasks of which not every instance has ended
record Tally(int open, int success, int failed, int skipped, int upstreamFailed, int removed) {
    static Tally of(int upstreamTasks) {
        return new Tally(upstreamTasks, 0, 0, 0, 0, 0);
    }

    /// One more upstream instance has ended.
    ///
    /// @param last whether it was the last of its task
    Tally plus(TaskState end, boolean last) {
        int left = last ? open - 1 : open;
        return switch (end) {
            case SUCCESS -> new Tally(left, success + 1, failed, skipped, upstreamFailed, removed);
            case FAILED -> new Tally(left, success, failed + 1, skipped, upstreamFailed, removed);
            case SKIPPED -> new Tally(left, success, failed, skipped + 1, upstreamFailed, removed);
            case UPSTREAM_FAILED -> new Tally(left, success, failed, skipped, upstreamFailed + 1, removed);
            case REMOVED -> new Tally(left, success, failed, skipped, upstreamFailed, removed + 1);
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED ->
                throw new IllegalArgumentException(end + " is not an end");
        };
    }

    /// Both together.
    Tally and(Tally other) {
        return new Tally(
                open + other.open,
                success + other.success,
                failed + other.failed,
                skipped + other.skipped,
                upstreamFailed + other.upstreamFailed,
                removed + other.removed);
    }

    /// Some of the open upstream tasks are counted elsewhere.
    Tally without(int openTasks) {
        return new Tally(open - openTasks, success, failed, skipped, upstreamFailed, removed);
    }

    /// Failures that had been tolerated, and counted as removed, are so no longer.
    Tally notTolerated(int failedOfThem, int upstreamFailedOfThem) {
        return new Tally(
                open,
                success,
                failed + failedOfThem,
                skipped,
                upstreamFailed + upstreamFailedOfThem,
                removed - failedOfThem - upstreamFailedOfThem);
    }

    /// All that a trigger rule asks: two tallies with the same answers have the same verdicts.
    int answers() {
        return (open == 0 ? 1 : 0)
                | (success > 0 ? 2 : 0)
                | (failed > 0 ? 4 : 0)
                | (skipped > 0 ? 8 : 0)
                | (upstreamFailed > 0 ? 16 : 0)
                | (done() > removed ? 32 : 0);
    }

    boolean allDone() {
        return open == 0;
    }

    int done() {
        return success + failed + skipped + upstreamFailed + removed;
    }

    int failures() {
        return failed + upstreamFailed;
    }
}
