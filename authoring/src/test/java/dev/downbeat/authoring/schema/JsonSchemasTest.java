package dev.downbeat.authoring.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemasTest {
    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void the_examples_are_valid(Path file) throws IOException {
        assertThat(Schemas.mistakes(Files.readString(file))).isEmpty();
    }

    static List<String> operatorExamples() {
        Operators operators = Operators.installed();
        return operators.types().stream()
                .map(type -> operators.shape(type).map(Shape.Fields::example).orElse(""))
                .filter(example -> !example.isBlank())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("operatorExamples")
    void what_the_reference_shows_of_an_operator_is_valid(String example) {
        String dag =
                example.lines().anyMatch(line -> line.startsWith("tasks:")) ? example : "tasks:\n" + example.indent(2);
        assertThat(Schemas.mistakes("id: shown\n" + dag)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad_duration",
                "missing_field",
                "many_at_once",
                "unknown_operator",
                "wrong_type",
            })
    void a_mistake_of_form_is_refused(String name) throws IOException {
        assertThat(Schemas.mistakes(Files.readString(Path.of("src/test/resources/mistakes/" + name + ".yaml"))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ id: demo }",
                "{ id: demo, tasks: {} }",
                "{ id: 'de mo', tasks: { a: { noop: {} } } }",
                "{ id: demo, tasks: { a.b: { noop: {} } } }",
                "{ id: demo, tasks: { a: { } } }",
                "{ id: demo, tasks: { a: { noop: {}, bash: ls } } }",
                "{ id: demo, tasks: { a: { noop: {}, needs: [[b]] } } }",
                "{ id: demo, tasks: { a: { noop: {}, rule: all_sucess } } }",
                "{ id: demo, tasks: { a: { noop: {}, each: 3 } } }",
                "{ id: demo, tasks: { g: { group: { tasks: { a: { bahs: ls } } } } } }",
                "{ id: demo, tasks: { g: { timeout: 3s, group: { tasks: { a: { noop: {} } } } } } }",
                "{ id: demo, params: { p: { type: txt } }, tasks: { a: { noop: {} } } }",
                "{ id: demo, schedule: { timezone: UTC }, tasks: { a: { noop: {} } } }",
                "{ id: demo, tasks: { a: { branch: { if: '1 == 1', go: b } } } }",
                "{ id: demo, tasks: { a: { bash: { command: ls, grace: soon } } } }",
            })
    void a_wrong_form_is_refused(String yaml) {
        assertThat(Schemas.mistakes(yaml)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ id: demo, tasks: { a: { noop: } } }",
                "{ id: demo, owners: me, tasks: { a: { noop: {}, timeout: 1h30m, rule: ALL_DONE } } }",
                "{ id: demo, tasks: { a: { noop: {}, needs: { b: 'on failure', c: } } } }",
                "{ id: demo, tasks: { a: { bash: '{{ params.x }}' } } }",
                "{ id: demo, tasks: { a: { bash: { command: ls, grace: '{{ params.grace }}' } } } }",
                "{ id: demo, tasks: { a: { branch: [ { else: b } ] } } }",
                "{ id: demo, tasks: { a: { cross: { x: [1], y: '{{ outputs.b }}' }, noop: {} } } }",
                "{ id: demo, params: { p: 3, q: { default: [] } }, schedule: { cron: '@daily' }, tasks: { a: { noop: {} } } }",
            })
    void short_forms_and_templates_are_valid(String yaml) {
        assertThat(Schemas.mistakes(yaml)).isEmpty();
    }

    @Test
    void it_is_a_json_schema() {
        var meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        assertThat(meta.validate(JsonSchemas.text(Operators.installed()), InputFormat.JSON))
                .isEmpty();
    }
}
