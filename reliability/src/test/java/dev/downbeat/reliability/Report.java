package dev.downbeat.reliability;

import dev.downbeat.reliability.Faults.Strike;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What many rounds came to, for people and for programs.
final class Report {
    private final long seed;
    private final List<Round> rounds = new ArrayList<>();

    Report(long seed) {
        this.seed = seed;
    }

    /// A fault and what was seen of it.
    record Seen(Strike strike, Pauses pauses) {}

    /// What one round came to.
    ///
    /// @param again executions beyond the first one of a task instance, because an attempt was lost
    record Round(
            List<Seen> faults,
            int accepted,
            int unanswered,
            int runs,
            int tasks,
            int again,
            Duration longestWait,
            List<Violation> violations) {
        String line() {
            String struck = faults.stream()
                    .map(seen -> "%s %.1f s"
                            .formatted(
                                    word(seen.strike().fault()),
                                    seconds(seen.pauses().longest())))
                    .collect(Collectors.joining(", "));
            return "%d runs, %d tasks, %d again; %s; %s".formatted(runs, tasks, again, struck, violations);
        }
    }

    void add(Round round) {
        rounds.add(round);
    }

    /// Pauses count where there was another server to take over, or where there is nothing to take over.
    ///
    /// @param count   times that it struck
    /// @param counted of these, how often a server with shards was hit while another one was up
    /// @param first   seconds until the first run went on, at most
    /// @param longest seconds until all runs had gone on, at most
    record Line(int count, int counted, double first, double longest) {}

    /// All rounds together.
    record Total(
            long seed,
            int rounds,
            int runs,
            int accepted,
            int unanswered,
            int tasks,
            int again,
            int violations,
            double longestPause,
            double longestSubmission,
            Map<String, Line> faults) {}

    Total total() {
        var faults = new LinkedHashMap<String, Line>();
        for (Fault fault : Fault.values()) {
            faults.put(word(fault), line(fault));
        }
        return new Total(
                seed,
                rounds.size(),
                rounds.stream().mapToInt(Round::runs).sum(),
                rounds.stream().mapToInt(Round::accepted).sum(),
                rounds.stream().mapToInt(Round::unanswered).sum(),
                rounds.stream().mapToInt(Round::tasks).sum(),
                rounds.stream().mapToInt(Round::again).sum(),
                rounds.stream().mapToInt(round -> round.violations().size()).sum(),
                faults.values().stream().mapToDouble(Line::longest).max().orElse(0),
                rounds.stream()
                        .mapToDouble(round -> seconds(round.longestWait()))
                        .max()
                        .orElse(0),
                faults);
    }

    private Line line(Fault fault) {
        List<Seen> its = rounds.stream()
                .flatMap(round -> round.faults().stream())
                .filter(seen -> seen.strike().fault() == fault)
                .toList();
        List<Seen> counted = its.stream()
                .filter(seen -> seen.strike().atOwner() && seen.strike().otherUp())
                .toList();
        return new Line(
                its.size(),
                counted.size(),
                counted.stream()
                        .mapToDouble(seen -> seconds(seen.pauses().first()))
                        .max()
                        .orElse(0),
                counted.stream()
                        .mapToDouble(seen -> seconds(seen.pauses().longest()))
                        .max()
                        .orElse(0));
    }

    String json() {
        return Json.pretty(total());
    }

    String text() {
        Total total = total();
        var text = new StringBuilder();
        text.append("seed %d: %d rounds, %d runs (%d accepted, %d not answered), %d task instances%n"
                .formatted(
                        total.seed(),
                        total.rounds(),
                        total.runs(),
                        total.accepted(),
                        total.unanswered(),
                        total.tasks()));
        text.append(
                "executed again after a loss: %d; broken promises: %d%n".formatted(total.again(), total.violations()));
        text.append("longest pause of a run: %.1f s; longest wait for a yes: %.1f s%n"
                .formatted(total.longestPause(), total.longestSubmission()));
        text.append("%-16s %6s %9s %12s %12s%n".formatted("fault", "times", "counted", "first, s", "longest, s"));
        total.faults()
                .forEach((name, line) -> text.append("%-16s %6d %9d %12.1f %12.1f%n"
                        .formatted(name, line.count(), line.counted(), line.first(), line.longest())));
        for (Round round : rounds) {
            round.violations().forEach(violation -> text.append(violation).append(System.lineSeparator()));
        }
        return text.toString();
    }

    private static String word(Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
