package dev.downbeat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void swapped_letters_count_as_one_mistake() {
        assertThat(Nearest.distance("chrun", "churn")).isEqualTo(1);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("same", "same")).isZero();
    }

    @Test
    void the_nearest_name_is_offered_and_a_far_one_is_not() {
        assertThat(Nearest.to("chrun", List.of("penguins", "churn"))).contains("churn");
        assertThat(Nearest.to("Pause-d", List.of("paused"))).contains("paused");
        assertThat(Nearest.to("zebra", List.of("penguins", "churn"))).isEmpty();
        assertThat(Nearest.hint("tga", List.of("tag"))).isEqualTo(": did you mean 'tag'?");
    }
}
