package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.TaskState;
import dev.downbeat.model.TriggerRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The outcome table of the trigger rules for two direct upstream tasks, as the docs have it.
class VerdictTest {
    private static final List<String> COLUMNS =
            List.of("SS", "SF", "SK", "SU", "S.", "FF", "FK", "FU", "F.", "KK", "KU", "K.", "UU", "U.", "..");

    /// One row for each rule; R run, s skip, u upstream failed, - wait.
    private static final Map<TriggerRule, String> TABLE = Map.ofEntries(
            Map.entry(TriggerRule.ALL_SUCCESS, "R u s u - u u u u s u s u u -"),
            Map.entry(TriggerRule.ALL_FAILED, "s s s s s R s R - s s s R - -"),
            Map.entry(TriggerRule.ALL_DONE, "R R R R - R R R - R R - R - -"),
            Map.entry(TriggerRule.ALL_SKIPPED, "s s s s s s s s s R s - s s -"),
            Map.entry(TriggerRule.ONE_SUCCESS, "R R R R R u u u - s u - u - -"),
            Map.entry(TriggerRule.ONE_FAILED, "s R s R - R R R R s R - R R -"),
            Map.entry(TriggerRule.ONE_DONE, "R R R R R R R R R s s - s - -"),
            Map.entry(TriggerRule.NONE_FAILED, "R u R u - u u u u R u - u u -"),
            Map.entry(TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, "R u R u - u u u u s u - u u -"),
            Map.entry(TriggerRule.NONE_SKIPPED, "R R s R - R s R - s s s R - -"),
            Map.entry(TriggerRule.ALL_DONE_MIN_ONE_SUCCESS, "R R s R - u s u - s s s u - -"),
            Map.entry(TriggerRule.ALL_DONE_SETUP_SUCCESS, "R R R R - u u u - s u - u - -"),
            Map.entry(TriggerRule.ALWAYS, "R R R R R R R R R R R R R R R"));

    @Test
    void every_rule_answers_as_the_table_says() {
        var wrong = new ArrayList<String>();
        TABLE.forEach((rule, row) -> {
            List<String> cells = List.of(row.split(" ", -1));
            for (int i = 0; i < cells.size(); i++) {
                String got = letter(Verdict.of(rule, tally(COLUMNS.get(i))));
                if (!got.equals(cells.get(i))) {
                    wrong.add("%s of %s: %s, not %s".formatted(rule, COLUMNS.get(i), got, cells.get(i)));
                }
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(TABLE).hasSize(TriggerRule.values().length);
    }

    @Test
    void a_task_with_nothing_before_it_runs_by_any_rule() {
        for (TriggerRule rule : TriggerRule.values()) {
            assertThat(Verdict.of(rule, Tally.of(0))).isEqualTo(Verdict.RUN);
        }
    }

    @Test
    void a_mapped_upstream_counts_by_its_instances_and_is_done_with_the_last() {
        Tally tally = Tally.of(1).plus(TaskState.SUCCESS, false).plus(TaskState.FAILED, false);
        assertThat(Verdict.of(TriggerRule.ALL_DONE, tally)).isEqualTo(Verdict.WAIT);
        assertThat(Verdict.of(TriggerRule.ONE_FAILED, tally)).isEqualTo(Verdict.RUN);
        assertThat(Verdict.of(TriggerRule.ALL_DONE, tally.plus(TaskState.SUCCESS, true)))
                .isEqualTo(Verdict.RUN);
    }

    private static Tally tally(String column) {
        Tally tally = Tally.of(2);
        for (int i = 0; i < column.length(); i++) {
            switch (column.charAt(i)) {
                case 'S' -> tally = tally.plus(TaskState.SUCCESS, true);
                case 'F' -> tally = tally.plus(TaskState.FAILED, true);
                case 'K' -> tally = tally.plus(TaskState.SKIPPED, true);
                case 'U' -> tally = tally.plus(TaskState.UPSTREAM_FAILED, true);
                default -> {}
            }
        }
        return tally;
    }

    private static String letter(Verdict verdict) {
        return switch (verdict) {
            case RUN -> "R";
            case SKIP -> "s";
            case UPSTREAM_FAILED -> "u";
            case WAIT -> "-";
        };
    }
}
