package dev.downbeat.decider.schedule;

/// The times of a day at which a cron expression ticks.
///
/// @param seconds   bit n is set when second n fits; likewise `minutes` and `hours`
/// @param everyHour the hour field is open: the job belongs to real hours, not to names on the clock
record CronTimes(long seconds, long minutes, long hours, boolean everyHour) {
    static final int LAST_SECOND = 86_399;

    static CronTimes parse(String second, String minute, String hour) {
        boolean open = CronField.HOUR.split(hour).stream()
                .anyMatch(term -> CronField.HOUR.term(term).open());
        long hours = set(CronField.HOUR, hour);
        boolean everyHour = open && Long.bitCount(hours) > 1;
        return new CronTimes(set(CronField.SECOND, second), set(CronField.MINUTE, minute), hours, everyHour);
    }

    private static long set(CronField field, String text) {
        long bits = 0;
        for (String term : field.split(text)) {
            bits |= field.term(term).values();
        }
        return bits;
    }

    /// The first time at or after a second of the day, as a second of the day; -1 when there is none.
    int ceiling(int secondOfDay) {
        int hour = secondOfDay / 3600;
        int minute = secondOfDay / 60 % 60;
        int second = secondOfDay % 60;
        if (has(hours, hour)) {
            int later = has(minutes, minute) ? atLeast(seconds, second) : -1;
            if (later >= 0) {
                return second(hour, minute, later);
            }
            later = atLeast(minutes, minute + 1);
            if (later >= 0) {
                return second(hour, later, atLeast(seconds, 0));
            }
        }
        int later = atLeast(hours, hour + 1);
        return later < 0 ? -1 : second(later, atLeast(minutes, 0), atLeast(seconds, 0));
    }

    /// The last time at or before a second of the day, as a second of the day; -1 when there is none.
    int floor(int secondOfDay) {
        int hour = secondOfDay / 3600;
        int minute = secondOfDay / 60 % 60;
        int second = secondOfDay % 60;
        if (has(hours, hour)) {
            int earlier = has(minutes, minute) ? atMost(seconds, second) : -1;
            if (earlier >= 0) {
                return second(hour, minute, earlier);
            }
            earlier = atMost(minutes, minute - 1);
            if (earlier >= 0) {
                return second(hour, earlier, atMost(seconds, 59));
            }
        }
        int earlier = atMost(hours, hour - 1);
        return earlier < 0 ? -1 : second(earlier, atMost(minutes, 59), atMost(seconds, 59));
    }

    private static int second(int hour, int minute, int second) {
        return (hour * 60 + minute) * 60 + second;
    }

    private static boolean has(long set, int value) {
        return (set >>> value & 1) == 1;
    }

    private static int atLeast(long set, int value) {
        long rest = value > 63 ? 0 : set & (-1L << value);
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }

    private static int atMost(long set, int value) {
        long rest = value < 0 ? 0 : set & (-1L >>> (63 - value));
        return rest == 0 ? -1 : 63 - Long.numberOfLeadingZeros(rest);
    }
}
