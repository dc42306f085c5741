package dev.downbeat.operators.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShortCircuitTest {
    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder).expression("rows", 3).expression("none", List.of());
    }

    @Test
    void what_is_true_goes_on_and_is_the_output() {
        assertThat(run("{if: rows}")).isEqualTo(TaskResult.of(3));
    }

    @Test
    void what_is_empty_stops_all_that_comes_after() {
        assertThat(run("{if: none}")).isEqualTo(new TaskResult.Branch(List.of(), true));
    }

    @Test
    void with_respect_for_rules_only_what_comes_directly_after_is_stopped() {
        assertThat(run("{if: none, respect_rules: true}")).isEqualTo(new TaskResult.Branch(List.of(), false));
    }

    @Test
    void only_the_newest_run_of_a_schedule_goes_on() {
        Instant due = Instant.parse("2026-03-02T06:00:00Z");
        var before = new LatestOnly(InstantSource.fixed(due.minusMillis(1)));
        var after = new LatestOnly(InstantSource.fixed(due));
        var nothing = new LatestOnly.Config();

        assertThat(after.run(nothing, context)).isEqualTo(TaskResult.NOTHING); // no schedule
        context.nextRunDue(due);
        assertThat(before.run(nothing, context)).isEqualTo(TaskResult.NOTHING);
        assertThat(after.run(nothing, context)).isEqualTo(new TaskResult.Branch(List.of()));
    }

    private TaskResult run(String yaml) {
        return new ShortCircuit().run(Settings.yaml(ShortCircuit.Config.class, yaml), context);
    }
}
