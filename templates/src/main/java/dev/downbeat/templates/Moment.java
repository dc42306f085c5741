package dev.downbeat.templates;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A point in time as templates see it: prints as ISO-8601 (`2026-01-31T06:00:00Z` in UTC), compares with
/// others,
/// and has the parts that Python's datetime has.
public record Moment(ZonedDateTime at) implements Comparable<Moment> {
    static final List<String> PARTS =
            List.of("year", "month", "day", "hour", "minute", "second", "microsecond", "date", "timestamp", "timezone");
    static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;
    private static final DateTimeFormatter DAY_NODASH = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter SECOND_NODASH =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT);

    public static Moment of(Instant instant) {
        return new Moment(instant.atZone(ZoneOffset.UTC));
    }

    /// Reads an ISO-8601 date or time; UTC where it names no zone.
    static Optional<Moment> parse(String text) {
        try {
            if (!text.contains("T") && !text.contains(" ")) {
                return Optional.of(new Moment(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC)));
            }
            var read = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text.replace(' ', 'T'), ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(new Moment(
                    switch (read) {
                        case ZonedDateTime zoned -> zoned;
                        case OffsetDateTime offset -> offset.toZonedDateTime();
                        default -> LocalDateTime.from(read).atZone(ZoneOffset.UTC);
                    }));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    String ds() {
        return at.format(DAY);
    }

    String dsNodash() {
        return at.toLocalDate().format(DAY_NODASH);
    }

    /// `2026-01-31T06:00:00+00:00`, as Python writes it.
    String ts() {
        var offset = at.getOffset();
        String zone = offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
        return at.toLocalDateTime().format(DateTimeFormatter.ISO_LOCAL_DATE_TIME) + zone;
    }

    String tsNodash() {
        return at.format(SECOND_NODASH);
    }

    String tsNodashWithTz() {
        return tsNodash() + ts().substring(ts().length() - 6).replace(":", "");
    }

    Moment plus(Duration duration) {
        return new Moment(at.plus(duration));
    }

    Moment in(ZoneId zone) {
        return new Moment(at.withZoneSameInstant(zone));
    }

    /// One of [#PARTS].
    @Nullable
    Object part(String name) {
        return switch (name) {
            case "year" -> at.getYear();
            case "month" -> at.getMonthValue();
            case "day" -> at.getDayOfMonth();
            case "hour" -> at.getHour();
            case "minute" -> at.getMinute();
            case "second" -> at.getSecond();
            case "microsecond" -> at.getNano() / 1000;
            case "date" -> ds();
            case "timestamp" -> at.toEpochSecond();
            case "timezone" -> at.getZone().getId();
            default -> null;
        };
    }

    @Override
    public int compareTo(Moment other) {
        return at.toInstant().compareTo(other.at.toInstant());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Moment moment && compareTo(moment) == 0;
    }

    @Override
    public int hashCode() {
        return at.toInstant().hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return at.getOffset().equals(ZoneOffset.UTC)
                ? DateTimeFormatter.ISO_INSTANT.format(at)
                : at.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
