package dev.downbeat.decider;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that a task instance has to pass before it runs, and how it stands.
///
/// @param since since when it stands so; null where that is not kept
/// @param why   how it stands, for people
/// @param opens what would open it; empty when it is met, or cannot be any more
public record Gate(Kind kind, Standing standing, @Nullable Instant since, String why, String opens) {

    /// In the order in which they are passed.
    public enum Kind {
        SCHEDULER,
        PAUSED,
        MAX_ACTIVE_RUNS,
        RUN,
        SETUP,
        TRIGGER_RULE,
        BRANCH,
        ITEMS,
        RETRY_DELAY,
        DEFERRED,
        PAST,
        POOL,
        MAX_ACTIVE_TASKS_PER_RUN,
        MAX_ACTIVE_TASKS,
        MAX_ACTIVE_TIS_PER_DAG,
        MAX_ACTIVE_TIS_PER_DAGRUN,
        PARALLELISM,
        EXECUTOR,
        END;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(Limit limit) {
            return switch (limit) {
                case POOL -> POOL;
                case TASKS_PER_RUN -> MAX_ACTIVE_TASKS_PER_RUN;
                case TASKS_PER_DAG -> MAX_ACTIVE_TASKS;
                case TASK_PER_DAG -> MAX_ACTIVE_TIS_PER_DAG;
                case TASK_PER_RUN -> MAX_ACTIVE_TIS_PER_DAGRUN;
            };
        }
    }

    public enum Standing {
        MET,
        NOT_MET,
        /// It can no longer be met.
        NEVER;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean met() {
        return standing == Standing.MET;
    }
}
