package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.sdk.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
    @TempDir
    private Path folder;

    private final Session session = Session.piped();

    @Test
    void a_good_dag_would_run() throws IOException {
        Path file = write("good.yaml", """
                id: good
                defaults: { timeout: 1h }
                tasks:
                  a: { bash: "true" }
                  b: { needs: a, bash: "echo {{ outputs.a.rows }}" }
                """);

        session.type("test", file.toString());

        assertThat(session.out())
                .isEqualTo("✓ good  %s  2 tasks would run%n1 DAG, 0 errors, 0 warnings%n".formatted(file));
        assertThat(session.code).isZero();
    }

    @Test
    void warnings_are_errors_only_when_asked() throws IOException {
        Path file = write("long.yaml", "id: long\ntasks:\n  a: { bash: \"true\" }\n");

        assertThat(session.type("test", file.toString()).code).isZero();
        assertThat(session.out()).contains("warning no_timeout  line 3: 1 task may run for 24h");
        assertThat(session.type("test", "--strict", file.toString()).code).isEqualTo(2);
    }

    @Test
    void a_template_that_cannot_be_rendered_is_an_error_with_its_task() throws IOException {
        Path file = write("bad.yaml", """
                id: bad
                defaults: { timeout: 1h }
                tasks:
                  a: { bash: "echo {{ var.value.nowhere }}" }
                """);

        assertThat(session.type("test", file.toString()).code).isEqualTo(2);
        assertThat(session.out())
                .contains("✗ bad")
                .contains("error dry_run  line 4: task 'a'")
                .contains("nowhere");
    }

    @Test
    void a_param_without_a_default_is_given_on_the_command_line() throws IOException {
        Path file = write("p.yaml", """
                id: p
                defaults: { timeout: 1h }
                params: { day: { type: string } }
                tasks:
                  a: { bash: "echo {{ params.day }}" }
                """);

        assertThat(session.type("test", file.toString()).code).isEqualTo(2);
        assertThat(session.out()).contains("param 'day' needs a value");
        assertThat(session.type("test", file.toString(), "-p", "day=monday").code)
                .isZero();
    }

    @Test
    void two_dags_of_one_name_and_a_broken_file_are_told_for_a_whole_folder() throws IOException {
        write("a.yaml", "id: same\ndefaults: { timeout: 1h }\ntasks:\n  a: { bash: x }\n");
        write("b.yaml", "id: same\ndefaults: { timeout: 1h }\ntasks:\n  a: { bash: x }\n");
        write("c.yaml", "id: c\ntasks:\n  a: { bahs: x }\n");
        write("Plain.java", "class Plain {}\n");

        assertThat(session.type("test", folder.toString()).code).isEqualTo(2);
        assertThat(session.out())
                .contains("there is a DAG 'same' in " + folder.resolve("a.yaml"))
                .contains("c.yaml")
                .contains("3 DAGs, 2 errors, 0 warnings");
    }

    @Test
    void json_holds_the_findings() throws IOException {
        Path file = write("long.yaml", "id: long\ntasks:\n  a: { bash: \"true\" }\n");

        session.type("test", "-o", "json", file.toString());

        assertThat(String.valueOf(Json.read(session.out())))
                .contains("rule=no_timeout")
                .contains("tasks=[a]");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
