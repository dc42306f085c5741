import static dev.downbeat.sdk.Schedules.weekly;

import dev.downbeat.sdk.Dag;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A calendar of one's own: working days, and no public holidays, the moving ones reckoned from Easter.
public final class Workdays {
    static List<LocalDate> holidays(int firstYear, int lastYear) {
        return IntStream.rangeClosed(firstYear, lastYear)
                .boxed()
                .flatMap(year -> Stream.of(
                        LocalDate.of(year, 1, 1),
                        easter(year).minusDays(2),
                        easter(year).plusDays(1),
                        LocalDate.of(year, 5, 1),
                        easter(year).plusDays(39),
                        LocalDate.of(year, 12, 25),
                        LocalDate.of(year, 12, 26)))
                .toList();
    }

    /// By the rule of Gauss, for the years 1900 to 2099.
    static LocalDate easter(int year) {
        int moon = (19 * (year % 19) + 24) % 30;
        int weekday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7;
        int day = moon + weekday;
        boolean early = day == 35 || (day == 34 && moon == 28 && year % 19 > 10);
        return LocalDate.of(year, 3, 22).plusDays(early ? day - 7 : day);
    }

    static void settle(LocalDate day) {
        System.out.println("settled " + day);
    }

    public static final Dag DAG = Dag.of("workdays", d -> {
        d.description("Every working day, but not on public holidays");
        d.schedule(weekly(
                        DayOfWeek.MONDAY,
                        DayOfWeek.TUESDAY,
                        DayOfWeek.WEDNESDAY,
                        DayOfWeek.THURSDAY,
                        DayOfWeek.FRIDAY)
                .at("18:00", "Europe/Helsinki")
                .except(holidays(2026, 2035)));
        d.with(d.day()).run(Workdays::settle);
    });
}
