package dev.downbeat.operators.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitForFileTest {
    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T06:00:00Z"));
    private final WaitForFile sensor = new WaitForFile(now::get);
    private FakeTaskContext context;

    @BeforeEach
    void open() {
        context = new FakeTaskContext(folder);
    }

    @Test
    void a_file_that_is_there_is_found_with_its_size() throws IOException {
        assertThat(look("in/a.csv")).isEqualTo(Look.notYet("no file in/a.csv"));
        Path file = context.write("in/a.csv", "abc");

        assertThat(look("in/a.csv"))
                .isEqualTo(Look.found(Map.of(
                        "paths",
                        List.of(file.toString()),
                        "path",
                        file.toString(),
                        "bytes",
                        3L,
                        "changed",
                        Files.getLastModifiedTime(file).toInstant().toString())));
    }

    @Test
    void a_pattern_finds_files_in_the_order_of_their_names() throws IOException {
        context.write("in/b.csv", "b");
        context.write("in/a.csv", "a");
        context.write("in/a.json", "a");
        context.write("in/deep/c.csv", "c");

        assertThat(names(look("in/*.csv"))).containsExactly("a.csv", "b.csv");
        assertThat(names(look("in/**.csv"))).containsExactly("a.csv", "b.csv", "c.csv");
        assertThat(names(look("*/a.{csv,json}"))).containsExactly("a.csv", "a.json");
        assertThat(names(look("in/**/*.csv"))).containsExactly("c.csv");
        assertThat(names(look("in"))).containsExactly("a.csv", "a.json", "b.csv");
        assertThat(names(look(context.dags() + "/in/?.csv"))).containsExactly("a.csv", "b.csv");
    }

    @Test
    void too_few_files_and_too_small_ones_are_not_enough() throws IOException {
        context.write("in/a.csv", "a");
        context.write("in/b.csv", "bbbb");

        assertThat(sensor.poke(new WaitForFile.Config("in/*.csv", 2, 2, Duration.ZERO), context))
                .isEqualTo(Look.notYet("1 of 2 files in/*.csv with 2 bytes or more"));
    }

    @Test
    void a_file_has_to_stay_as_it_is_before_it_counts_as_complete() throws IOException {
        var config = new WaitForFile.Config("a.csv", 1, 0, Duration.ofSeconds(30));
        context.write("a.csv", "a");
        var first = (Look.NotYet) sensor.poke(config, context);
        assertThat(first.reason()).isEqualTo("a.csv may still change, unchanged for 0s");

        now.set(now.get().plusSeconds(29));
        context.state(first.state()).write("a.csv", "longer");
        var changed = (Look.NotYet) sensor.poke(config, context);
        assertThat(changed.state()).isNotEqualTo(first.state());

        now.set(now.get().plusSeconds(29));
        context.state(changed.state());
        assertThat(sensor.poke(config, context)).isInstanceOf(Look.NotYet.class);
        now.set(now.get().plusSeconds(1));
        assertThat(sensor.poke(config, context)).isInstanceOf(Look.Found.class);
    }

    @Test
    void a_pattern_that_cannot_be_read_fails_at_once() {
        assertThatThrownBy(() -> look("in/{a"))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("is no pattern");
    }

    private Look look(String path) throws IOException {
        return sensor.poke(new WaitForFile.Config(path, 1, 0, Duration.ZERO), context);
    }

    private static List<String> names(Look look) {
        var found = (Map<?, ?>) Objects.requireNonNull(((Look.Found) look).value());
        return ((List<?>) Objects.requireNonNull(found.get("paths")))
                .stream()
                        .map(path -> Path.of(String.valueOf(path)).getFileName().toString())
                        .toList();
    }
}
