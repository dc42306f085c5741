package dev.downbeat.decider.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// 60 cron expressions in 8 time zones on the two days on which their clocks change, each with the day before
/// and after it, against the plain scan of [CronOracle].
class DaylightSavingSuiteTest {
    private static final List<String> EXPRESSIONS = List.of(
            "* * * * *",
            "*/5 * * * *",
            "*/15 * * * *",
            "0 * * * *",
            "30 * * * *",
            "7,37 * * * *",
            "@hourly",
            "15 0-23 * * *",
            "0 */2 * * *",
            "30 */2 * * *",
            "0 */3 * * *",
            "20 */4 * * *",
            "0 */6 * * *",
            "0 */12 * * *",
            "0 0-23/5 * * *",
            "0 0 * * *",
            "@daily",
            "30 0 * * *",
            "59 23 * * *",
            "0 1 * * *",
            "30 1 * * *",
            "59 1 * * *",
            "0 2 * * *",
            "15 2 * * *",
            "30 2 * * *",
            "45 2 * * *",
            "59 2 * * *",
            "0 3 * * *",
            "30 3 * * *",
            "0 4 * * *",
            "0 6 * * *",
            "0 12 * * *",
            "0 0,12 * * *",
            "30 1,2,3 * * *",
            "0 1-4 * * *",
            "*/15 1 * * *",
            "*/15 1-3 * * *",
            "*/20 2 * * *",
            "0 9-17/2 * * *",
            "0 9-17 * * MON-FRI",
            "30 2 * * SUN",
            "30 2 * * 0",
            "30 2 * * 7",
            "0 1 * * SAT,SUN",
            "@weekly",
            "30 2 * 3,4,10,11 *",
            "0 2 L * *",
            "30 1 LW * *",
            "0 2 15W * *",
            "30 2 * * SUN#1",
            "30 2 * * 0#2",
            "30 2 * * SUNL",
            "0 1 * * FRI#2",
            "0 3 1,15 * 0",
            "@monthly",
            "30 30 2 * * *",
            "0 0,30 1-2 * * *",
            "*/20 59 * * * *",
            "15 */10 */2 * * *",
            "0 0 0 ? * SUN,MON");

    /// Changes at 2 and at 3 o'clock, at midnight (Cairo, Santiago, Beirut), by half an hour (Lord Howe), at a
    /// quarter to (Chatham), and backwards in spring (Casablanca).
    private static final List<String> ZONES = List.of(
            "America/New_York",
            "Europe/Helsinki",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Africa/Cairo",
            "America/Santiago",
            "Asia/Beirut",
            "Africa/Casablanca");

    @Test
    void fire_times_on_the_days_of_the_change_are_those_of_the_oracle() {
        int days = 0;
        long ticks = 0;
        for (String name : ZONES) {
            ZoneId zone = ZoneId.of(name);
            for (LocalDate day :
                    List.of(dayOf(zone, ZoneOffsetTransition::isGap), dayOf(zone, ZoneOffsetTransition::isOverlap))) {
                for (String expression : EXPRESSIONS) {
                    ticks += compared(expression, zone, day);
                    days++;
                }
            }
        }
        System.out.printf(
                "%d expressions × %d zones × 2 days = %d days with %d ticks compared%n",
                EXPRESSIONS.size(), ZONES.size(), days, ticks);
        assertThat(days).isEqualTo(60 * 8 * 2);
    }

    private static int compared(String expression, ZoneId zone, LocalDate day) {
        Instant from = day.minusDays(1).atStartOfDay(zone).toInstant();
        Instant to = day.plusDays(2).atStartOfDay(zone).toInstant();
        NavigableSet<Instant> expected = new CronOracle(expression, zone).ticks(from, to);
        Cron cron = Cron.parse(expression);

        assertThat(forwards(cron, zone, from, to))
                .as("%s in %s around %s", expression, zone, day)
                .containsExactlyElementsOf(expected);
        assertThat(backwards(cron, zone, from, to))
                .as("%s in %s around %s, backwards", expression, zone, day)
                .containsExactlyElementsOf(expected.descendingSet());
        return expected.size();
    }

    private static List<Instant> forwards(Cron cron, ZoneId zone, Instant from, Instant to) {
        var ticks = new ArrayList<Instant>();
        Instant tick = cron.next(from.minusNanos(1), zone).orElseThrow();
        while (tick.isBefore(to)) {
            ticks.add(tick);
            tick = cron.next(tick, zone).orElseThrow();
        }
        return ticks;
    }

    private static List<Instant> backwards(Cron cron, ZoneId zone, Instant from, Instant to) {
        var ticks = new ArrayList<Instant>();
        Instant tick = cron.previous(to, zone).orElseThrow();
        while (!tick.isBefore(from)) {
            ticks.add(tick);
            tick = cron.previous(tick, zone).orElseThrow();
        }
        return ticks;
    }

    /// The day in 2025 on which the change begins, by the clock before it.
    private static LocalDate dayOf(ZoneId zone, Predicate<ZoneOffsetTransition> kind) {
        return Stream.iterate(
                        zone.getRules().nextTransition(Instant.parse("2025-01-01T12:00:00Z")),
                        change -> zone.getRules().nextTransition(change.getInstant()))
                .filter(kind)
                .findFirst()
                .orElseThrow()
                .getDateTimeBefore()
                .toLocalDate();
    }
}
