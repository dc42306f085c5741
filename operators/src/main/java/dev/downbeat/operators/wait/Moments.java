package dev.downbeat.operators.wait;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/// Moments as people write them.
final class Moments {
    private static final DateTimeFormatter ANY =
            DateTimeFormatter.ofPattern("[yyyy-MM-dd['T'][ ]]HH:mm[:ss[.SSS]][XXX]");

    private Moments() {}

    /// @param zone of a time that names none
    /// @param now  tells the day of a time of day
    /// @throws TaskFailedException (terminal) when it is no time, or a local one without a zone
    static Instant read(String text, @Nullable String zone, Instant now) {
        String written = text.strip();
        try {
            return OffsetDateTime.parse(written.replace(' ', 'T')).toInstant();
        } catch (DateTimeParseException e) {
            return local(written, zone, now);
        }
    }

    private static Instant local(String written, @Nullable String zone, Instant now) {
        TemporalAccessor read;
        try {
            read = ANY.parseBest(written, LocalDateTime::from, LocalTime::from);
        } catch (DateTimeParseException e) {
            throw bad("'%s' is no time: write 2026-03-01T06:00:00Z, or 18:00 with a timezone".formatted(written));
        }
        if (zone == null) {
            throw bad("'%s' is a local time and needs its 'timezone': Europe/Helsinki, or UTC".formatted(written));
        }
        ZoneId where = zone(zone);
        LocalDateTime at = read instanceof LocalDateTime dated
                ? dated
                : now.atZone(where).toLocalDate().atTime(LocalTime.from(read));
        return at.atZone(where).toInstant();
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name.strip());
        } catch (DateTimeException e) {
            throw bad("there is no time zone '%s': write one such as Europe/Helsinki or UTC".formatted(name));
        }
    }

    /// To the second, in UTC.
    static String shown(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static TaskFailedException bad(String message) {
        return TaskFailedException.terminal(ErrorCode.BAD_INPUT, message, null);
    }
}
