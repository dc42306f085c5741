package dev.downbeat.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a benchmark found, and where.
///
/// @param measurement false when it was run in small sizes, just to see that it works
/// @param leftOut     what was not measured
public record Report(boolean measurement, Machine machine, List<Row> results, List<LeftOut> leftOut) {
    /// @param disk    the kind of file system below the embedded PostgreSQL; null for a server of another's
    /// @param durable whether a commit waits for the disk
    public record Machine(
            String os,
            int processors,
            long memoryMegabytes,
            String java,
            String postgresql,
            @Nullable String disk,
            boolean durable) {}

    /// @param between where the median of differences lies with 95 % confidence; null for others
    /// @param p99     null where the samples are too few to tell
    /// @param worst   the slowest of the samples
    /// @param limit   what is needed for the same without Downbeat; null where nothing compares
    /// @param ratio   of the median to the limit; null without one
    public record Row(
            String measure,
            String what,
            String unit,
            int samples,
            double median,
            @Nullable Between between,
            @Nullable Double p99,
            double worst,
            @Nullable Limit limit,
            @Nullable Double ratio) {
        static Row of(String measure, Figure figure) {
            Figure.Limit limit = figure.limit();
            Interval between = figure.spread().between();
            return new Row(
                    measure,
                    figure.what(),
                    figure.unit().word(),
                    figure.spread().samples(),
                    figure.spread().median(),
                    between == null ? null : new Between(between.low(), between.high()),
                    figure.spread().p99(),
                    figure.spread().worst(),
                    limit == null ? null : new Limit(limit.name(), limit.value()),
                    limit == null ? null : figure.spread().median() / limit.value());
        }
    }

    public record Between(double low, double high) {}

    public record Limit(String name, double value) {}

    /// @param failed it was begun; else this machine lacks what it needs
    public record LeftOut(String measure, String reason, boolean failed) {}

    /// Whether a measure failed.
    public boolean failed() {
        return leftOut.stream().anyMatch(LeftOut::failed);
    }
}
