package dev.downbeat.executors.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.executors.attempt.Workbench;
import dev.downbeat.executors.secrets.HomeSecrets;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateExpanderTest {
    private static final Mapping.Source LETTERS = literal("a", "b");
    private static final Mapping.Source NUMBERS = literal(1, 2, 3);

    @TempDir
    Path home;

    private Outputs.Left left = new Outputs.Left(List.of(), Map.of());
    private int loads;

    @Test
    void each_gives_the_items_of_its_list() {
        assertThat(items(Mapping.Kind.EACH, sources("item", NUMBERS))).isEqualTo(List.of(1, 2, 3));
        assertThat(items(Mapping.Kind.EACH, sources("item", literal()))).isEmpty();
        assertThat(loads).isZero();
    }

    @Test
    void an_output_is_read_as_a_list() throws Exception {
        output("[1, null, {\"a\": 2}]");

        assertThat(items(Mapping.Kind.EACH, sources("item", template("{{ outputs.files }}"))))
                .isEqualTo(java.util.Arrays.asList(1, null, Map.of("a", 2)));
        assertThat(loads).isEqualTo(1);
    }

    @Test
    void an_object_gives_its_entries() throws Exception {
        output("{\"x\": 1, \"y\": [2]}");

        assertThat(items(Mapping.Kind.EACH, sources("item", template("{{ outputs.files }}"))))
                .isEqualTo(List.of(Map.of("key", "x", "value", 1), Map.of("key", "y", "value", List.of(2))));
    }

    @Test
    void a_list_in_the_artifact_store_is_read() throws Exception {
        var store = new ArtifactStore(home);
        Path json = Files.writeString(home.resolve("big.json"), "[10, 20]");
        output(store.keep(json, home.resolve("artifacts/d"), "big").toJson());

        assertThat(items(Mapping.Kind.EACH, sources("item", template("{{ outputs.files }}"))))
                .isEqualTo(List.of(10, 20));
    }

    @Test
    void a_cross_product_varies_the_last_source_fastest() {
        assertThat(items(Mapping.Kind.CROSS, sources("letter", LETTERS, "number", NUMBERS)))
                .isEqualTo(List.of(
                        Map.of("letter", "a", "number", 1),
                        Map.of("letter", "a", "number", 2),
                        Map.of("letter", "a", "number", 3),
                        Map.of("letter", "b", "number", 1),
                        Map.of("letter", "b", "number", 2),
                        Map.of("letter", "b", "number", 3)));
        assertThat(items(Mapping.Kind.CROSS, sources("letter", LETTERS, "none", literal())))
                .isEmpty();
    }

    @Test
    void a_zip_puts_the_lists_side_by_side() {
        assertThat(items(Mapping.Kind.ZIP, sources("letter", LETTERS, "number", literal(1, 2))))
                .isEqualTo(List.of(Map.of("letter", "a", "number", 1), Map.of("letter", "b", "number", 2)));
        assertThatThrownBy(() -> items(Mapping.Kind.ZIP, sources("letter", LETTERS, "number", NUMBERS)))
                .hasMessage(
                        "the lists that zip of task 't' puts together have different lengths: letter has 2, number has 3");
    }

    @Test
    void what_is_no_list_is_said_clearly() throws Exception {
        output("\"some text\"");
        assertThatThrownBy(() -> items(Mapping.Kind.EACH, sources("item", template("{{ outputs.files }}"))))
                .hasMessage("each of task 't' is a string, not a list: some text");
        assertThatThrownBy(() -> items(Mapping.Kind.CROSS, sources("x", template("{{ outputs.files }}"))))
                .hasMessageStartingWith("cross.x of task 't' is a string");

        left = new Outputs.Left(List.of(), Map.of());
        assertThatThrownBy(() -> items(Mapping.Kind.EACH, sources("item", template("{{ outputs.files }}"))))
                .hasMessageStartingWith("each of task 't' is null, not a list");
    }

    @Test
    void a_secret_does_not_get_into_the_message() {
        assertThatThrownBy(() -> items(Mapping.Kind.EACH, sources("item", template("{{ conn.db.password }}"))))
                .hasMessage("each of task 't' is a string, not a list: ***");
    }

    @Test
    void the_number_of_items_is_bounded() {
        Mapping.Source many = new Mapping.Literal(Collections.nCopies(70_000, 1));

        assertThatThrownBy(() -> items(Mapping.Kind.CROSS, sources("a", many, "b", many, "c", many)))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("would be mapped over more than")
                .hasMessageContaining("the limit (max_map_length) is 100,000")
                .extracting(e -> ((DownbeatException) e).code())
                .isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        assertThat(items(Mapping.Kind.EACH, sources("item", many))).hasSize(70_000);
    }

    private List<?> items(Mapping.Kind kind, SequencedMap<String, Mapping.Source> sources) {
        try (var bench = new Workbench(home)) {
            bench.task("files", Map.of())
                    .task("t", Map.of(), Duration.ofHours(1), new Mapping.Over(kind, sources), "files");
            var expander = new TemplateExpander(
                    (run, tasks) -> {
                        loads++;
                        return left;
                    },
                    new HomeSecrets(home, Map.of("DOWNBEAT_CONN_DB", "http://u:pass-word@h")),
                    new ArtifactStore(home),
                    TemplateExpander.DEFAULT_MAX_LENGTH);
            return expander.items(bench.run(), bench.version(), bench.tasks.getLast())
                    .items();
        }
    }

    private void output(String json) {
        left = new Outputs.Left(
                List.of(new Outputs.Xcom(new TaskId("files"), MapIndex.NONE, "return_value", json)), Map.of());
    }

    private static Mapping.Source literal(Object... items) {
        return new Mapping.Literal(List.of(items));
    }

    private static Mapping.Source template(String expression) {
        return new Mapping.Template(expression, Set.of(new TaskId("files")));
    }

    private static SequencedMap<String, Mapping.Source> sources(Object... namesAndSources) {
        var sources = new LinkedHashMap<String, Mapping.Source>();
        for (int i = 0; i < namesAndSources.length; i += 2) {
            sources.put((String) namesAndSources[i], (Mapping.Source) namesAndSources[i + 1]);
        }
        return sources;
    }
}
