package dev.downbeat.operators.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.Progress;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What comes of a function beside its value: a choice, a checkpoint, the name of an exception.
@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class PythonFunctionsTest {
    private static final Python PYTHON = new Python(1);

    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder);
    }

    @Test
    void an_exception_is_named_and_a_checkpoint_is_left_for_the_next_attempt() throws Exception {
        context.write("train.py", """
                import downbeat
                def train():
                    task = downbeat.context()
                    done = task.checkpoint(0)
                    if done < 3:
                        task.save_checkpoint(3)
                        raise RuntimeError("broke off")
                    return done
                """);

        assertThatThrownBy(() -> train())
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        failure -> assertThat(failure.exception()).contains("RuntimeError"));
        assertThat(train()).isEqualTo(TaskResult.of(3));
    }

    @Test
    void it_says_how_far_it_is() throws Exception {
        context.write("train.py", """
                import downbeat
                def train():
                    for epoch in range(1, 4):
                        downbeat.context().progress(epoch, 3, "epochs")
                    return epoch
                """);

        assertThat(train()).isEqualTo(TaskResult.of(3));
        assertThat(Progress.parse(Files.readString(context.progressFile()))).contains(new Progress(3, 3, "epochs"));
    }

    @Test
    void a_branch_goes_where_its_function_says() throws Exception {
        context.write("gates.py", "def same(value): return value");

        assertThat(branch("deploy")).isEqualTo(new TaskResult.Branch(List.of("deploy")));
        assertThat(branch("[a, b]")).isEqualTo(new TaskResult.Branch(List.of("a", "b")));
        assertThat(branch("null")).isEqualTo(new TaskResult.Branch(List.of()));
        assertThatThrownBy(() -> branch("3"))
                .hasMessage("same() returned 3; a branch returns the id of a task, a list of ids, or None");
    }

    private TaskResult train() throws Exception {
        return PYTHON.run(Settings.yaml(Python.Config.class, "{file: train.py, call: train}"), context);
    }

    private TaskResult branch(String value) throws Exception {
        String yaml = "{file: gates.py, call: same, args: {value: %s}}".formatted(value);
        return new BranchPython(PYTHON).run(Settings.yaml(BranchPython.Config.class, yaml), context);
    }
}
