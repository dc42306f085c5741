package dev.downbeat.authoring.view;

import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.decider.schedule.Ticks.Tick;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Durations;
import dev.downbeat.model.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// When a DAG runs next, and the time that each run covers.
public final class PlanView {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private PlanView() {}

    /// The next runs as seen by someone who has the DAG but no history of it; empty without a schedule.
    public static List<Tick> plan(DagSpec spec, Instant now, int count) {
        return spec.schedule()
                .timed()
                .map(timed -> Ticks.of(spec.id(), timed).upcoming(null, now, count))
                .orElse(List.of());
    }

    /// The schedule for people: `0 6 * * * Europe/Helsinki`, `every 5m`, `once`, `on orders and leads`,
    /// `by webhook`, `by hand`.
    public static String schedule(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Manual _ -> "by hand";
            case Schedule.Timed timed -> words(timed.timetable(), timed.zone());
            case Schedule.Triggered triggered -> triggers(triggered);
        };
    }

    private static String triggers(Schedule.Triggered triggered) {
        var words = new ArrayList<String>();
        triggered.timed().ifPresent(timed -> words.add(schedule(timed)));
        triggered.consumes().ifPresent(condition -> words.add("on " + condition.words()));
        triggered.webhook().ifPresent(_ -> words.add("by webhook"));
        return String.join(", ", words);
    }

    private static String words(Schedule.Timetable timetable, ZoneId zone) {
        return switch (timetable) {
            case Schedule.Cron cron -> cron.expression() + " " + zone;
            case Schedule.Crons crons -> String.join(", ", crons.expressions()) + " " + zone;
            case Schedule.Every every -> "every " + Durations.format(every.interval());
            case Schedule.Moments moments ->
                "at %,d moments".formatted(moments.moments().size());
            case Schedule.Except except ->
                "%s except %,d days"
                        .formatted(words(except.base(), zone), except.days().size());
            case Schedule.Once _ -> "once";
            case Schedule.Continuous _ -> "continuously";
        };
    }

    /// The zone in which the schedule thinks; UTC without a schedule.
    public static ZoneId zone(Schedule schedule) {
        return schedule.timed().map(Schedule.Timed::zone).orElse(ZoneOffset.UTC);
    }

    /// `Wed 2024-05-01 06:00:00 +03:00`
    public static String moment(Instant moment, ZoneId zone) {
        return MOMENT.format(moment.atZone(zone));
    }
}
