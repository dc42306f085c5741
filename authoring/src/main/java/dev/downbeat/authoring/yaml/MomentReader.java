package dev.downbeat.authoring.yaml;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads dates and moments. A time without a zone or an offset is a mistake.
final class MomentReader {
    private final Problems problems;

    MomentReader(Problems problems) {
        this.problems = problems;
    }

    /// A moment, or the beginning of a day in the zone; empty when it is neither, which is then among the
    /// problems.
    Optional<Instant> momentOrDay(String text, Node at, ZoneId zone) {
        try {
            return Optional.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
        } catch (DateTimeParseException _) {
            return moment(text, at, "neither a date nor a date and time");
        }
    }

    Optional<Instant> moment(String text, Node at) {
        return moment(text, at, "not a date and time");
    }

    Optional<LocalDate> day(String text, Node at) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException _) {
            problems.add(at, "'%s' is not a date".formatted(text), "write 2026-01-31");
            return Optional.empty();
        }
    }

    private Optional<Instant> moment(String text, Node at, String complaint) {
        String iso = text.replace(' ', 'T');
        try {
            return Optional.of(
                    text.contains("[")
                            ? ZonedDateTime.parse(iso).toInstant()
                            : OffsetDateTime.parse(iso).toInstant());
        } catch (DateTimeParseException _) {
            boolean naive = isLocal(iso);
            problems.add(
                    at,
                    naive ? "'%s' has no time zone".formatted(text) : "'%s' is %s".formatted(text, complaint),
                    naive ? "add Z or an offset: %sZ".formatted(iso) : "write 2026-01-31 or 2026-01-31T06:00:00Z");
            return Optional.empty();
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
}
