package dev.downbeat.authoring.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.model.Problem;
import dev.downbeat.templates.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What people get to read of their mistakes; `-Dgolden=update` writes the expected messages anew.
class MistakesTest {
    private static final Path FOLDER = Path.of("src/test/resources/mistakes");
    private static final YamlDags DAGS = new YamlDags(Operators.installed(), new Templates());

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_mistake_is_told_with_its_place_and_the_nearest_right_thing(Path file) throws IOException {
        String told = told(DAGS.parse(file.getFileName(), Files.readString(file)));
        Path golden = FOLDER.resolve(file.getFileName().toString().replace(".yaml", ".txt"));
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(golden, told);
        }
        assertThat(told).isEqualTo(Files.readString(golden));
    }

    @Test
    void whatever_the_text_is_it_gives_problems_and_no_exception() throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        for (Path file : files()) {
            String text = Files.readString(file);
            for (int i = 0; i < 60; i++) {
                assertThat(DAGS.parse(file, mutated(text, random))).isNotNull();
            }
        }
    }

    private static String mutated(String text, RandomGenerator random) {
        var mutated = new StringBuilder(text);
        String strange = "{}[]:,-&*!|>'\"%@`#?\n\t \u0000\ud83d{{%}}<<~";
        for (int i = 0; i <= random.nextInt(6); i++) {
            int at = random.nextInt(mutated.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> mutated.insert(at, strange.charAt(random.nextInt(strange.length())));
                case 1 -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(8)));
                default -> mutated.insert(at, text.substring(0, random.nextInt(text.length() + 1)));
            }
        }
        return mutated.toString();
    }

    private static String told(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Dags dags -> "no problem: " + dags.specs();
            case Parsed.Broken broken ->
                broken.problems().stream().map(Problem::toString).collect(Collectors.joining("\n", "", "\n"));
        };
    }
}
