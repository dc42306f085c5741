package dev.downbeat.model;

import static dev.downbeat.model.TaskState.*;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// The table of legal moves of a task instance. Legality checks, the diagram in the docs and the
/// transition-coverage test all derive from it.
public final class TaskTransition {
    private static final Map<TaskState, Set<TaskState>> TABLE = new EnumMap<>(Map.of(
            NONE, EnumSet.of(SCHEDULED, SKIPPED, UPSTREAM_FAILED, REMOVED, FAILED),
            SCHEDULED, EnumSet.of(QUEUED, SKIPPED, UPSTREAM_FAILED, REMOVED, FAILED, NONE),
            QUEUED,
                    EnumSet.of(
                            RUNNING,
                            SUCCESS,
                            FAILED,
                            SKIPPED,
                            UP_FOR_RETRY,
                            SCHEDULED,
                            RESTARTING,
                            DEFERRED,
                            UP_FOR_RESCHEDULE),
            RUNNING,
                    EnumSet.of(
                            SUCCESS, FAILED, SKIPPED, UP_FOR_RETRY, SCHEDULED, RESTARTING, DEFERRED, UP_FOR_RESCHEDULE),
            RESTARTING, EnumSet.of(NONE, SCHEDULED, FAILED, REMOVED),
            UP_FOR_RETRY, EnumSet.of(SCHEDULED, FAILED, SKIPPED, NONE),
            UP_FOR_RESCHEDULE, EnumSet.of(SCHEDULED, FAILED, SKIPPED, NONE),
            DEFERRED, EnumSet.of(SCHEDULED, SUCCESS, FAILED, SKIPPED, UP_FOR_RETRY, NONE)));

    private TaskTransition() {}

    /// Where a task instance may go from `from` without a person's doing; empty for a terminal state.
    public static Set<TaskState> from(TaskState from) {
        return Set.copyOf(TABLE.getOrDefault(from, Set.of()));
    }

    public static boolean legal(TaskState from, TaskState to) {
        return TABLE.getOrDefault(from, Set.of()).contains(to);
    }

    /// Whether a person may move a task instance so: a clear takes back what has ended or waits, a mark ends it
    /// as the person says, and a run that is put on another DAG version leaves behind what that one no longer
    /// has.
    public static boolean byPerson(TaskState from, TaskState to) {
        return from != to
                && switch (to) {
                    case NONE, REMOVED -> from != QUEUED && from != RUNNING;
                    case RESTARTING -> from == QUEUED || from == RUNNING;
                    case SUCCESS, FAILED, SKIPPED -> true;
                    case SCHEDULED, QUEUED, RUNNING, UP_FOR_RETRY, UP_FOR_RESCHEDULE, DEFERRED, UPSTREAM_FAILED ->
                        false;
                };
    }

    /// The table as a Mermaid state diagram.
    public static String mermaid() {
        var lines = new StringBuilder("stateDiagram-v2\n    [*] --> none\n");
        for (TaskState from : TaskState.values()) {
            for (TaskState to : TaskState.values()) {
                if (legal(from, to)) {
                    lines.append("    %s --> %s%n".formatted(from.word(), to.word()));
                }
            }
            if (from.terminal()) {
                lines.append("    %s --> [*]%n".formatted(from.word()));
            }
        }
        return lines.toString();
    }
}
