package dev.downbeat.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How many instances of a task may be queued or running at a time, what its runs ask of one another, and how much
/// time an instance has beyond that of its attempts.
///
/// @param perDag       over all runs of the DAG
/// @param perRun       of one run, which for a mapped task bounds how many items are worked on at a time
/// @param queueTimeout how long an instance that is ready may wait until an attempt starts; zero for as long as it
///                     takes
/// @param totalTimeout how long an instance may take from when it is first ready, with all its tries, the delays
///                     between them and all waiting; zero for as long as they take
public record TaskLimits(int perDag, int perRun, PastRule past, Duration queueTimeout, Duration totalTimeout) {
    public static final TaskLimits NONE =
            new TaskLimits(RunPolicy.NO_LIMIT, RunPolicy.NO_LIMIT, PastRule.NONE, Duration.ZERO, Duration.ZERO);

    // Written out: a spec that was stored before there were such timeouts has none.
    public TaskLimits(
            int perDag, int perRun, PastRule past, @Nullable Duration queueTimeout, @Nullable Duration totalTimeout) {
        this.perDag = perDag;
        this.perRun = perRun;
        this.past = past;
        this.queueTimeout = queueTimeout == null ? Duration.ZERO : queueTimeout;
        this.totalTimeout = totalTimeout == null ? Duration.ZERO : totalTimeout;
        if (perDag < 1 || perRun < 1) {
            throw new IllegalArgumentException(
                    "max_active_tis_per_dag and max_active_tis_per_dagrun must be 1 or more, were %d and %d"
                            .formatted(perDag, perRun));
        }
        if (this.queueTimeout.isNegative() || this.totalTimeout.isNegative()) {
            throw new IllegalArgumentException("queue_timeout and total_timeout must not be negative");
        }
    }

    static TaskLimits orNone(@Nullable TaskLimits limits) {
        return limits == null ? NONE : limits;
    }

    public TaskLimits withPerDag(int perDag) {
        return new TaskLimits(perDag, perRun, past, queueTimeout, totalTimeout);
    }

    public TaskLimits withPerRun(int perRun) {
        return new TaskLimits(perDag, perRun, past, queueTimeout, totalTimeout);
    }

    public TaskLimits withQueueTimeout(Duration queueTimeout) {
        return new TaskLimits(perDag, perRun, past, queueTimeout, totalTimeout);
    }

    public TaskLimits withTotalTimeout(Duration totalTimeout) {
        return new TaskLimits(perDag, perRun, past, queueTimeout, totalTimeout);
    }

    public TaskLimits withPast(PastRule past) {
        return new TaskLimits(perDag, perRun, past, queueTimeout, totalTimeout);
    }
}
