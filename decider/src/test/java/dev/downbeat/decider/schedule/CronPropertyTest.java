package dev.downbeat.decider.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// [Cron] against [CronOracle], minute by minute, around every kind of clock change.
class CronPropertyTest {
    private static final List<String> EXPRESSIONS = List.of(
            "* * * * *",
            "0 0 * * *",
            "30 2 * * *",
            "0 2 * * *",
            "30 1 * * *",
            "*/15 1 * * *",
            "*/15 1-3 * * *",
            "0 */2 * * *",
            "0 */24 * * *",
            "20 */4 * * *",
            "15 0-23 * * *",
            "0,30 0,1,2,3,23 * * *",
            "59 23 * * *",
            "45 * 1,L * *",
            "7 3 13 * 5",
            "0 0 L * *",
            "30 2 LW * *",
            "0 1 15W * SUN#2",
            "30 2 * 3,11 7",
            "10 2 * * 0L");

    /// Zone and the first day of a window of 12 days with a change in it, or none.
    static Stream<Arguments> windows() {
        return Stream.of(
                Arguments.of("America/New_York", "2024-03-04"),
                Arguments.of("America/New_York", "2024-10-28"),
                Arguments.of("Europe/Helsinki", "2025-03-25"),
                Arguments.of("Europe/Helsinki", "2025-10-20"),
                Arguments.of("Australia/Lord_Howe", "2024-03-30"),
                Arguments.of("Australia/Lord_Howe", "2024-09-30"),
                Arguments.of("America/St_Johns", "2006-03-28"),
                Arguments.of("America/St_Johns", "2006-10-23"),
                Arguments.of("Asia/Kathmandu", "2024-03-25"),
                Arguments.of("Asia/Kathmandu", "1985-12-27"),
                Arguments.of("Africa/Casablanca", "2024-03-05"),
                Arguments.of("Africa/Casablanca", "2024-04-08"),
                Arguments.of("Pacific/Apia", "2011-12-25"),
                Arguments.of("Pacific/Apia", "2011-09-20"),
                Arguments.of("Pacific/Kwajalein", "1993-08-15"),
                Arguments.of("Africa/Cairo", "2024-04-20"),
                Arguments.of("Africa/Cairo", "2024-10-25"),
                Arguments.of("UTC", "2024-02-24"));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void agrees_with_a_scan_of_every_minute(String zone, LocalDate day) {
        EXPRESSIONS.forEach(expression -> check(expression, ZoneId.of(zone), day));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(zone.hashCode() + day.hashCode());
        for (int i = 0; i < 60; i++) {
            check(randomExpression(random), ZoneId.of(zone), day);
        }
    }

    private static void check(String expression, ZoneId zone, LocalDate day) {
        Instant from = day.atStartOfDay(zone).toInstant();
        Instant to = day.plusDays(12).atStartOfDay(zone).toInstant();
        NavigableSet<Instant> expected = new CronOracle(expression, zone).ticks(from, to);
        Cron cron = Cron.parse(expression);

        assertThat(forwards(cron, zone, from, to))
                .as("%s in %s from %s", expression, zone, day)
                .containsExactlyElementsOf(expected);
        assertThat(backwards(cron, zone, from, to))
                .as("%s in %s back to %s", expression, zone, day)
                .containsExactlyElementsOf(expected.descendingSet());
    }

    /// Ticks in `[from, to)`, each found from a moment before it that is a little off the last tick.
    private static List<Instant> forwards(Cron cron, ZoneId zone, Instant from, Instant to) {
        var ticks = new ArrayList<Instant>();
        Instant tick = cron.next(from.minusNanos(1), zone).orElseThrow();
        while (tick.isBefore(to)) {
            ticks.add(tick);
            tick = cron.next(tick.plusMillis(ticks.size() % 3), zone).orElseThrow();
        }
        return ticks;
    }

    private static List<Instant> backwards(Cron cron, ZoneId zone, Instant from, Instant to) {
        var ticks = new ArrayList<Instant>();
        Instant tick = cron.previous(to, zone).orElseThrow();
        while (!tick.isBefore(from)) {
            ticks.add(tick);
            tick = cron.previous(tick.minusMillis(ticks.size() % 3), zone).orElseThrow();
        }
        return ticks;
    }

    private static String randomExpression(RandomGenerator random) {
        return String.join(
                " ",
                field(random, 0, 59),
                random.nextInt(3) == 0 ? "*/" + (1 + random.nextInt(24)) : field(random, 0, 23),
                random.nextInt(3) == 0 ? field(random, 1, 28) : "*",
                "*",
                random.nextInt(3) == 0 ? field(random, 0, 7) : "*");
    }

    private static String field(RandomGenerator random, int min, int max) {
        int a = random.nextInt(min, max + 1);
        int b = random.nextInt(a, max + 1);
        int step = 1 + random.nextInt(3);
        return switch (random.nextInt(5)) {
            case 0 -> "*";
            case 1 -> String.valueOf(a);
            case 2 -> a + "-" + b;
            case 3 -> a + "-" + b + "/" + step;
            default -> a + "," + b;
        };
    }
}
