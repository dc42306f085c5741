package dev.downbeat.operators.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BranchTest {
    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder).expression("yes", true).expression("no", false);
    }

    @Test
    void the_first_case_that_is_true_wins() {
        assertThat(run("[{if: no, go: a}, {if: yes, go: [b, c]}, {if: yes, go: d}, {else: e}]"))
                .isEqualTo(chosen("b", "c"));
    }

    @Test
    void many_takes_every_case_that_is_true_each_task_once() {
        assertThat(run("{many: true, cases: [{if: yes, go: [a, b]}, {if: no, go: c}, {if: yes, go: [b, d]}]}"))
                .isEqualTo(chosen("a", "b", "d"));
    }

    @Test
    void else_is_taken_when_nothing_is_true() {
        assertThat(run("[{if: no, go: a}, {else: b}]")).isEqualTo(chosen("b"));
        assertThat(run("[{if: no, go: a}, {else: []}]")).isEqualTo(chosen());
    }

    @Test
    void no_match_and_no_else_fails_for_good() {
        assertThatThrownBy(() -> run("[{if: no, go: a}]"))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse())
                .hasMessage(
                        "no case is true ('no') and there is no 'else'; add { else: [] } to go on without any task");
    }

    @Test
    void an_expression_that_is_no_condition_fails_for_good() {
        context.expression("rows", 3);

        assertThatThrownBy(() -> run("[{if: rows, go: a}, {else: b}]"))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("'rows' is 3, not true or false: compare it with something");
    }

    @Test
    void a_case_is_either_a_condition_or_the_rest() {
        assertThatThrownBy(() -> run("[{if: yes, else: b}]"))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("a case of a branch has either 'if' and 'go', or 'else' alone");
    }

    @Test
    void noop_does_nothing() {
        assertThat(new Noop().run(Settings.yaml(Noop.Config.class, "{}"), context))
                .isEqualTo(TaskResult.NOTHING);
    }

    private TaskResult run(String yaml) {
        return new Branch().run(Settings.yaml(Branch.Config.class, yaml), context);
    }

    private static TaskResult chosen(String... tasks) {
        return new TaskResult.Branch(java.util.List.of(tasks));
    }
}
