package dev.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.TaskState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The example of docs/testing.md.
class DagFilesTest {
    @RegisterExtension
    static final DagFiles DAGS = DagFiles.in(Path.of("../examples/basics"));

    @Test
    void a_large_amount_goes_to_a_person() {
        TestRun run = DAGS.dag("branching").param("amount", 5000).run();

        assertThat(run.task("ask_a_person").state()).isEqualTo(TaskState.SUCCESS);
        assertThat(run.in(TaskState.SKIPPED)).containsExactly("check", "book");
    }

    @Test
    void a_dag_in_java_is_tested_alike() {
        TestRun run = DAGS.dag("wordcount").run();

        assertThat(run.succeeded()).isTrue();
        assertThat(List.copyOf(run.order())).hasSizeGreaterThan(2);
        assertThat(Map.copyOf(run.tasks())).isNotEmpty();
    }
}
