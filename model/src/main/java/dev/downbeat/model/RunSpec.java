package dev.downbeat.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run was asked to be; fixed for its life, unless a clear pins it to a newer DAG version.
///
/// @param version  the DAG version it is pinned to
/// @param cause    why it is there
/// @param params   all declared params with their values, defaults filled in
public record RunSpec(
        RunId id,
        DagId dag,
        VersionId version,
        Shard shard,
        Cause cause,
        Interval interval,
        Map<String, @Nullable Object> params) {
    // Written out: javac drops type annotations from the parameters of a compact constructor.
    public RunSpec(
            RunId id,
            DagId dag,
            VersionId version,
            Shard shard,
            Cause cause,
            Interval interval,
            Map<String, @Nullable Object> params) {
        this.id = id;
        this.dag = dag;
        this.version = version;
        this.shard = shard;
        this.cause = cause;
        this.interval = interval;
        this.params = Values.freezeMap(params);
    }

    /// One of which no more is known than its type.
    public RunSpec(
            RunId id,
            DagId dag,
            VersionId version,
            Shard shard,
            RunType type,
            Interval interval,
            Map<String, @Nullable Object> params) {
        this(id, dag, version, shard, new Cause(type, Map.of()), interval, params);
    }

    public RunType type() {
        return cause.type();
    }

    /// The same run, pinned to another version of its DAG.
    public RunSpec on(VersionId other) {
        return new RunSpec(id, dag, other, shard, cause, interval, params);
    }

    /// What started a run.
    ///
    /// @param trigger what happened, as JSON: of a run by assets, `assets` with their updates; empty where there is
    ///                nothing to say
    public record Cause(RunType type, Map<String, @Nullable Object> trigger) {
        // Written out: javac drops type annotations from the parameters of a compact constructor.
        public Cause(RunType type, Map<String, @Nullable Object> trigger) {
            this.type = type;
            this.trigger = Values.freezeMap(trigger);
        }
    }

    /// The time a run is for, to the microsecond: that is what the database keeps.
    ///
    /// @param logicalDate names the run; for a scheduled run the start of its interval, for a manual one its
    ///         trigger time
    /// @param start       of the data interval, inclusive
    /// @param end         of the data interval, exclusive; equal to start for a manual run
    public record Interval(Instant logicalDate, Instant start, Instant end) {
        public Interval {
            logicalDate = kept(logicalDate);
            start = kept(start);
            end = kept(end);
        }

        /// Rounded as the database's driver does, so that it is the same before and after.
        private static Instant kept(Instant moment) {
            return moment.plusNanos(500).truncatedTo(ChronoUnit.MICROS);
        }

        public static Interval at(Instant moment) {
            return new Interval(moment, moment, moment);
        }
    }
}
