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

    /// An upstream instance that had ended is taken back.
    ///
    /// @param last whether all of its task had ended
    Tally minus(TaskState end, boolean last) {
        int more = last ? open + 1 : open;
        return switch (end) {
            case SUCCESS -> new Tally(more, success - 1, failed, skipped, upstreamFailed, removed);
            case FAILED -> new Tally(more, success, failed - 1, skipped, upstreamFailed, removed);
            case SKIPPED -> new Tally(more, success, failed, skipped - 1, upstreamFailed, removed);
            case UPSTREAM_FAILED -> new Tally(more, success, failed, skipped, upstreamFailed - 1, removed);
            case REMOVED -> new Tally(more, success, failed, skipped, upstreamFailed, removed - 1);
            case NONE, SCHEDULED, QUEUED, RUNNING, RESTARTING, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED ->
                throw new IllegalArgumentException(end + " is not an end");
        };
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
