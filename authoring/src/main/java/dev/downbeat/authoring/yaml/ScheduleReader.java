package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.yaml.DagKeys.ScheduleKeys;
import dev.downbeat.decider.schedule.Cron;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads `schedule`.
final class ScheduleReader {
    private final MappingNode node;
    private final Problems problems;

    ScheduleReader(MappingNode node, Problems problems) {
        this.node = node;
        this.problems = problems;
    }

    /// Empty when something is wrong with it, which is then among the problems.
    Optional<Schedule> read(ScheduleKeys keys) {
        Optional<Schedule.Timetable> timetable = timetable(keys);
        ZoneId zone = zone(keys);
        ZoneId read = zone == null ? ZoneOffset.UTC : zone;
        Instant start = moment(keys.start(), "start", read);
        Instant end = moment(keys.end(), "end", read);
        if (timetable.isEmpty() || zone == null) {
            return Optional.empty();
        }
        if ((keys.start() != null && start == null) || (keys.end() != null && end == null)) {
            return Optional.empty();
        }
        try {
            var firing = new Schedule.Firing(keys.covers(), keys.overlap(), keys.jitter());
            return Optional.of(new Schedule.Timed(timetable.get(), zone, start, end, keys.catchup(), firing));
        } catch (IllegalArgumentException e) {
            problems.add(node, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Schedule.Timetable> timetable(ScheduleKeys keys) {
        int given = (keys.cron().isEmpty() ? 0 : 1)
                + (keys.every() == null ? 0 : 1)
                + (keys.once() ? 1 : 0)
                + (keys.continuous() ? 1 : 0);
        if (given != 1) {
            problems.add(
                    node,
                    "a schedule has one of cron, every, once and continuous; this one has "
                            + (given == 0 ? "none" : given));
            return Optional.empty();
        }
        if (!keys.cron().isEmpty()) {
            return crons(keys.cron());
        }
        try {
            return Optional.of(
                    keys.every() != null
                            ? new Schedule.Every(keys.every())
                            : keys.once() ? new Schedule.Once() : new Schedule.Continuous());
        } catch (IllegalArgumentException e) {
            problems.add(at("every"), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Schedule.Timetable> crons(List<String> expressions) {
        Schedule.Timetable timetable = Schedule.byCron(expressions);
        if (!needsZone(timetable)) {
            return Optional.of(timetable);
        }
        boolean good = true;
        for (int i = 0; i < expressions.size(); i++) {
            try {
                Cron.parse(expressions.get(i));
            } catch (IllegalArgumentException e) {
                good = false;
                problems.add(cron(i), String.valueOf(e.getMessage()));
            }
        }
        return good ? Optional.of(timetable) : Optional.empty();
    }

    private Node cron(int item) {
        Node crons = at("cron");
        return crons instanceof SequenceNode list ? list.getValue().get(item) : crons;
    }

    private @Nullable ZoneId zone(ScheduleKeys keys) {
        String name = keys.timezone();
        if (name == null) {
            if (keys.cron().isEmpty() || !needsZone(Schedule.byCron(keys.cron()))) {
                return ZoneOffset.UTC;
            }
            problems.add(
                    at("cron"),
                    "the schedule has no timezone: 6 o'clock where?",
                    "add timezone: UTC, or a zone such as Europe/Helsinki");
            return null;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            problems.add(
                    at("timezone"),
                    "'%s' is not a time zone".formatted(name),
                    Nearest.to(name, ZoneId.getAvailableZoneIds())
                            .map("did you mean '%s'?"::formatted)
                            .orElse("use UTC or an IANA name such as Europe/Helsinki"));
            return null;
        }
    }

    /// A tick at a time of day.
    private static boolean needsZone(Schedule.Timetable timetable) {
        return switch (timetable) {
            case Schedule.Cron _, Schedule.Crons _ -> true;
            case Schedule.Every _, Schedule.Once _, Schedule.Continuous _ -> false;
        };
    }

    private @Nullable Instant moment(@Nullable String text, String key, ZoneId zone) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException _) {
            return precise(text, key);
        }
    }

    private @Nullable Instant precise(String text, String key) {
        String iso = text.replace(' ', 'T');
        try {
            return text.contains("[")
                    ? ZonedDateTime.parse(iso).toInstant()
                    : OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeParseException _) {
            boolean naive = isLocal(iso);
            problems.add(
                    at(key),
                    naive
                            ? "'%s' has no time zone".formatted(text)
                            : "'%s' is neither a date nor a date and time".formatted(text),
                    naive ? "add Z or an offset: %sZ".formatted(iso) : "write 2026-01-31 or 2026-01-31T06:00:00Z");
            return null;
        }
    }

    private static boolean isLocal(String iso) {
        try {
            LocalDateTime.parse(iso);
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private Node at(String key) {
        return Document.value(node, key).orElse(node);
    }
}
