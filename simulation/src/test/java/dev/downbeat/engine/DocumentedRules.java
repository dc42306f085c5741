package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.TriggerRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The trigger rules as the docs tell them, twice over and independent of the decider: as the table of
/// `trigger-rules.tsv` for two upstream tasks, and as the sentences of the docs for any number.
///
/// Ends are letters, as in the table: `S`, `F`, `K`, `U`, `R`; so are verdicts: `R`, `s`, `u`, `-`.
final class DocumentedRules {
    private final Map<TriggerRule, Map<String, Character>> table = new EnumMap<>(TriggerRule.class);

    DocumentedRules() {
        List<String> lines =
                text().lines().filter(line -> !line.startsWith("#")).toList();
        List<String> columns = List.of(lines.getFirst().split("\t", -1));
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = List.of(line.split("\t", -1));
            assertThat(cells).as(line).hasSameSizeAs(columns);
            var row = new HashMap<String, Character>();
            for (int i = 1; i < cells.size(); i++) {
                row.put(columns.get(i), cells.get(i).charAt(0));
            }
            table.put(TriggerRule.of(cells.getFirst()), row);
        }
        assertThat(table).hasSize(TriggerRule.values().length);
    }

    private static String text() {
        try (InputStream in = Objects.requireNonNull(DocumentedRules.class.getResourceAsStream("/trigger-rules.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The cell of two upstream tasks; `.` for one that has not ended.
    char cell(TriggerRule rule, char one, char other) {
        Map<String, Character> row = Objects.requireNonNull(table.get(rule));
        Character straight = row.get("" + one + other);
        return straight != null ? straight : Objects.requireNonNull(row.get("" + other + one));
    }

    /// The sentences of the docs.
    ///
    /// @param ends     of the upstream instances that have ended
    /// @param complete whether that is all of them
    static char told(TriggerRule rule, String ends, boolean complete) {
        // a removed instance counts for nothing; a task that has nothing before it runs by any rule
        String counting = ends.replace("R", "");
        if (counting.isEmpty()) {
            return complete || rule == TriggerRule.ALWAYS ? 'R' : '-';
        }
        boolean success = counting.contains("S");
        boolean ownFailure = counting.contains("F");
        boolean failure = ownFailure || counting.contains("U");
        boolean skip = counting.contains("K");
        return switch (rule) {
            // "all succeeded; upstream_failed at the first failure, skipped at the first skip"
            case ALL_SUCCESS -> failure ? 'u' : skip ? 's' : whenComplete(complete, 'R');
            // "all failed; skipped at the first success or skip"
            case ALL_FAILED -> success || skip ? 's' : whenComplete(complete, 'R');
            // "all ended, however"
            case ALL_DONE -> whenComplete(complete, 'R');
            // "all ended, none was skipped, one succeeded; skipped at the first skip, else upstream_failed"
            case ALL_DONE_MIN_ONE_SUCCESS -> skip ? 's' : whenComplete(complete, success ? 'R' : 'u');
            // "all ended, one succeeded; skipped when none failed, else upstream_failed"
            case ALL_DONE_SETUP_SUCCESS -> whenComplete(complete, success ? 'R' : failure ? 'u' : 's');
            // "one failed; does not wait; else skipped"
            case ONE_FAILED -> failure ? 'R' : whenComplete(complete, 's');
            // "one succeeded; does not wait; upstream_failed when one failed, else skipped"
            case ONE_SUCCESS -> success ? 'R' : whenComplete(complete, failure ? 'u' : 's');
            // "one succeeded or failed itself; does not wait; else skipped"
            case ONE_DONE -> success || ownFailure ? 'R' : whenComplete(complete, 's');
            // "all were skipped; skipped at the first that was not"
            case ALL_SKIPPED -> success || failure ? 's' : whenComplete(complete, 'R');
            // "all ended, none failed; upstream_failed at the first failure"
            case NONE_FAILED -> failure ? 'u' : whenComplete(complete, 'R');
            // "all ended, none failed, one succeeded; upstream_failed at the first failure, skipped when all were"
            case NONE_FAILED_MIN_ONE_SUCCESS -> failure ? 'u' : whenComplete(complete, success ? 'R' : 's');
            // "all ended, none was skipped; skipped at the first skip"
            case NONE_SKIPPED -> skip ? 's' : whenComplete(complete, 'R');
            // "at once"
            case ALWAYS -> 'R';
        };
    }

    private static char whenComplete(boolean complete, char verdict) {
        return complete ? verdict : '-';
    }
}
