package dev.downbeat.decider.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @Test
    void a_daily_job_keeps_its_local_hour_when_the_offset_changes() {
        assertThat(ticks("0 0 * * *", NEW_YORK, "2024-03-09T12:00:00Z", 3))
                .containsExactly("2024-03-10T05:00:00Z", "2024-03-11T04:00:00Z", "2024-03-12T04:00:00Z");
    }

    @Test
    void a_skipped_local_time_is_made_up_for_later_by_the_gap() {
        assertThat(ticks("30 2 * * *", NEW_YORK, "2024-03-10T00:00:00Z", 2))
                .containsExactly("2024-03-10T07:30:00Z", "2024-03-11T06:30:00Z");
        assertThat(ticks("0 2 * * *", NEW_YORK, "2024-03-10T00:00:00Z", 2))
                .containsExactly("2024-03-10T07:00:00Z", "2024-03-11T06:00:00Z");
        assertThat(ticks("0 2 * * *", ZoneId.of("Australia/Lord_Howe"), "2024-10-05T00:00:00Z", 1))
                .containsExactly("2024-10-05T15:30:00Z");
    }

    @Test
    void a_shifted_tick_that_falls_on_another_tick_is_one() {
        assertThat(ticks("0 2,3 * * *", NEW_YORK, "2024-03-10T00:00:00Z", 2))
                .containsExactly("2024-03-10T07:00:00Z", "2024-03-11T06:00:00Z");
    }

    @Test
    void a_repeated_local_time_counts_once_for_a_named_hour() {
        assertThat(ticks("30 1 * * *", NEW_YORK, "2024-11-03T00:00:00Z", 2))
                .containsExactly("2024-11-03T05:30:00Z", "2024-11-04T06:30:00Z");
        assertThat(ticks("*/15 1 * * *", NEW_YORK, "2024-11-03T00:00:00Z", 5))
                .containsExactly(
                        "2024-11-03T05:00:00Z",
                        "2024-11-03T05:15:00Z",
                        "2024-11-03T05:30:00Z",
                        "2024-11-03T05:45:00Z",
                        "2024-11-04T06:00:00Z");
        assertThat(ticks("30 1 * * *", ZoneId.of("Australia/Lord_Howe"), "2024-04-06T00:00:00Z", 1))
                .containsExactly("2024-04-06T14:30:00Z");
    }

    @Test
    void an_hourly_job_runs_every_real_hour() {
        assertThat(ticks("30 * * * *", NEW_YORK, "2024-11-03T04:00:00Z", 4))
                .containsExactly(
                        "2024-11-03T04:30:00Z", "2024-11-03T05:30:00Z", "2024-11-03T06:30:00Z", "2024-11-03T07:30:00Z");
        assertThat(ticks("30 * * * *", NEW_YORK, "2024-03-10T05:00:00Z", 4))
                .containsExactly(
                        "2024-03-10T05:30:00Z", "2024-03-10T06:30:00Z", "2024-03-10T07:30:00Z", "2024-03-10T08:30:00Z");
    }

    @Test
    void a_step_of_hours_runs_at_real_occurrences() {
        assertThat(ticks("0 */2 * * *", ZoneId.of("America/Toronto"), "2023-03-12T04:59:00Z", 3))
                .containsExactly("2023-03-12T05:00:00Z", "2023-03-12T08:00:00Z", "2023-03-12T10:00:00Z");
        assertThat(ticks("0 */2 * * *", ZoneId.of("Europe/Zurich"), "2023-10-28T21:59:00Z", 4))
                .containsExactly(
                        "2023-10-28T22:00:00Z", "2023-10-29T00:00:00Z", "2023-10-29T01:00:00Z", "2023-10-29T03:00:00Z");
    }

    @Test
    void hours_in_a_list_keep_their_names_over_a_change() {
        assertThat(ticks("0 7,9 * * *", ZoneId.of("America/Los_Angeles"), "2020-03-08T00:00:00Z", 3))
                .containsExactly("2020-03-08T14:00:00Z", "2020-03-08T16:00:00Z", "2020-03-09T14:00:00Z");
    }

    @Test
    void previous_is_right_around_a_change_too() {
        assertThat(previous("0 2 * * *", NEW_YORK, "2024-03-10T07:30:00Z")).isEqualTo("2024-03-10T07:00:00Z");
        assertThat(previous("0 2 * * *", NEW_YORK, "2024-03-10T07:00:00Z")).isEqualTo("2024-03-09T07:00:00Z");
        assertThat(previous("0 1 * * *", NEW_YORK, "2024-11-03T05:30:00Z")).isEqualTo("2024-11-03T05:00:00Z");
        assertThat(previous("0 1 * * *", NEW_YORK, "2024-11-03T06:30:00Z")).isEqualTo("2024-11-03T05:00:00Z");
    }

    @Test
    void a_day_that_a_zone_left_out_is_made_up_for() {
        assertThat(ticks("0 5 30 * *", ZoneId.of("Pacific/Apia"), "2011-12-29T00:00:00Z", 1))
                .containsExactly("2011-12-30T15:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 13 * 5      | 2024-09-01 | 2024-09-06 2024-09-13 2024-09-20 2024-09-27
            0 0 13 * ?      | 2024-09-01 | 2024-09-13 2024-10-13
            0 0 * * 0       | 2024-09-01 | 2024-09-08 2024-09-15
            0 0 * * 7       | 2024-09-01 | 2024-09-08 2024-09-15
            0 0 * * SAT-SUN | 2024-09-01 | 2024-09-07 2024-09-08
            0 0 * * FRI-MON | 2024-09-01 | 2024-09-02 2024-09-06 2024-09-07 2024-09-08
            0 0 * * 5-7     | 2024-09-02 | 2024-09-06 2024-09-07 2024-09-08 2024-09-13
            0 0 L * *       | 2024-01-01 | 2024-01-31 2024-02-29 2024-03-31
            0 0 L,15 * *    | 2024-01-01 | 2024-01-15 2024-01-31 2024-02-15
            0 0 * * 5L      | 2024-01-01 | 2024-01-26 2024-02-23
            0 0 * * friL    | 2024-01-01 | 2024-01-26 2024-02-23
            0 0 * * MON#2   | 2024-01-01 | 2024-01-08 2024-02-12
            0 0 * * 1#5     | 2024-01-01 | 2024-01-29 2024-04-29
            0 0 15W * *     | 2024-06-01 | 2024-06-14 2024-07-15 2024-08-15 2024-09-16
            0 0 1W * *      | 2024-05-02 | 2024-06-03 2024-07-01
            0 0 31W * *     | 2024-08-01 | 2024-08-30 2024-10-31
            0 0 LW * *      | 2024-06-01 | 2024-06-28 2024-07-31 2024-08-30
            0 0 31 * *      | 2024-01-31 | 2024-03-31 2024-05-31
            0 0 29 2 *      | 2024-03-01 | 2028-02-29 2032-02-29
            0 0 29 2 *      | 2096-03-01 | 2104-02-29
            0 0 1 JAN,jul * | 2024-01-02 | 2024-07-01 2025-01-01
            0 0 10-20/5 * * | 2024-01-01 | 2024-01-10 2024-01-15 2024-01-20 2024-02-10
            0 0 20/5 * *    | 2024-01-01 | 2024-01-20 2024-01-25 2024-01-30
            @weekly         | 2024-09-01 | 2024-09-08
            @monthly        | 2024-09-01 | 2024-10-01 2024-11-01
            @quarterly      | 2024-02-01 | 2024-04-01 2024-07-01 2024-10-01 2025-01-01
            @YEARLY         | 2024-02-01 | 2025-01-01 2026-01-01
            @annually       | 2024-02-01 | 2025-01-01
            @midnight       | 2024-02-28 | 2024-02-29 2024-03-01
            """)
    void days_follow_the_dialect(String expression, LocalDate after, String expected) {
        List<String> days = List.of(expected.split(" "));

        Instant from = after.atStartOfDay(ZoneOffset.UTC).toInstant();
        List<Instant> ticks = next(Cron.parse(expression), ZoneOffset.UTC, from, days.size());

        assertThat(ticks.stream()
                        .map(tick -> LocalDateTime.ofInstant(tick, ZoneOffset.UTC)
                                .toLocalDate()
                                .toString()))
                .isEqualTo(days);
    }

    @Test
    void six_fields_begin_with_the_second() {
        assertThat(ticks("*/20 59 23 * * *", ZoneOffset.UTC, "2024-01-01T23:59:20Z", 3))
                .containsExactly("2024-01-01T23:59:40Z", "2024-01-02T23:59:00Z", "2024-01-02T23:59:20Z");
    }

    @Test
    void next_and_previous_are_strict_also_within_a_second() {
        assertThat(ticks("0 0 * * *", ZoneOffset.UTC, "2024-01-01T23:59:59.999Z", 1))
                .containsExactly("2024-01-02T00:00:00Z");
        assertThat(previous("0 0 * * *", ZoneOffset.UTC, "2024-01-02T00:00:00.001Z"))
                .isEqualTo("2024-01-02T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            60 * * * *      | '60' is no minute: use 0-59 (nearest: 59)
            * 24 * * *      | '24' is no hour: use 0-23 (nearest: 23)
            * * 0 * *       | '0' is no day of month: use 1-31 (nearest: 1)
            * * * 13 *      | '13' is no month: use 1-12 (nearest: 12)
            * * * * 8       | '8' is no day of week: use 0-7 (nearest: 7)
            * * * * MOM     | use 0-7 or SUN MON TUE WED THU FRI SAT: did you mean 'MON'?
            * * * JANU *    | did you mean 'JAN'?
            */90 * * * *    | '/90' is no minute: a step is at most 60, since it begins anew with each hour
            */0 * * * *     | '/0' is no minute: a step is a number from 1 to 60
            * 22-2 * * *    | the range runs backwards, write 22-23,0-2
            1,,2 * * * *    | something is missing beside a comma
            ? * * * *       | '?' stands only for a day of month or of week, write '*'
            * * * * L       | 5L is the last Friday of the month
            * * * * MON#6   | after '#' comes a number from 1 to 5
            0 0 30 2 *      | no month '2' ever has a day '30', so it would never fire
            0 0 31 4,JUN *  | so it would never fire
            * * * *         | it has 4 fields, but needs 5
            "     "         | it has no field
            @dayly          | did you mean '@daily'?
            * * * * * * *   | it has 7 fields
            """)
    void a_mistake_is_told_with_field_value_and_what_is_allowed(String expression, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cron.parse(expression))
                .withMessageContaining(message);
    }

    @Test
    void equal_meaning_is_equal() {
        assertThat(Cron.parse("@daily"))
                .isEqualTo(Cron.parse("0 0 * * *"))
                .hasSameHashCodeAs(Cron.parse("0 0 0 * * *"));
        assertThat(Cron.parse("@daily")).isNotEqualTo(Cron.parse("@hourly")).hasToString("@daily");
    }

    @Test
    void the_calendar_ends() {
        assertThat(Cron.parse("@daily").next(Instant.parse("9999-12-31T00:00:00Z"), ZoneOffset.UTC))
                .isEmpty();
        assertThat(Cron.parse("@daily").previous(Instant.parse("0001-01-01T00:00:00Z"), ZoneOffset.UTC))
                .isEmpty();
    }

    private static List<String> ticks(String expression, ZoneId zone, String after, int count) {
        return next(Cron.parse(expression), zone, Instant.parse(after), count).stream()
                .map(Instant::toString)
                .toList();
    }

    private static List<Instant> next(Cron cron, ZoneId zone, Instant after, int count) {
        var ticks = new ArrayList<Instant>();
        Instant last = after;
        while (ticks.size() < count) {
            last = cron.next(last, zone).orElseThrow();
            ticks.add(last);
        }
        return ticks;
    }

    private static String previous(String expression, ZoneId zone, String before) {
        return Cron.parse(expression)
                .previous(Instant.parse(before), zone)
                .orElseThrow()
                .toString();
    }
}
