package dev.downbeat.sdk.operator;

import java.util.Optional;

/// How far an attempt is, in its own words. As text it is `3 10 rows`: done, total, unit; what is not known may be left
/// out from the end.
///
/// @param total 0 when it is not known
/// @param unit  of both numbers, `rows`; empty for none
public record Progress(long done, long total, String unit) {
    public Progress {
        if (done < 0 || total < 0) {
            throw new IllegalArgumentException("progress counts from 0, was %d of %d".formatted(done, total));
        }
        unit = unit.strip();
    }

    /// Empty when the text does not say it: a program may be about to write it.
    public static Optional<Progress> parse(String text) {
        String[] parts = text.strip().split("\\s+", 3);
        try {
            return Optional.of(new Progress(
                    Long.parseLong(parts[0]),
                    parts.length < 2 ? 0 : Long.parseLong(parts[1]),
                    parts.length < 3 ? "" : parts[2]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "%d %d %s".formatted(done, total, unit).strip();
    }
}
