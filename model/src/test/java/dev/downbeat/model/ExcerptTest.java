package dev.downbeat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void a_long_text_is_cut_and_says_so() {
        assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
        assertThat(Excerpt.of("abcd", 3)).isEqualTo("abc…");
    }

    @Test
    void a_character_of_two_halves_stays_whole_or_goes() {
        assertThat(Excerpt.of("a😀b", 2)).isEqualTo("a…");
        assertThat(Excerpt.of("a😀b", 3)).isEqualTo("a😀…");
    }
}
