import static dev.downbeat.sdk.Schedules.crons;

import dev.downbeat.model.Schedule;
import dev.downbeat.sdk.Dag;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/// Two crons in a time zone; a tick that comes while a run goes on waits for its end.
public final class Exclusive {
    static void copy() {
        System.out.println("copied what was there");
    }

    public static final Dag DAG = Dag.of("exclusive", d -> {
        d.description("Two crons, runs that do not overlap and do not all begin at once, in Java");
        d.schedule(crons(List.of("0 6 * * MON-FRI", "0 10 * * SAT,SUN"), "Europe/Helsinki")
                .start(LocalDate.of(2026, 1, 1))
                .covers(Schedule.Covers.MOMENT)
                .overlap(Schedule.Overlap.BUFFER_ONE)
                .jitter(Duration.ofSeconds(20)));
        d.run(Exclusive::copy);
    });
}
