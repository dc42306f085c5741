package dev.downbeat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void the_worst_is_the_longest_time_and_the_lowest_rate() {
        assertThat(Spread.ofTimes(List.of(3.0, 1.0, 2.0)).worst()).isEqualTo(3);
        assertThat(Spread.ofRates(List.of(3.0, 1.0, 2.0)).worst()).isEqualTo(1);
    }

    @Test
    void differences_may_be_less_than_nothing_and_their_median_lies_between_the_middle_ones() {
        Spread spread = Spread.ofDifferences(List.of(-4.0, 1.0, 3.0, 20.0));

        assertThat(spread.samples()).isEqualTo(4);
        assertThat(spread.median()).isEqualTo(2);
        assertThat(spread.worst()).isEqualTo(20);
        assertThat(spread.between()).as("four cannot tell").isNull();
    }

    /// From the tables of the sign test: with n samples the median is, with 95 % confidence, between the k-th of them
    /// and the k-th from above.
    @Test
    void the_median_lies_between_two_samples_that_a_coin_names() {
        assertThat(rank(6)).isEqualTo(1);
        assertThat(rank(8)).isEqualTo(1);
        assertThat(rank(9)).isEqualTo(2);
        assertThat(rank(12)).isEqualTo(3);
        assertThat(rank(16)).isEqualTo(4);
        assertThat(rank(20)).isEqualTo(6);
        assertThat(rank(40)).isEqualTo(14);
        assertThat(rank(60)).isEqualTo(22);
    }

    private static int rank(int samples) {
        Interval interval = Objects.requireNonNull(Interval.ofMedian(
                IntStream.rangeClosed(1, samples).asDoubleStream().toArray()));
        assertThat(interval.low() + interval.high()).isEqualTo(samples + 1);
        return (int) interval.low();
    }

    @Test
    void a_known_median_is_missed_in_few_of_many_series() {
        var random = new Random(7);
        int missed = 0;
        for (int series = 0; series < 10_000; series++) {
            double[] samples = DoubleStream.generate(() -> Math.exp(random.nextGaussian()))
                    .limit(20)
                    .sorted()
                    .toArray();
            Interval interval = Interval.ofMedian(samples);
            missed += interval == null || interval.low() > 1 || interval.high() < 1 ? 1 : 0;
        }
        assertThat(missed).isBetween(300, 500);
    }

    @Test
    void turns_go_back_and_forth() throws Exception {
        var order = new ArrayList<String>();

        Turns turns = Turns.take(3, turn(order, "a", 1, 2, 3), turn(order, "b", 10, 20, 30));

        assertThat(order).containsExactly("a", "b", "b", "a", "a", "b");
        assertThat(turns.base()).containsExactly(1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0);
        assertThat(turns.pairs()).isEqualTo(Collections.nCopies(3, new Turns.Pair(2, 20)));
    }

    private static Turns.Turn turn(List<String> order, String name, double... samples) {
        return () -> {
            order.add(name);
            return Arrays.stream(samples).boxed().toList();
        };
    }

    /// The machine gets three times as slow meanwhile; what is 10 % slower stays 10 % slower.
    @Test
    void what_drifts_meets_both_of_a_pair_alike() {
        var pairs = IntStream.range(0, 20)
                .mapToObj(i -> new Turns.Pair(1 + 0.1 * i, 1.1 * (1 + 0.1 * i)))
                .toList();
        var turns = new Turns(List.of(), List.of(), pairs);

        assertThat(turns.longer().median()).isCloseTo(10, within(1e-9));
        Interval between = Objects.requireNonNull(turns.longer().between());
        assertThat(between.low()).isCloseTo(10, within(1e-9));
        assertThat(between.high()).isCloseTo(10, within(1e-9));
    }

    @Test
    void half_of_a_rate_takes_twice_as_long() {
        var turns = new Turns(List.of(), List.of(), List.of(new Turns.Pair(9_000, 4_500)));

        assertThat(turns.less().median()).isEqualTo(100);
        assertThat(turns.longer().median()).isEqualTo(-50);
    }
}
