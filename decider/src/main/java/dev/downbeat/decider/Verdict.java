package dev.downbeat.decider;

import dev.downbeat.model.TriggerRule;

/// What a trigger rule says of a task, given how its direct upstream instances have ended so far.
public enum Verdict {
    RUN,
    WAIT,
    SKIP,
    UPSTREAM_FAILED;

    /// The rules in one place; the table of the docs. Verdicts other than [#WAIT] are given as early as they
    /// are certain. A task with no upstream runs, whatever its rule; removed instances count as if they had
    /// never been there.
    static Verdict of(TriggerRule rule, Tally t) {
        if (t.allDone() && t.done() == t.removed()) {
            return RUN;
        }
        return switch (rule) {
            case ALL_SUCCESS -> first(t.failures() > 0, UPSTREAM_FAILED, t.skipped() > 0, SKIP, t.allDone(), RUN);
            case ALL_FAILED -> first(t.success() > 0 || t.skipped() > 0, SKIP, t.allDone(), RUN, false, WAIT);
            case ALL_DONE -> t.allDone() ? RUN : WAIT;
            case ALL_DONE_MIN_ONE_SUCCESS -> allDoneMinOneSuccess(t);
            case ALL_DONE_SETUP_SUCCESS -> ofTeardown(t, t);
            case ALL_SKIPPED -> first(t.success() + t.failures() > 0, SKIP, t.allDone(), RUN, false, WAIT);
            case ONE_SUCCESS -> oneSuccess(t);
            case ONE_FAILED -> first(t.failures() > 0, RUN, t.allDone(), SKIP, false, WAIT);
            case ONE_DONE -> first(t.success() + t.failed() > 0, RUN, t.allDone(), SKIP, false, WAIT);
            case NONE_FAILED -> first(t.failures() > 0, UPSTREAM_FAILED, t.allDone(), RUN, false, WAIT);
            case NONE_FAILED_MIN_ONE_SUCCESS ->
                first(t.failures() > 0, UPSTREAM_FAILED, t.allDone() && t.success() == 0, SKIP, t.allDone(), RUN);
            case NONE_SKIPPED -> first(t.skipped() > 0, SKIP, t.allDone(), RUN, false, WAIT);
            case ALWAYS -> RUN;
        };
    }

    private static Verdict oneSuccess(Tally t) {
        return first(t.success() > 0, RUN, t.allDone() && t.failures() > 0, UPSTREAM_FAILED, t.allDone(), SKIP);
    }

    private static Verdict allDoneMinOneSuccess(Tally t) {
        if (t.skipped() > 0) {
            return SKIP;
        }
        return first(!t.allDone(), WAIT, t.success() > 0, RUN, true, UPSTREAM_FAILED);
    }

    /// The rule of teardowns.
    ///
    /// @param all    that comes directly before
    /// @param setups of that the setups; without any, all only has to end
    static Verdict ofTeardown(Tally all, Tally setups) {
        if (!all.allDone()) {
            return WAIT;
        }
        boolean none = setups.done() == setups.removed();
        return first(none || setups.success() > 0, RUN, setups.failures() == 0, SKIP, true, UPSTREAM_FAILED);
    }

    /// The verdict beside the first condition that holds, else [#WAIT].
    private static Verdict first(boolean a, Verdict ifA, boolean b, Verdict ifB, boolean c, Verdict ifC) {
        return a ? ifA : b ? ifB : c ? ifC : WAIT;
    }
}
