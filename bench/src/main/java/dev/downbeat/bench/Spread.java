package dev.downbeat.bench;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How what was measured several times came out.
///
/// @param between where the median of differences lies with 95 % confidence; null for others and where the samples are
///                too few to tell
/// @param p99     null where the samples are too few to tell
/// @param worst   the slowest
record Spread(
        int samples,
        double median,
        @Nullable Interval between,
        @Nullable Double p99,
        double worst) {
    /// With fewer the 99th percentile would only be the worst under another name.
    private static final int ENOUGH = 20;

    /// Of durations: less is better.
    static Spread ofTimes(Collection<Double> times) {
        double[] sorted = sorted(times);
        Double p99 = sorted.length < ENOUGH ? null : sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
        return new Spread(sorted.length, sorted[sorted.length / 2], null, p99, sorted[sorted.length - 1]);
    }

    /// Of what one takes longer than another, in pairs: less is better, and it may be less than nothing.
    static Spread ofDifferences(Collection<Double> differences) {
        double[] sorted = sorted(differences);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(sorted.length, median, Interval.ofMedian(sorted), null, sorted[sorted.length - 1]);
    }

    /// Of so many in a time: more is better.
    static Spread ofRates(Collection<Double> rates) {
        double[] sorted = sorted(rates);
        return new Spread(sorted.length, sorted[sorted.length / 2], null, null, sorted[0]);
    }

    static Spread of(double value) {
        return new Spread(1, value, null, null, value);
    }

    private static double[] sorted(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
