package dev.downbeat.engine;

import java.time.Instant;

/// Moments as text, the last one kept: what happens in one turn of the loop happens at one moment.
final class InstantText {
    private Instant last = Instant.EPOCH;
    private String text = last.toString();

    String of(Instant moment) {
        if (!moment.equals(last)) {
            last = moment;
            text = moment.toString();
        }
        return text;
    }
}
