package dev.downbeat.sdk.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskValuesTest {
    enum Color {
        RED
    }

    record Everything(
            Path file,
            LocalDate day,
            Instant at,
            Duration pause,
            Color color,
            Map<String, List<Integer>> counts,
            Optional<String> note) {}

    sealed interface Shape {}

    record Circle(double r) implements Shape {}

    sealed interface Angular extends Shape {}

    record Square(double side, @Nullable Shape within) implements Angular {}

    private final TaskValues values = TaskValues.of(TaskValuesTest.class);

    @Test
    void what_java_methods_exchange_survives_its_json() {
        var value = new Everything(
                Path.of("/data/a:b.csv"),
                LocalDate.of(2026, 3, 1),
                Instant.parse("2026-03-01T06:00:00Z"),
                Duration.ofSeconds(90),
                Color.RED,
                Map.of("a", List.of(1, 2)),
                Optional.of("n"));

        Object plain = values.plain(value, Everything.class);

        assertThat(plain)
                .isEqualTo(Map.of(
                        "file",
                        "/data/a:b.csv",
                        "day",
                        "2026-03-01",
                        "at",
                        "2026-03-01T06:00:00Z",
                        "pause",
                        "1m30s",
                        "color",
                        "RED",
                        "counts",
                        Map.of("a", List.of(1, 2)),
                        "note",
                        "n"));
        assertThat(values.read(plain, Everything.class)).isEqualTo(value);
    }

    @Test
    void a_value_of_a_sealed_type_comes_back_as_what_it_was() throws NoSuchMethodException {
        Type shapes = TaskValuesTest.class.getDeclaredMethod("shapes").getGenericReturnType();
        List<Shape> value = shapes();

        Object plain = values.plain(value, shapes);

        assertThat(plain)
                .isEqualTo(List.of(
                        Map.of("$type", "Circle", "r", 1.0),
                        Map.of("$type", "Square", "side", 2.0, "within", Map.of("$type", "Circle", "r", 1.0))));
        assertThat(values.read(plain, shapes)).isEqualTo(value);
        assertThat(values.read(Map.of("$type", "Circle", "r", 1), Circle.class)).isEqualTo(new Circle(1));
    }

    @Test
    void a_record_is_read_without_its_type_where_only_one_is_possible() {
        assertThat(values.read(Map.of("r", 1), Circle.class)).isEqualTo(new Circle(1));
    }

    @Test
    void what_does_not_fit_is_an_error() {
        assertThatThrownBy(() -> values.read(Map.of("radius", 1), Circle.class)).hasMessageContaining("radius");
        assertThatThrownBy(() -> values.read("many", int.class)).hasMessageContaining("many");
    }

    @Test
    void a_reference_to_an_artifact_is_followed_wherever_it_stands(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("circle.json");
        Files.writeString(file, "{\"$type\": \"Circle\", \"r\": 3}");
        Map<String, @Nullable Object> reference = Artifacts.reference(file, 8, "00");

        assertThat(values.read(reference, Circle.class)).isEqualTo(new Circle(3));
        assertThat(values.read(Map.of("side", 1, "within", reference), Square.class))
                .isEqualTo(new Square(1, new Circle(3)));
    }

    @Test
    void a_value_is_written_to_a_stream_that_stays_open() throws IOException {
        var out = new ByteArrayOutputStream();

        values.write(new Circle(1), Circle.class, out);
        out.write('\n');

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"$type\":\"Circle\",\"r\":1.0}\n");
    }

    @Test
    void a_stream_that_fails_is_no_fault_of_the_value() {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> values.write(new Circle(1), Circle.class, full))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no space left");
    }

    static List<Shape> shapes() {
        return List.of(new Circle(1), new Square(2, new Circle(1)));
    }
}
