package dev.downbeat.decider.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.model.DagId;
import dev.downbeat.model.RunSpec.Interval;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Schedule.Timed;
import dev.downbeat.model.Schedule.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static final DagId DAG = new DagId("demo");
    private static final Timetable DAILY = new Schedule.Cron("@daily");
    private static final Timetable EVERY_7_MINUTES = new Schedule.Every(Duration.ofMinutes(7));

    @Test
    void a_run_fires_when_its_interval_is_over() {
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneId.of("Europe/Helsinki"), null, null, false));

        assertThat(ticks.next(null, at("2024-05-01T12:00:00Z")))
                .contains(run("2024-04-30T21:00:00Z", "2024-05-01T21:00:00Z"));
    }

    @Test
    void without_catchup_what_was_missed_stays_missed() {
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, at("2024-01-01T00:00:00Z"), null, false));

        assertThat(ticks.next(null, at("2024-05-01T12:00:00Z")))
                .contains(run("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"));
        assertThat(ticks.next(at("2024-04-01T00:00:00Z"), at("2024-05-01T12:00:00Z")))
                .contains(run("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"));
    }

    @Test
    void a_tick_that_is_just_past_belongs_to_the_past() {
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, null, null, false));

        assertThat(ticks.next(at("2024-05-01T00:00:00Z"), at("2024-05-01T00:00:00Z")))
                .contains(run("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"));
    }

    @Test
    void a_clock_that_went_back_does_not_run_an_interval_twice() {
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, null, null, false));

        assertThat(ticks.next(at("2024-05-02T00:00:00Z"), at("2024-05-01T23:59:58Z")))
                .contains(run("2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z"));
    }

    @Test
    void with_catchup_every_interval_since_the_start_gets_its_run() {
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, at("2024-04-28T12:00:00Z"), null, true));
        Instant now = at("2024-05-01T12:00:00Z");

        assertThat(ticks.upcoming(null, now, 3))
                .containsExactly(
                        run("2024-04-29T00:00:00Z", "2024-04-30T00:00:00Z"),
                        run("2024-04-30T00:00:00Z", "2024-05-01T00:00:00Z"),
                        run("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"));
        assertThat(ticks.next(at("2024-04-30T00:00:00Z"), now))
                .contains(run("2024-04-30T00:00:00Z", "2024-05-01T00:00:00Z"));
    }

    @Test
    void no_run_covers_a_time_before_the_start() {
        Ticks onTick = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, at("2024-06-01T00:00:00Z"), null, false));
        Ticks offTick = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, at("2024-06-01T00:00:01Z"), null, false));

        assertThat(onTick.next(null, at("2024-05-01T12:00:00Z")))
                .contains(run("2024-06-01T00:00:00Z", "2024-06-02T00:00:00Z"));
        assertThat(offTick.next(null, at("2024-05-01T12:00:00Z")))
                .contains(run("2024-06-02T00:00:00Z", "2024-06-03T00:00:00Z"));
    }

    @Test
    void no_run_fires_after_the_end() {
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, null, at("2024-05-03T00:00:00Z"), false));

        assertThat(ticks.upcoming(null, at("2024-05-01T12:00:00Z"), 10))
                .containsExactly(
                        run("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"),
                        run("2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z"));
    }

    @Test
    void steps_of_fixed_length_count_from_the_start() {
        Ticks ticks =
                Ticks.of(DAG, new Timed(EVERY_7_MINUTES, ZoneOffset.UTC, at("2024-05-01T00:01:30Z"), null, false));

        assertThat(ticks.upcoming(null, at("2024-05-01T00:10:00Z"), 2))
                .containsExactly(
                        run("2024-05-01T00:08:30Z", "2024-05-01T00:15:30Z"),
                        run("2024-05-01T00:15:30Z", "2024-05-01T00:22:30Z"));
        assertThat(ticks.next(null, at("2024-04-01T00:00:00Z")))
                .contains(run("2024-05-01T00:01:30Z", "2024-05-01T00:08:30Z"));
    }

    @Test
    void steps_of_fixed_length_without_a_start_count_from_1970() {
        var hours = new Schedule.Every(Duration.ofHours(6));
        Ticks ticks = Ticks.of(DAG, new Timed(hours, ZoneId.of("America/New_York"), null, null, false));

        assertThat(ticks.next(null, at("2024-05-01T06:00:00Z")))
                .contains(run("2024-05-01T06:00:00Z", "2024-05-01T12:00:00Z"));
        assertThat(ticks.next(null, at("1969-12-31T23:00:00Z")))
                .contains(run("1969-12-31T18:00:00Z", "1970-01-01T00:00:00Z"));
        assertThat(ticks.next(null, at("1969-12-31T17:00:00Z")))
                .contains(run("1969-12-31T12:00:00Z", "1969-12-31T18:00:00Z"));
    }

    @Test
    void once_is_once() {
        Ticks ticks = Ticks.of(DAG, new Timed(new Schedule.Once(), ZoneOffset.UTC, null, null, false));
        Instant now = at("2024-05-01T12:00:00Z");

        assertThat(ticks.next(null, now)).contains(new Tick(now, Interval.at(now)));
        assertThat(ticks.next(now, now)).isEmpty();
        assertThat(ticks.upcoming(null, now, 5)).hasSize(1);
    }

    @Test
    void once_waits_for_the_start_and_is_too_late_after_the_end() {
        Instant start = at("2024-06-01T00:00:00Z");
        Instant end = at("2024-06-02T00:00:00Z");
        Ticks ticks = Ticks.of(DAG, new Timed(new Schedule.Once(), ZoneOffset.UTC, start, end, false));

        assertThat(ticks.next(null, at("2024-05-01T12:00:00Z"))).contains(new Tick(start, Interval.at(start)));
        assertThat(ticks.next(null, at("2024-07-01T12:00:00Z"))).isEmpty();
    }

    @Test
    void a_run_may_be_for_the_moment_of_its_tick() {
        var moment = Schedule.Firing.DEFAULT.withCovers(Schedule.Covers.MOMENT);
        Instant start = at("2024-04-28T00:00:00Z");
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, start, null, false, moment));
        Ticks catchup = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, start, null, true, moment));
        Instant now = at("2024-05-01T15:00:00Z");

        assertThat(ticks.upcoming(null, now, 2))
                .containsExactly(moment("2024-05-02T00:00:00Z"), moment("2024-05-03T00:00:00Z"));
        assertThat(catchup.upcoming(null, now, 2))
                .containsExactly(moment("2024-04-28T00:00:00Z"), moment("2024-04-29T00:00:00Z"));
    }

    @Test
    void jitter_is_always_the_same_and_never_reaches_the_next_tick() {
        var late = Schedule.Firing.DEFAULT.withJitter(Duration.ofHours(3));
        var hourly = new Timed(new Schedule.Cron("@hourly"), ZoneOffset.UTC, null, null, false, late);
        Instant now = at("2024-05-01T15:00:00Z");

        List<Tick> ticks = Ticks.of(DAG, hourly).upcoming(now, now, 200);

        assertThat(ticks).isEqualTo(Ticks.of(DAG, hourly).upcoming(now, now, 200));
        assertThat(ticks).isNotEqualTo(Ticks.of(new DagId("other"), hourly).upcoming(now, now, 200));
        assertThat(ticks).allSatisfy(tick -> {
            Instant due = tick.interval().end();
            assertThat(tick.firesAt()).isBetween(due, due.plus(Duration.ofHours(1)));
        });
        assertThat(ticks.stream()
                        .map(tick -> Duration.between(tick.interval().end(), tick.firesAt())
                                .toMinutes())
                        .distinct())
                .hasSizeGreaterThan(40);
    }

    @Test
    void a_tick_whose_jitter_has_not_passed_is_not_missed() {
        var late = Schedule.Firing.DEFAULT.withJitter(Duration.ofMinutes(50));
        Ticks ticks = Ticks.of(DAG, new Timed(new Schedule.Cron("@hourly"), ZoneOffset.UTC, null, null, false, late));
        Tick tick = ticks.next(null, at("2024-05-01T15:30:00Z")).orElseThrow();
        Instant due = tick.interval().end();
        assertThat(tick.firesAt()).isAfter(due.plusSeconds(1));

        assertThat(ticks.next(null, tick.firesAt().minusMillis(1))).contains(tick);
        assertThat(ticks.next(due, tick.firesAt().minusMillis(1))).isNotEqualTo(Optional.of(tick));
        assertThat(ticks.next(null, tick.firesAt())).isNotEqualTo(Optional.of(tick));
    }

    @Test
    void a_calendar_of_moments_ticks_at_these_and_no_others() {
        var moments = new Schedule.Moments(
                List.of(at("2024-05-03T09:30:00Z"), at("2024-05-01T09:30:00Z"), at("2024-05-09T09:30:00Z")));
        Ticks ticks = Ticks.of(DAG, new Timed(moments, ZoneOffset.UTC, null, null, false));

        assertThat(ticks.upcoming(null, at("2024-05-01T12:00:00Z"), 5))
                .containsExactly(
                        run("2024-05-01T09:30:00Z", "2024-05-03T09:30:00Z"),
                        run("2024-05-03T09:30:00Z", "2024-05-09T09:30:00Z"));
    }

    @Test
    void a_run_covers_the_days_that_were_left_out_before_it() {
        var workdays = new Schedule.Except(
                new Schedule.Cron("0 6,18 * * *"), List.of(LocalDate.of(2024, 5, 1), LocalDate.of(2024, 5, 2)));
        Ticks ticks = Ticks.of(DAG, new Timed(workdays, ZoneId.of("Europe/Helsinki"), null, null, false));

        assertThat(ticks.upcoming(null, at("2024-04-30T12:00:00Z"), 2))
                .containsExactly(
                        run("2024-04-30T03:00:00Z", "2024-04-30T15:00:00Z"),
                        run("2024-04-30T15:00:00Z", "2024-05-03T03:00:00Z"));
    }

    @Test
    void a_range_of_the_past_goes_by_logical_dates_whatever_the_start() {
        Ticks ticks = Ticks.of(DAG, new Timed(DAILY, ZoneOffset.UTC, at("2024-06-01T00:00:00Z"), null, false));
        Instant now = at("2024-05-03T12:00:00Z");

        assertThat(ticks.between(at("2024-04-30T00:00:00Z"), at("2024-05-01T00:00:00Z"), now, 9))
                .containsExactly(
                        run("2024-04-30T00:00:00Z", "2024-05-01T00:00:00Z"),
                        run("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"));
        assertThat(ticks.between(at("2024-05-02T00:00:00Z"), at("2024-05-09T00:00:00Z"), now, 9))
                .as("only what has come")
                .containsExactly(run("2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z"));
        assertThat(ticks.between(at("2024-01-01T00:00:00Z"), now, now, 3)).hasSize(3);
        assertThat(ticks.between(at("2024-05-01T01:00:00Z"), at("2024-05-01T23:00:00Z"), now, 3))
                .isEmpty();
    }

    @Test
    void several_crons_tick_whenever_one_does_and_once_where_they_meet() {
        var crons = new Schedule.Crons(List.of("0 6 * * MON-FRI", "0 12 * * *", "0 6 1 * *"));
        Ticks ticks = Ticks.of(DAG, new Timed(crons, ZoneOffset.UTC, null, null, false));

        assertThat(ticks.upcoming(null, at("2024-05-01T00:00:00Z"), 3))
                .containsExactly(
                        run("2024-04-30T12:00:00Z", "2024-05-01T06:00:00Z"),
                        run("2024-05-01T06:00:00Z", "2024-05-01T12:00:00Z"),
                        run("2024-05-01T12:00:00Z", "2024-05-02T06:00:00Z"));
    }

    @Test
    void a_continuous_schedule_covers_the_time_since_the_run_before() {
        Ticks ticks = Ticks.of(DAG, new Timed(new Schedule.Continuous(), ZoneOffset.UTC, null, null, false));
        Instant now = at("2024-05-01T12:00:00Z");
        Instant before = at("2024-05-01T11:00:00Z");

        assertThat(ticks.next(null, now)).contains(new Tick(now, Interval.at(now)));
        assertThat(ticks.next(before, now)).contains(new Tick(now, new Interval(now, before, now)));
        assertThat(ticks.upcoming(before, now, 5)).hasSize(1);
    }

    @Test
    void a_continuous_schedule_leaves_a_second_between_two_runs() {
        Ticks ticks = Ticks.of(DAG, new Timed(new Schedule.Continuous(), ZoneOffset.UTC, null, null, false));
        Instant now = at("2024-05-01T12:00:00Z");

        assertThat(ticks.next(now, now.plusMillis(3)).orElseThrow().firesAt()).isEqualTo(now.plusSeconds(1));
    }

    @Test
    void a_continuous_schedule_waits_for_its_start_and_stops_at_its_end() {
        Instant start = at("2024-06-01T00:00:00Z");
        Instant end = at("2024-06-02T00:00:00Z");
        Ticks ticks = Ticks.of(DAG, new Timed(new Schedule.Continuous(), ZoneOffset.UTC, start, end, false));

        assertThat(ticks.next(null, at("2024-05-01T12:00:00Z"))).contains(new Tick(start, Interval.at(start)));
        assertThat(ticks.next(start, at("2024-06-02T00:00:01Z"))).isEmpty();
    }

    @Test
    void intervals_of_a_daily_job_tile_the_time_over_a_clock_change() {
        Ticks ticks = Ticks.of(
                DAG,
                new Timed(
                        new Schedule.Cron("30 2 * * *"),
                        ZoneId.of("America/New_York"),
                        at("2024-03-01T00:00:00Z"),
                        null,
                        true));

        List<Tick> runs = ticks.upcoming(null, at("2024-03-01T00:00:00Z"), 300);

        for (int i = 1; i < runs.size(); i++) {
            assertThat(runs.get(i).interval().start())
                    .isEqualTo(runs.get(i - 1).interval().end());
        }
    }

    private static Tick run(String start, String end) {
        return new Tick(at(end), new Interval(at(start), at(start), at(end)));
    }

    private static Tick moment(String tick) {
        return new Tick(at(tick), Interval.at(at(tick)));
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
