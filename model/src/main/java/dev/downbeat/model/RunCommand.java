package dev.downbeat.model;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a person asks of a run that exists. It is stored before it is answered; whoever owns the run carries it
/// out once.
public sealed interface RunCommand {
    /// The word in the database and in the API.
    Kind kind();

    /// What a command does.
    enum Kind {
        /// End the run now.
        CANCEL,
        /// Stop some task instances; they fail.
        CANCEL_TASKS,
        /// Take back some task instances: they run anew.
        CLEAR,
        /// End some task instances as the person says.
        MARK,
        /// End the run as the person says.
        MARK_RUN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    record Cancel() implements RunCommand {
        @Override
        public Kind kind() {
            return Kind.CANCEL;
        }
    }

    record CancelTasks(List<Target> targets) implements RunCommand {
        public CancelTasks {
            targets = List.copyOf(targets);
        }

        @Override
        public Kind kind() {
            return Kind.CANCEL_TASKS;
        }
    }

    /// @param failedOnly what is no longer failed by then stays as it is
    /// @param version    the DAG version that the run goes on with; null: the one it has
    record Clear(
            List<Target> targets,
            boolean failedOnly,
            @Nullable VersionId version) implements RunCommand {
        // Written out: javac drops type annotations from the parameters of a compact constructor.
        public Clear(List<Target> targets, boolean failedOnly, @Nullable VersionId version) {
            this.targets = List.copyOf(targets);
            this.failedOnly = failedOnly;
            this.version = version;
        }

        @Override
        public Kind kind() {
            return Kind.CLEAR;
        }
    }

    /// @param state success, failed or skipped
    record Mark(List<Target> targets, TaskState state) implements RunCommand {
        public Mark {
            targets = List.copyOf(targets);
            if (!state.terminal() || state == TaskState.UPSTREAM_FAILED || state == TaskState.REMOVED) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "a task can be marked success, failed or skipped, not " + state.word());
            }
        }

        @Override
        public Kind kind() {
            return Kind.MARK;
        }
    }

    /// @param state success or failed
    record MarkRun(DagRunState state) implements RunCommand {
        public MarkRun {
            if (!state.terminal()) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "a run can be marked success or failed, not " + state.word());
            }
        }

        @Override
        public Kind kind() {
            return Kind.MARK_RUN;
        }
    }

    /// Some instances of a task.
    ///
    /// @param indexes -1 for the one of a task that is not mapped; empty: all of them, and those of a mapped task
    ///                are counted anew
    record Target(TaskId task, List<Integer> indexes) {
        public Target {
            indexes = List.copyOf(indexes);
        }

        public static Target all(TaskId task) {
            return new Target(task, List.of());
        }
    }
}
