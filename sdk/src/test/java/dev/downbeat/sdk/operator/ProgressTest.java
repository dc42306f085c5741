package dev.downbeat.sdk.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void what_is_written_is_read_back() {
        assertThat(Progress.parse(new Progress(3, 10, "input files").toString()))
                .contains(new Progress(3, 10, "input files"));
        assertThat(Progress.parse(new Progress(3, 0, "").toString())).contains(new Progress(3, 0, ""));
    }

    @Test
    void what_is_not_known_may_be_left_out() {
        assertThat(Progress.parse("3\n")).contains(new Progress(3, 0, ""));
        assertThat(Progress.parse(" 3  10 \n")).contains(new Progress(3, 10, ""));
    }

    @Test
    void nonsense_is_no_progress() {
        assertThat(Progress.parse("")).isEmpty();
        assertThat(Progress.parse("half")).isEmpty();
        assertThat(Progress.parse("-1 10")).isEmpty();
        assertThat(Progress.parse("99999999999999999999 1")).isEmpty();
    }
}
