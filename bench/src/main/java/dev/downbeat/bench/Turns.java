package dev.downbeat.bench;

import java.util.ArrayList;
import java.util.List;

/// Two things measured in turns, close to one another in time: what the machine does meanwhile meets both alike. The
/// difference of a pair tells more than that of the two medians.
///
/// @param base  all samples of the one
/// @param other all samples of the other
/// @param pairs the medians of each pair of turns
record Turns(List<Double> base, List<Double> other, List<Pair> pairs) {
    Turns {
        base = List.copyOf(base);
        other = List.copyOf(other);
        pairs = List.copyOf(pairs);
    }

    /// Of two turns next to one another.
    record Pair(double base, double other) {}

    /// One turn.
    @FunctionalInterface
    interface Turn {
        /// @return samples, at least one
        List<Double> measure() throws Exception;
    }

    /// So many pairs of turns: base, other, other, base, and so on, that neither gains by being the first.
    static Turns take(int pairs, Turn base, Turn other) throws Exception {
        var ones = new ArrayList<Double>();
        var others = new ArrayList<Double>();
        var medians = new ArrayList<Pair>();
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                double one = turn(base, ones);
                medians.add(new Pair(one, turn(other, others)));
            } else {
                double another = turn(other, others);
                medians.add(new Pair(turn(base, ones), another));
            }
        }
        return new Turns(ones, others, medians);
    }

    private static double turn(Turn turn, List<Double> all) throws Exception {
        List<Double> samples = turn.measure();
        all.addAll(samples);
        return Spread.ofTimes(samples).median();
    }

    /// By how many percent the other one takes longer, of durations.
    Spread longer() {
        return Spread.ofDifferences(
                pairs.stream().map(pair -> (pair.other / pair.base - 1) * 100).toList());
    }

    /// By how many percent the other one does less in a time, of rates: what it takes longer for the same.
    Spread less() {
        return Spread.ofDifferences(
                pairs.stream().map(pair -> (pair.base / pair.other - 1) * 100).toList());
    }
}
