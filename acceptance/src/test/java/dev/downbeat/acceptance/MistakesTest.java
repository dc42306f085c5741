package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.acceptance.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer sees who made a mistake in a DAG file: where it is, what it is, and exit code 2.
class MistakesTest {
    private static final Path FILES = Path.of("authoring/src/test/resources/mistakes");

    private static final List<String> TWELVE = List.of(
            "unknown_operator",
            "cycle",
            "duplicate_id",
            "bad_cron",
            "bad_duration",
            "unknown_needs",
            "wrong_type",
            "bad_template",
            "missing_field",
            "bad_param_default",
            "tabs",
            "empty");

    @TempDir
    private Path home;

    @Test
    void twelve_mistakes_are_twelve_errors_with_their_positions() throws IOException, InterruptedException {
        var arguments = new ArrayList<String>(List.of("validate"));
        TWELVE.forEach(name -> arguments.add(file(name)));

        Result result = new Program(home).run(arguments.toArray(String[]::new));

        assertThat(result.exit()).as(result.all()).isEqualTo(2);
        for (String name : TWELVE) {
            assertThat(errorsOf(name, result)).as(name + " in\n" + result.all()).hasSize(1);
            assertThat(result.all()).contains(documented(name));
        }
    }

    @Test
    void a_file_with_a_mistake_does_not_run() throws IOException, InterruptedException {
        Result result = new Program(home).run("run", file("cycle"));

        assertThat(result.exit()).as(result.all()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(documented("cycle"));
    }

    private static String file(String name) {
        return FILES.resolve(name + ".yaml").toString();
    }

    private static List<String> errorsOf(String name, Result result) {
        var position = Pattern.compile(Pattern.quote(file(name)) + ":\\d+:\\d+: ");
        return result.all()
                .lines()
                .filter(line -> position.matcher(line).lookingAt())
                .toList();
    }

    private static String documented(String name) throws IOException {
        return Files.readString(Program.CHECKOUT.resolve(FILES).resolve(name + ".txt"))
                .strip();
    }
}
