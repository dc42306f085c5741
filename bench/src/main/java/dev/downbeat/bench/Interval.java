package dev.downbeat.bench;

import org.jspecify.annotations.Nullable;

/// Where a median lies with 95 % confidence: between two of the samples, whatever they are spread like.
record Interval(double low, double high) {
    private static final double DOUBT = 0.05;

    /// Each sample lies above the true median as likely as below it. So how many of them are below it is known as
    /// for throws of a coin, and with it between which of them the median is.
    ///
    /// @param sorted samples, the least first
    /// @return null where they are too few: not even from the least to the greatest would be sure enough
    static @Nullable Interval ofMedian(double[] sorted) {
        int count = sorted.length;
        double share = Math.pow(0.5, count); // of the outcomes in which exactly this many samples are below it
        double tail = 0;
        int rank = 0;
        while (tail + share <= DOUBT / 2) {
            tail += share;
            share *= (double) (count - rank) / (rank + 1);
            rank++;
        }
        return rank == 0 ? null : new Interval(sorted[rank - 1], sorted[count - rank]);
    }
}
