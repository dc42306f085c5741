package dev.downbeat.operators.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.sdk.json.Artifacts;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.DagCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaTest {
    private static final Map<String, Object> ORDER = Map.of("id", "a", "amount", 4.5);

    @TempDir
    private Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder).code(new Classes());
    }

    @Test
    void a_task_of_a_dag_is_called_with_its_inputs_converted() throws Exception {
        assertThat(task("load", "2026-03-01", 2))
                .isEqualTo(TaskResult.of(List.of(
                        Map.of("id", "2026-03-01-0", "amount", 0.0), Map.of("id", "2026-03-01-1", "amount", 1.0))));
        assertThat(task("total", List.of(ORDER, ORDER))).isEqualTo(TaskResult.of(9.0));
    }

    @Test
    void a_value_of_a_sealed_type_says_which_it_is() throws Exception {
        assertThat(task("judge", 3)).isEqualTo(TaskResult.of(Map.of("$type", "Good", "total", 3.0)));
    }

    @Test
    void a_route_chooses_by_the_class_of_its_input() throws Exception {
        assertThat(task("judge_route", Map.of("$type", "Good", "total", 3.0)))
                .isEqualTo(new TaskResult.Branch(List.of("publish")));
        assertThat(task("judge_route", Map.of("$type", "Bad", "reason", "no")))
                .isEqualTo(new TaskResult.Branch(List.of("complain")));
    }

    @Test
    void a_method_may_ask_for_its_context_and_a_path_is_its_text() throws Exception {
        TaskResult result = task("publish", Map.of("$type", "Good", "total", 3.0));

        assertThat(result).isEqualTo(TaskResult.of("out/total.json"));
        assertThat(context.log().text()).contains("total 3.0");
    }

    @Test
    void what_a_method_throws_is_the_failure() {
        assertThatThrownBy(() -> task("complain", Map.of("$type", "Bad", "reason", "nothing sold")))
                .isInstanceOf(IOException.class)
                .hasMessage("nothing sold");
        assertThatThrownBy(() -> method("fail", List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no data");
    }

    @Test
    void an_interruption_passes() {
        assertThatThrownBy(() -> task("hang")).isInstanceOf(InterruptedException.class);
    }

    @Test
    void an_input_that_does_not_fit_is_told_and_not_retried() {
        assertThatThrownBy(() -> task("total", "many"))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse())
                .hasMessageStartingWith("input 1 of task 'total': ");
        assertThatThrownBy(() -> task("total")).hasMessage("task 'total' takes 1 inputs and was given 0");
        assertThatThrownBy(() -> task("nope")).hasMessage("DAG 'etl' has no Java task 'nope'");
    }

    @Test
    void a_large_result_is_left_in_a_file() throws Exception {
        TaskResult result = task("load", "2026-03-01", 50_000);

        assertThat(result)
                .isInstanceOfSatisfying(
                        TaskResult.InFile.class,
                        large -> assertThat(read(large.json()))
                                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                                .hasSize(50_000)
                                .startsWith(Map.of("id", "2026-03-01-0", "amount", 0.0)));
    }

    @Test
    void a_reference_to_an_artifact_is_read_where_a_value_is_wanted() throws Exception {
        Path file = folder.resolve("orders.json");
        Files.writeString(file, Json.write(List.of(ORDER, ORDER)));
        Path single = folder.resolve("order.json");
        Files.writeString(single, Json.write(ORDER));

        assertThat(task("total", Artifacts.reference(file, 10, "00"))).isEqualTo(TaskResult.of(9.0));
        assertThat(task("total", List.of(Artifacts.reference(single, 10, "00"), ORDER)))
                .isEqualTo(TaskResult.of(9.0));
        Files.delete(file);
        assertThatThrownBy(() -> task("total", Artifacts.reference(file, 10, "00")))
                .hasMessageContaining("the artifact %s is not there".formatted(file));
    }

    @Test
    void a_method_of_a_file_takes_arguments_by_name_or_position() throws Exception {
        var model = TaskResult.of(Map.of("name", "a.csv", "accuracy", 0.5));

        assertThat(method("train", Map.of("data", "a.csv", "rounds", 50))).isEqualTo(model);
        assertThat(method("train", List.of("a.csv", 50))).isEqualTo(model);
        assertThat(method(
                        "best",
                        Map.of(
                                "models",
                                List.of(Map.of("name", "a", "accuracy", 1), Map.of("name", "b", "accuracy", 0)),
                                "weights",
                                Map.of("a", 0.5, "b", 0.5))))
                .isEqualTo(TaskResult.of(List.of(Map.of("name", "a", "accuracy", 1.0))));
    }

    @Test
    void a_method_of_a_class_on_the_class_path_is_called() throws Exception {
        var config = new Java.Config(null, Train.class.getName(), "train", List.of("a.csv", 50), null, null);

        assertThat(new Java().run(config, context)).isEqualTo(TaskResult.of(Map.of("name", "a.csv", "accuracy", 0.5)));
    }

    @Test
    void wrong_arguments_are_told_with_the_nearest_name() {
        assertThatThrownBy(() -> method("train", Map.of("data", "a", "round", 1)))
                .hasMessage("'train' has no parameter 'round': did you mean 'rounds'?");
        assertThatThrownBy(() -> method("train", Map.of("data", "a")))
                .hasMessage("the argument 'rounds' of 'train' is missing");
        assertThatThrownBy(() -> method("train", List.of("a"))).hasMessage("'train' takes 2 arguments and was given 1");
        var nothing = new LinkedHashMap<String, Object>();
        nothing.put("data", "a");
        nothing.put("rounds", null);
        assertThatThrownBy(() -> method("train", nothing))
                .hasMessage("the argument 'rounds' of 'train' is null, which int cannot be");
        assertThatThrownBy(() -> method("train", List.of("a", "many")))
                .hasMessageStartingWith("the argument 'rounds' of 'train': ");
    }

    @Test
    void a_method_that_is_not_there_or_not_the_only_one_is_told() {
        assertThatThrownBy(() -> method("trian", List.of()))
                .hasMessage("class Train has no static method 'trian': did you mean 'train'?")
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> method("twice", List.of(1)))
                .hasMessage("class Train has 2 methods 'twice': give the one that is meant a name of its own");
    }

    @Test
    void settings_that_name_no_method_are_refused() {
        assertThatThrownBy(() -> new Java.Config("Train.java", null, null, List.of(), null, null))
                .hasMessage("java needs either 'file' or 'class', and 'call', the method");
        assertThatThrownBy(() -> new Java.Config("Train.java", "Train", "train", List.of(), null, null))
                .hasMessage("java needs either 'file' or 'class', and 'call', the method");
        assertThatThrownBy(() -> new Java.Config("Train.java", null, "train", "x", null, null))
                .hasMessage("'args' is a map (by name) or a list (by position), not 'x'");
    }

    private TaskResult task(String id, Object... args) throws Exception {
        var config = new Java.Config(null, null, null, List.of(args), Orders.class.getName(), id);
        return new Java().run(config, context);
    }

    private TaskResult method(String name, Object args) throws Exception {
        return new Java().run(new Java.Config("Train.java", null, name, args, null, null), context);
    }

    private static Object read(Path file) {
        try {
            return java.util.Objects.requireNonNull(Json.read(Files.readString(file)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The classes of these tests, as if they had been compiled from beside the DAG.
    private static final class Classes implements DagCode {
        @Override
        public ClassLoader ofDag() {
            return JavaTest.class.getClassLoader();
        }

        @Override
        public Class<?> compile(Path file) {
            assertThat(file).hasFileName("Train.java");
            return Train.class;
        }
    }
}
