package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.yaml.DagKeys.ScheduleKeys;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `schedule`.
final class ScheduleReader {
    private final MappingNode node;
    private final Problems problems;
    private final MomentReader moments;

    ScheduleReader(MappingNode node, Problems problems) {
        this.node = node;
        this.problems = problems;
        this.moments = new MomentReader(problems);
    }

    /// Empty when something is wrong with it, which is then among the problems.
    Optional<Schedule> read(ScheduleKeys keys) {
        ZoneId zone = zone(keys);
        ZoneId read = zone == null ? ZoneOffset.UTC : zone;
        Optional<Schedule.Timetable> timetable = new TimetableReader(node, problems).read(keys, read);
        Optional<Instant> start = moment(keys.start(), "start", read);
        Optional<Instant> end = moment(keys.end(), "end", read);
        if (timetable.isEmpty() || zone == null) {
            return Optional.empty();
        }
        if ((keys.start() != null && start.isEmpty()) || (keys.end() != null && end.isEmpty())) {
            return Optional.empty();
        }
        try {
            var firing = new Schedule.Firing(keys.covers(), keys.overlap(), keys.jitter());
            return Optional.of(new Schedule.Timed(
                    timetable.get(), zone, start.orElse(null), end.orElse(null), keys.catchup(), firing));
        } catch (IllegalArgumentException e) {
            problems.add(node, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Instant> moment(@Nullable String text, String key, ZoneId zone) {
        return text == null ? Optional.empty() : moments.momentOrDay(text, at(key), zone);
    }

    private @Nullable ZoneId zone(ScheduleKeys keys) {
        String name = keys.timezone();
        if (name == null) {
            if (!TimetableReader.needsZone(keys)) {
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

    private Node at(String key) {
        return Document.value(node, key).orElse(node);
    }
}
