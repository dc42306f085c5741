package dev.downbeat.authoring.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.TaskCode;
import dev.downbeat.templates.Templates;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(InEnglish.class)
class CompiledSourcesTest {
    private static final Path FILE = Path.of("Numbers.java");

    private static final String DAG = """
            import dev.downbeat.sdk.*;
            import java.util.*;

            public final class Numbers {
                record Box(int value) {}
                static List<Box> boxes() { return List.of(new Box(%d)); }
                static int open(Box box) { return box.value(); }
                public static final Dag DAG = Dag.of("numbers", d -> {
                    var boxes = d.call(Numbers::boxes);
                    d.each(boxes).call(Numbers::open);
                });
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void the_same_source_is_compiled_once_and_another_one_anew() {
        var sources = new CompiledSources(8);

        ClassLoader first = sources.ofSource(FILE, DAG.formatted(1));

        assertThat(sources.ofSource(FILE, DAG.formatted(1))).isSameAs(first);
        assertThat(sources.ofSource(FILE, DAG.formatted(2))).isNotSameAs(first);
    }

    @Test
    void many_threads_that_ask_at_once_get_the_same_classes() throws InterruptedException, ExecutionException {
        var sources = new CompiledSources(8);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<ClassLoader>> asks = List.of(
                    () -> sources.ofSource(FILE, DAG.formatted(1)), () -> sources.ofSource(FILE, DAG.formatted(1)));
            var answers = threads.invokeAll(asks);

            assertThat(answers.getFirst().get()).isSameAs(answers.getLast().get());
        }
    }

    @Test
    void a_changed_file_is_compiled_again() throws IOException, ReflectiveOperationException {
        var sources = new CompiledSources(8);
        Path file = folder.resolve("Train.java");
        Files.writeString(file, "public class Train { public static int run() { return 1; } }");
        Object first = sources.compile(file).getMethod("run").invoke(null);

        Files.writeString(file, "public class Train { public static int run() { return 2; } }");
        Object second = sources.compile(file).getMethod("run").invoke(null);

        assertThat(List.of(first, second)).isEqualTo(List.of(1, 2));
    }

    @Test
    void a_file_that_is_not_there_or_does_not_compile_is_an_error() throws IOException {
        var sources = new CompiledSources(8);
        Path file = folder.resolve("Train.java");

        assertThatThrownBy(() -> sources.compile(file))
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        Files.writeString(file, "public class Train { int x = ; }");
        assertThatThrownBy(() -> sources.compile(file))
                .hasMessage(file + ":1:30: illegal start of expression")
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DAG));
        Files.writeString(file, "class Other {}");
        assertThatThrownBy(() -> sources.compile(file)).hasMessage("Train.java has no class 'Train'");
    }

    @Test
    void the_code_of_a_dag_is_found_by_its_stored_source() throws Exception {
        var code = new CompiledSources(8).ofJavaDag(FILE, DAG.formatted(7));

        Dag dag = Dag.declaredIn(Class.forName("Numbers", true, code.ofDag())).getFirst();

        assertThat(run(dag, "boxes", List.of())).isEqualTo(List.of(Map.of("value", 7)));
        assertThat(run(dag, "open", List.of(Map.of("value", 7)))).isEqualTo(7);
    }

    @Test
    void a_dag_in_another_format_has_no_java_code() {
        var code = new CompiledSources(8).ofOtherDag(Path.of("churn.yaml"));

        assertThatThrownBy(code::ofDag).hasMessage("churn.yaml is not written in Java");
    }

    @Test
    void classes_that_were_reloaded_can_be_collected() throws Exception {
        var sources = new CompiledSources(1);
        WeakReference<ClassLoader> old = use(sources, DAG.formatted(1));

        use(sources, DAG.formatted(2));

        for (int i = 0; i < 50 && old.get() != null; i++) {
            System.gc();
        }
        assertThat(old.get()).isNull();
    }

    private static WeakReference<ClassLoader> use(CompiledSources sources, String source) throws Exception {
        assertThat(new JavaDags(sources, JavaDagsTest.OPERATORS, new Templates()).parse(FILE, source))
                .isInstanceOf(Parsed.Dags.class);
        ClassLoader loader = sources.ofSource(FILE, source);
        Dag dag = Dag.declaredIn(Class.forName("Numbers", true, loader)).getFirst();
        run(dag, "boxes", List.of());
        run(dag, "open", List.of(Map.of("value", 7)));
        return new WeakReference<>(loader);
    }

    /// As the java operator does.
    private static Object run(Dag dag, String task, List<Object> args) throws Exception {
        var call = (TaskCode.Call) dag.code(new TaskId(task)).orElseThrow();
        var values = java.util.stream.IntStream.range(0, args.size())
                .mapToObj(i -> dag.values().read(args.get(i), call.inputs().get(i)))
                .toList();
        return java.util.Objects.requireNonNull(dag.values().plain(call.call(values), call.returns()));
    }
}
