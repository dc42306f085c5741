package dev.downbeat.reliability;

import dev.downbeat.reliability.Evidence.Event;
import dev.downbeat.reliability.Faults.Strike;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How long runs stood still after a fault, from their histories.
///
/// @param first   until the first of the runs that were under way went on
/// @param longest until the last of them did; tasks that take their time count too, and so do faults that followed
record Pauses(Duration first, Duration longest) {
    static final Pauses NONE = new Pauses(Duration.ZERO, Duration.ZERO);

    static Pauses after(Strike strike, List<Event> events) {
        Map<Long, List<Instant>> moments = events.stream()
                .collect(Collectors.groupingBy(
                        event -> event.key().run(), Collectors.mapping(Event::at, Collectors.toList())));
        var pauses = new ArrayList<Duration>();
        for (List<Instant> run : moments.values()) {
            boolean underWay = run.stream().anyMatch(at -> !at.isAfter(strike.at()));
            run.stream()
                    .filter(at -> underWay && at.isAfter(strike.at()))
                    .min(Comparator.naturalOrder())
                    .ifPresent(next -> pauses.add(Duration.between(strike.at(), next)));
        }
        return pauses.stream()
                .map(pause -> new Pauses(pause, pause))
                .reduce(Pauses::with)
                .orElse(NONE);
    }

    private Pauses with(Pauses other) {
        return new Pauses(
                first.compareTo(other.first) < 0 ? first : other.first,
                longest.compareTo(other.longest) > 0 ? longest : other.longest);
    }
}
