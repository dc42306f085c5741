package dev.downbeat.decider.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The days on which a cron expression ticks.
///
/// @param months bit n is set when month n fits
/// @param either the days fit when one rule of either kind does; empty: every day of the months
record CronDays(long months, List<Rule> either) {
    /// Gregorian days repeat after 400 years: what does not come in them never comes.
    private static final LocalDate CYCLE_START = LocalDate.of(2000, 1, 1);

    /// Which days of a month.
    private sealed interface Rule {
        boolean match(LocalDate date);
    }

    private record DayOfMonth(long days) implements Rule {
        @Override
        public boolean match(LocalDate date) {
            return has(days, date.getDayOfMonth());
        }
    }

    private record LastDay() implements Rule {
        @Override
        public boolean match(LocalDate date) {
            return date.getDayOfMonth() == date.lengthOfMonth();
        }
    }

    /// The weekday nearest to a day, within the month.
    private record NearestWeekday(int day) implements Rule {
        @Override
        public boolean match(LocalDate date) {
            return day <= date.lengthOfMonth() && date.equals(weekdayNear(date.withDayOfMonth(day)));
        }
    }

    private record LastWeekday() implements Rule {
        @Override
        public boolean match(LocalDate date) {
            return date.equals(weekdayNear(date.withDayOfMonth(date.lengthOfMonth())));
        }
    }

    private record DaysOfWeek(long days) implements Rule {
        @Override
        public boolean match(LocalDate date) {
            return has(days, weekdayOf(date));
        }
    }

    private record NthDayOfWeek(int weekday, int n) implements Rule {
        @Override
        public boolean match(LocalDate date) {
            return weekdayOf(date) == weekday && (date.getDayOfMonth() - 1) / 7 == n - 1;
        }
    }

    private record LastDayOfWeek(int weekday) implements Rule {
        @Override
        public boolean match(LocalDate date) {
            return weekdayOf(date) == weekday && date.getDayOfMonth() + 7 > date.lengthOfMonth();
        }
    }

    static CronDays parse(String day, String month, String weekday) {
        long months = 0;
        for (String term : CronField.MONTH.split(month)) {
            months |= CronField.MONTH.term(term).values();
        }
        var either = new ArrayList<Rule>();
        if (!free(day)) {
            CronField.DAY.split(day).forEach(term -> either.add(dayRule(term.toUpperCase(Locale.ROOT))));
        }
        if (!free(weekday)) {
            CronField.WEEKDAY.split(weekday).forEach(term -> either.add(weekdayRule(term.toUpperCase(Locale.ROOT))));
        }
        var days = new CronDays(months, List.copyOf(either));
        if (days.after(CYCLE_START.minusDays(1), CYCLE_START.plusYears(400)) == null) {
            throw new IllegalArgumentException(
                    "no month '%s' ever has a day '%s', so it would never fire".formatted(month, day));
        }
        return days;
    }

    private static boolean free(String text) {
        return text.equals("*") || text.equals("?");
    }

    private static Rule dayRule(String term) {
        if (term.equals("L")) {
            return new LastDay();
        }
        if (term.equals("LW") || term.equals("WL")) {
            return new LastWeekday();
        }
        if (term.endsWith("W")) {
            return new NearestWeekday(CronField.DAY.number(term.substring(0, term.length() - 1)));
        }
        return new DayOfMonth(CronField.DAY.term(term).values());
    }

    private static Rule weekdayRule(String term) {
        if (term.equals("L")) {
            throw CronField.WEEKDAY.bad(term, "say the last of which: 5L is the last Friday of the month");
        }
        if (term.endsWith("L")) {
            return new LastDayOfWeek(CronField.WEEKDAY.number(term.substring(0, term.length() - 1)) % 7);
        }
        int hash = term.indexOf('#');
        if (hash < 0) {
            return new DaysOfWeek(CronField.WEEKDAY.term(term).values());
        }
        String n = term.substring(hash + 1);
        if (!n.matches("[1-5]")) {
            throw CronField.WEEKDAY.bad(term, "after '#' comes a number from 1 to 5");
        }
        return new NthDayOfWeek(CronField.WEEKDAY.number(term.substring(0, hash)) % 7, Integer.parseInt(n));
    }

    boolean match(LocalDate date) {
        return has(months, date.getMonthValue()) && (either.isEmpty() || matchesRule(date));
    }

    private boolean matchesRule(LocalDate date) {
        for (Rule rule : either) {
            if (rule.match(date)) {
                return true;
            }
        }
        return false;
    }

    /// The first day that fits after `date`, up to `last`.
    @Nullable
    LocalDate after(LocalDate date, LocalDate last) {
        LocalDate day = date.plusDays(1);
        while (!day.isAfter(last)) {
            if (!has(months, day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
            } else if (match(day)) {
                return day;
            } else {
                day = day.plusDays(1);
            }
        }
        return null;
    }

    /// The last day that fits before `date`, down to `first`.
    @Nullable
    LocalDate before(LocalDate date, LocalDate first) {
        LocalDate day = date.minusDays(1);
        while (!day.isBefore(first)) {
            if (!has(months, day.getMonthValue())) {
                day = day.withDayOfMonth(1).minusDays(1);
            } else if (match(day)) {
                return day;
            } else {
                day = day.minusDays(1);
            }
        }
        return null;
    }

    private static LocalDate weekdayNear(LocalDate date) {
        return switch (date.getDayOfWeek()) {
            case SATURDAY -> date.getDayOfMonth() == 1 ? date.plusDays(2) : date.minusDays(1);
            case SUNDAY -> date.getDayOfMonth() == date.lengthOfMonth() ? date.minusDays(2) : date.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> date;
        };
    }

    private static int weekdayOf(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : date.getDayOfWeek().getValue();
    }

    private static boolean has(long set, int value) {
        return (set >>> value & 1) == 1;
    }
}
