package dev.downbeat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy TEN_SECONDS = RetryPolicy.NONE.withDelay(Duration.ofSeconds(10));

    @Test
    void delays_grow_by_the_factor_up_to_the_longest() {
        RetryPolicy policy = TEN_SECONDS.withBackoff(3).withMaxDelay(Duration.ofMinutes(1));

        assertThat(policy.delayAfter(1, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.delayAfter(2, 0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.delayAfter(3, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.delayAfter(2_000, 0)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void listed_delays_are_taken_one_by_one_and_the_last_for_the_rest() {
        RetryPolicy policy = TEN_SECONDS.withDelays(List.of(Duration.ofSeconds(1), Duration.ofMinutes(5)));

        assertThat(policy.delayAfter(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.delayAfter(2, 0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.delayAfter(3, 0)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void jitter_spreads_the_delays_within_its_share_and_is_the_same_for_the_same_seed() {
        RetryPolicy policy = TEN_SECONDS.withJitter(0.2);
        Set<Duration> seen = new HashSet<>();
        double sum = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            Duration delay = policy.delayAfter(1, seed);
            assertThat(delay).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
            assertThat(policy.delayAfter(1, seed)).isEqualTo(delay);
            seen.add(delay);
            sum += delay.toMillis();
        }

        assertThat(seen).hasSizeGreaterThan(800);
        assertThat(sum / 1_000).isBetween(9_900.0, 10_100.0);
    }
}
