package dev.downbeat.decider.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What ticks mean, told as slowly and plainly as possible: every minute is looked at, or every second where
/// the expression has seconds. Shares nothing with [Cron].
final class CronOracle {
    private static final Pattern RANGE = Pattern.compile("(\\*|\\d+)(?:-(\\d+))?(?:/(\\d+))?");
    private static final List<String> MONTHS = List.of("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" "));
    private static final List<String> WEEKDAYS = List.of("SUN MON TUE WED THU FRI SAT".split(" "));
    private static final Map<String, String> PRESETS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@quarterly", "0 0 1 1,4,7,10 *",
            "@yearly", "0 0 1 1 *");

    private final ZoneId zone;
    private final Duration step;
    private final String hourText;
    private final String dayText;
    private final String weekdayText;
    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;

    CronOracle(String expression, ZoneId zone) {
        String[] fields = PRESETS.getOrDefault(expression, expression)
                .toUpperCase(Locale.ROOT)
                .replace('?', '*')
                .split(" ");
        boolean bySecond = fields.length == 6;
        String[] five = bySecond ? Arrays.copyOfRange(fields, 1, 6) : fields;
        this.zone = zone;
        this.step = bySecond ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
        this.seconds = numbers(bySecond ? fields[0] : "0", 0, 59);
        this.minutes = numbers(five[0], 0, 59);
        this.hourText = five[1];
        this.hours = numbers(five[1], 0, 23);
        this.dayText = five[2];
        this.months = numbers(named(five[3], MONTHS, 1), 1, 12);
        this.weekdayText = named(five[4], WEEKDAYS, 0);
    }

    private static String named(String text, List<String> names, int first) {
        String numbered = text;
        for (String name : names) {
            numbered = numbered.replace(name, String.valueOf(names.indexOf(name) + first));
        }
        return numbered;
    }

    /// All ticks in `[from, to)`.
    NavigableSet<Instant> ticks(Instant from, Instant to) {
        var ticks = new TreeSet<Instant>();
        if (everyRealHour()) {
            for (Instant moment = from; moment.isBefore(to); moment = moment.plus(step)) {
                if (fits(LocalDateTime.ofInstant(moment, zone))) {
                    ticks.add(moment);
                }
            }
            return ticks;
        }
        LocalDateTime local = LocalDateTime.ofInstant(from, zone).minusDays(2);
        LocalDateTime last = LocalDateTime.ofInstant(to, zone).plusDays(2);
        for (; local.isBefore(last); local = local.plus(step)) {
            if (fits(local)) {
                // atZone: what is skipped moves by the gap, of what comes twice the first counts.
                Instant moment = local.atZone(zone).toInstant();
                if (!moment.isBefore(from) && moment.isBefore(to)) {
                    ticks.add(moment);
                }
            }
        }
        return ticks;
    }

    private boolean everyRealHour() {
        boolean whole = Arrays.stream(hourText.split(",", -1))
                .anyMatch(term -> term.startsWith("*") || term.equals("0-23") || term.matches("0-23/\\d+"));
        return whole && hours.cardinality() > 1;
    }

    private boolean fits(LocalDateTime local) {
        return seconds.get(local.getSecond())
                && minutes.get(local.getMinute())
                && hours.get(local.getHour())
                && months.get(local.getMonthValue())
                && dayFits(local.toLocalDate());
    }

    private boolean dayFits(LocalDate date) {
        boolean anyDay = dayText.equals("*");
        boolean anyWeekday = weekdayText.equals("*");
        if (anyDay && anyWeekday) {
            return true;
        }
        return (!anyDay && dayOfMonthFits(date)) || (!anyWeekday && weekdayFits(date));
    }

    private boolean dayOfMonthFits(LocalDate date) {
        LocalDate lastDay = date.with(TemporalAdjusters.lastDayOfMonth());
        return Arrays.stream(dayText.split(",", -1)).anyMatch(term -> {
            if (term.equals("L")) {
                return date.equals(lastDay);
            }
            if (term.equals("LW")) {
                return date.equals(weekdayNear(lastDay));
            }
            if (term.endsWith("W")) {
                int day = Integer.parseInt(term.replace("W", ""));
                return day <= lastDay.getDayOfMonth() && date.equals(weekdayNear(date.withDayOfMonth(day)));
            }
            return numbers(term, 1, 31).get(date.getDayOfMonth());
        });
    }

    /// The nearest day from Monday to Friday in the same month.
    private static LocalDate weekdayNear(LocalDate day) {
        for (int distance = 0; distance < 3; distance++) {
            for (LocalDate near : List.of(day.minusDays(distance), day.plusDays(distance))) {
                boolean weekend = near.getDayOfWeek() == DayOfWeek.SATURDAY || near.getDayOfWeek() == DayOfWeek.SUNDAY;
                if (!weekend && near.getMonth() == day.getMonth()) {
                    return near;
                }
            }
        }
        throw new IllegalStateException("three days of weekend around " + day);
    }

    private boolean weekdayFits(LocalDate date) {
        return Arrays.stream(weekdayText.split(",", -1)).anyMatch(term -> {
            if (term.endsWith("L")) {
                return date.equals(date.with(TemporalAdjusters.lastInMonth(weekday(term.charAt(0)))));
            }
            if (term.contains("#")) {
                int nth = term.charAt(2) - '0';
                LocalDate found = date.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday(term.charAt(0))));
                return date.equals(found);
            }
            int day = date.getDayOfWeek().getValue();
            BitSet days = numbers(term, 0, term.startsWith("*") ? 6 : 7);
            return days.get(day) || (day == 7 && days.get(0));
        });
    }

    private static DayOfWeek weekday(char number) {
        return number == '0' ? DayOfWeek.SUNDAY : DayOfWeek.of(number - '0');
    }

    private static BitSet numbers(String list, int min, int max) {
        var numbers = new BitSet();
        for (String term : list.split(",", -1)) {
            Matcher range = RANGE.matcher(term);
            if (!range.matches()) {
                throw new IllegalArgumentException(term);
            }
            boolean star = range.group(1).equals("*");
            int from = star ? min : Integer.parseInt(range.group(1));
            int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
            boolean open = star || (range.group(2) == null && range.group(3) != null);
            int to = open ? max : range.group(2) == null ? from : Integer.parseInt(range.group(2));
            for (int value = from; value <= to; value += step) {
                numbers.set(value);
            }
        }
        return numbers;
    }
}
