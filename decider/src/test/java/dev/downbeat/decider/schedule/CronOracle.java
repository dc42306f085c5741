package dev.downbeat.decider.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What ticks mean, told as slowly and plainly as possible: every minute is looked at. Five fields, numbers
/// only but for SUN.
final class CronOracle {
    private static final Pattern RANGE = Pattern.compile("(\\*|\\d+)(?:-(\\d+))?(?:/(\\d+))?");

    private final String[] fields;
    private final ZoneId zone;

    CronOracle(String expression, ZoneId zone) {
        this.fields = expression.split(" ");
        this.zone = zone;
    }

    /// All ticks in `[from, to)`.
    NavigableSet<Instant> ticks(Instant from, Instant to) {
        var ticks = new TreeSet<Instant>();
        if (everyRealHour()) {
            for (Instant moment = from; moment.isBefore(to); moment = moment.plusSeconds(60)) {
                if (fits(LocalDateTime.ofInstant(moment, zone))) {
                    ticks.add(moment);
                }
            }
            return ticks;
        }
        LocalDateTime local = LocalDateTime.ofInstant(from, zone).minusDays(2);
        LocalDateTime last = LocalDateTime.ofInstant(to, zone).plusDays(2);
        for (; local.isBefore(last); local = local.plusMinutes(1)) {
            // atZone: what is skipped moves by the gap, of what comes twice the first counts.
            Instant moment = local.atZone(zone).toInstant();
            if (fits(local) && !moment.isBefore(from) && moment.isBefore(to)) {
                ticks.add(moment);
            }
        }
        return ticks;
    }

    private boolean everyRealHour() {
        boolean whole = fields[1].startsWith("*") || fields[1].equals("0-23") || fields[1].matches("0-23/\\d+");
        long hours = java.util.stream.IntStream.range(0, 24)
                .filter(h -> in(fields[1], h, 0, 23))
                .count();
        return whole && hours > 1;
    }

    private boolean fits(LocalDateTime local) {
        return in(fields[0], local.getMinute(), 0, 59)
                && in(fields[1], local.getHour(), 0, 23)
                && in(fields[3], local.getMonthValue(), 1, 12)
                && dayFits(local.toLocalDate());
    }

    private boolean dayFits(LocalDate date) {
        boolean anyDay = fields[2].equals("*");
        boolean anyWeekday = fields[4].equals("*");
        if (anyDay && anyWeekday) {
            return true;
        }
        return (!anyDay && dayOfMonthFits(date)) || (!anyWeekday && weekdayFits(date));
    }

    private boolean dayOfMonthFits(LocalDate date) {
        for (String term : fields[2].split(",", -1)) {
            LocalDate lastDay = date.with(TemporalAdjusters.lastDayOfMonth());
            boolean fits = switch (term) {
                case "L" -> date.equals(lastDay);
                case "LW" -> {
                    LocalDate day = lastDay;
                    while (weekend(day)) {
                        day = day.minusDays(1);
                    }
                    yield date.equals(day);
                }
                case "15W" -> {
                    LocalDate day = date.withDayOfMonth(15);
                    yield date.equals(
                            day.getDayOfWeek() == DayOfWeek.SATURDAY
                                    ? day.minusDays(1)
                                    : weekend(day) ? day.plusDays(1) : day);
                }
                default -> in(term, date.getDayOfMonth(), 1, 31);
            };
            if (fits) {
                return true;
            }
        }
        return false;
    }

    private boolean weekdayFits(LocalDate date) {
        return switch (fields[4]) {
            case "SUN#2" -> date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(2, DayOfWeek.SUNDAY)));
            case "0L" -> date.equals(date.with(TemporalAdjusters.lastInMonth(DayOfWeek.SUNDAY)));
            default -> {
                int day = date.getDayOfWeek().getValue();
                yield in(fields[4], day, 0, 6) || (day == 7 && in(fields[4], 0, 0, 6));
            }
        };
    }

    private static boolean weekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private static boolean in(String list, int value, int min, int max) {
        for (String term : list.split(",", -1)) {
            Matcher range = RANGE.matcher(term);
            if (!range.matches()) {
                throw new IllegalArgumentException(term);
            }
            boolean star = range.group(1).equals("*");
            int from = star ? min : Integer.parseInt(range.group(1));
            int step = range.group(3) == null ? 1 : Integer.parseInt(range.group(3));
            int to = star ? max : range.group(2) == null ? from : Integer.parseInt(range.group(2));
            if (value >= from && value <= to && (value - from) % step == 0) {
                return true;
            }
        }
        return false;
    }
}
