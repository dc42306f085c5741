package dev.downbeat.decider.schedule;

import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Schedule.Timed;

/// What becomes of a tick whose time has come.
public enum TickAnswer {
    /// Its run starts.
    FIRE,
    /// Its run starts when those before it have ended.
    WAIT,
    /// It has no run.
    LEAVE_OUT,
    /// The runs before it are cancelled, and no other waits any longer; its run starts when they have ended.
    CANCEL_AND_WAIT,
    /// The runs before it are cancelled and its run starts.
    CANCEL_AND_FIRE,
    /// It is asked again later; nothing is remembered of it.
    NOT_YET;

    /// @param unfinished runs of this schedule that have not ended
    /// @param waiting    ticks that wait already
    public static TickAnswer of(Timed schedule, RunPolicy policy, int unfinished, int waiting) {
        if (schedule.timetable() instanceof Schedule.Continuous) {
            return unfinished == 0 ? FIRE : NOT_YET;
        }
        boolean free = unfinished == 0 && waiting == 0;
        return switch (schedule.firing().overlap()) {
            // Missed runs are made up for as fast as the DAG works them off, not all at once.
            case ALLOW_ALL -> unfinished < policy.maxActiveRuns() ? FIRE : NOT_YET;
            case SKIP -> free ? FIRE : LEAVE_OUT;
            case BUFFER_ONE -> free ? FIRE : waiting == 0 ? WAIT : LEAVE_OUT;
            // What is made up for needs no memory: it follows from the start and the last run.
            case BUFFER_ALL -> free ? FIRE : schedule.catchup() ? NOT_YET : WAIT;
            case CANCEL_OTHER -> free ? FIRE : CANCEL_AND_WAIT;
            case TERMINATE_OTHER -> free ? FIRE : CANCEL_AND_FIRE;
        };
    }

    /// Whether the oldest tick that waits has waited enough.
    public static boolean waitedEnough(Timed schedule, RunPolicy policy, int unfinished) {
        return schedule.firing().overlap() == Schedule.Overlap.ALLOW_ALL
                ? unfinished < policy.maxActiveRuns()
                : unfinished == 0;
    }
}
