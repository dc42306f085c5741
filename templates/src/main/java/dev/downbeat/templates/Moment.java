package dev.downbeat.templates;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// A date or time as templates see it, such as `logical_date`. It prints as Python's `isoformat` does
/// (`2026-01-31T06:00:00+00:00`, what `ts` is too), compares with others by the order of time, and leaves a
/// template as that text.
///
/// @param at   in UTC where the text it was read from names no zone
/// @param form how much of it is known; it prints no more than that
public record Moment(ZonedDateTime at, Form form) implements Comparable<Moment> {
    /// What is known of a moment: a date alone, a time without zone, or all of it.
    public enum Form {
        DATE,
        LOCAL,
        ZONED
    }

    public static Moment of(Instant instant) {
        return new Moment(instant.atZone(ZoneOffset.UTC), Form.ZONED);
    }

    /// Another time of the same form; a date becomes a time when it is no longer midnight.
    Moment with(ZonedDateTime other) {
        boolean stillDate = form == Form.DATE && other.toLocalTime().equals(LocalTime.MIDNIGHT);
        return new Moment(other, stillDate ? Form.DATE : form == Form.DATE ? Form.LOCAL : form);
    }

    @Override
    public int compareTo(Moment other) {
        return at.toInstant().compareTo(other.at.toInstant());
    }

    /// Equal when they are the same instant.
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
        return form == Form.DATE ? at.toLocalDate().toString() : Dates.iso(this);
    }
}
