package dev.downbeat.operators.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-03-28T23:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T06:00:00Z,, 2026-03-01T06:00:00Z",
        "2026-03-01 06:00:00+02:00,, 2026-03-01T04:00:00Z",
        "2026-03-01T06:00, Europe/Helsinki, 2026-03-01T04:00:00Z",
        "2026-03-01 06:00:30, UTC, 2026-03-01T06:00:30Z",
        // it is the 29th already in Helsinki, and its clock skips 03:00 to 04:00 on that day
        "18:00, Europe/Helsinki, 2026-03-29T15:00:00Z",
        "03:30, Europe/Helsinki, 2026-03-29T01:30:00Z",
        // twice in autumn: the first
        "2026-10-25T03:30, Europe/Helsinki, 2026-10-25T00:30:00Z"
    })
    void a_time_is_read_in_its_zone(String text, String zone, Instant moment) {
        assertThat(Moments.read(text, zone, NOW)).isEqualTo(moment);
    }

    @Test
    void a_local_time_without_a_zone_is_refused() {
        assertThatThrownBy(() -> Moments.read("18:00", null, NOW))
                .hasMessageContaining("'18:00' is a local time and needs its 'timezone'");
    }

    @Test
    void what_is_no_time_and_what_is_no_zone_is_refused() {
        assertThatThrownBy(() -> Moments.read("soon", "UTC", NOW)).hasMessageContaining("'soon' is no time");
        assertThatThrownBy(() -> Moments.read("18:00", "Mars", NOW)).hasMessageContaining("no time zone 'Mars'");
    }
}
