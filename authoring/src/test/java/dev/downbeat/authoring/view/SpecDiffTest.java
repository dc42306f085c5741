package dev.downbeat.authoring.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.view.SpecDiff.Line;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpecDiffTest {
    @Test
    void tasks_are_compared_by_their_ids_wherever_they_stand() {
        Map<String, @Nullable Object> before =
                Map.of("tasks", List.of(task("a", 1, "echo a"), task("b", 2, "echo b"), task("c", 3, "echo c")));
        Map<String, @Nullable Object> after =
                Map.of("tasks", List.of(task("c", 1, "echo c"), task("b", 9, "echo d"), task("d", 10, "echo d")));

        assertThat(SpecDiff.of(before, after))
                .containsExactly(
                        new Line("tasks.a", task("a", 1, "echo a"), null),
                        new Line("tasks.b.call", "echo b", "echo d"),
                        new Line("tasks.d", null, task("d", 10, "echo d")));
    }

    @Test
    void what_is_the_same_is_left_out_and_lists_are_compared_as_a_whole() {
        Map<String, @Nullable Object> before =
                Map.of("id", "x", "about", Map.of("tags", List.of("a"), "origin", "here"));
        Map<String, @Nullable Object> after =
                Map.of("id", "x", "about", Map.of("tags", List.of("a", "b"), "origin", "there"));

        assertThat(SpecDiff.of(before, before)).isEmpty();
        assertThat(SpecDiff.of(before, after)).containsExactly(new Line("about.tags", List.of("a"), List.of("a", "b")));
    }

    private static Map<String, Object> task(String id, int line, String call) {
        return Map.of("id", id, "about", Map.of("line", line), "call", call);
    }
}
