package dev.downbeat.operators.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.Pids;
import dev.downbeat.operators.RunningTask;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class PythonTest {
    private static final Python PYTHON = new Python(1);

    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder);
    }

    @Test
    void a_function_is_called_by_name_or_position_and_returns_its_result() throws Exception {
        context.write("jobs/train.py", """
                from part import factor
                def train(data, rows=1, *, scale=1.0):
                    return {"data": data, "n": rows * factor, "scale": scale}
                class Model:
                    @staticmethod
                    def fit(x): return [x]
                """);
        context.write("jobs/part.py", "factor = 2");

        assertThat(run("{file: jobs/train.py, call: train, args: {data: grün.csv, rows: 21, scale: 0.5}}"))
                .isEqualTo(done(Map.of("data", "grün.csv", "n", 42, "scale", 0.5)));
        assertThat(run("{file: jobs/train.py, call: train, args: [x, 3]}"))
                .isEqualTo(done(Map.of("data", "x", "n", 6, "scale", 1.0)));
        assertThat(run("{file: jobs/train.py, call: Model.fit, args: [null]}"))
                .isEqualTo(done(Arrays.asList((Object) null)));
    }

    @Test
    void a_script_file_runs_as_main_with_its_arguments() throws Exception {
        context.write("main.py", """
                import sys, downbeat, os
                if __name__ == "__main__":
                    print(sys.argv[1:], os.path.basename(__file__), sys.stdin.read() == "")
                    downbeat.output({"argv": sys.argv[1:]})
                    sys.exit()
                """);

        assertThat(run("{file: main.py, args: [a, 1]}")).isEqualTo(done(Map.of("argv", List.of("a", "1"))));
        assertThat(run("{file: main.py, args: {name: x y, verbose: true, quiet: false, n: 2}}"))
                .isEqualTo(done(Map.of("argv", List.of("--name", "x y", "--verbose", "--n", "2"))));
        assertThat(context.log().lines("stdout")).first().isEqualTo("['a', '1'] main.py True");
    }

    @Test
    void a_script_in_the_dag_has_its_arguments_as_variables() throws Exception {
        context.write("lib.py", "def twice(x): return 2 * x");

        assertThat(run("""
                script: |
                  import downbeat, lib
                  downbeat.output(lib.twice(n))
                args: { n: 4 }
                """)).isEqualTo(done(8));
        assertThat(run("{script: 'x = 1'}")).isEqualTo(TaskResult.NOTHING);
    }

    @Test
    void where_the_folder_of_the_dag_is_not_here_a_script_works_in_its_scratch_folder() throws Exception {
        Files.delete(context.dags());

        assertThat(run("{script: 'import downbeat, os; downbeat.output(os.getcwd())'}"))
                .isEqualTo(done(context.scratch().toRealPath().toString()));
        assertThat(context.log().lines("info")).hasSize(1).first().asString().contains("is not here");
    }

    @Test
    void the_context_tells_the_task_who_it_is() throws Exception {
        context.param("threshold", 0.9).write("ask.py", """
                import downbeat, os
                def ask(context):
                    context.xcom_push("rows", 3)
                    context.log.info("hello from %s", context.task_id)
                    (context.artifacts / "model.bin").write_bytes(b"x")
                    assert context is downbeat.context() and dict(context)["dag_id"] == context.get("dag_id")
                    return [context.run_id, context["dag_id"], context.task_id, context.try_number, context.map_index,
                            context.logical_date, context.ds, context.params, context.idempotency_key,
                            os.environ["DOWNBEAT_TASK_ID"]]
                """);

        assertThat(run("{file: ask.py, call: ask}"))
                .isEqualTo(done(List.of(
                        7,
                        "etl",
                        "job",
                        2,
                        -1,
                        "2026-03-01T06:00:00+00:00",
                        "2026-03-01",
                        Map.of("threshold", 0.9),
                        "downbeat/7/job/-1",
                        "job")));
        assertThat(context.xcoms()).isEqualTo(Map.of("rows", 3));
        assertThat(context.log().lines("stderr")).containsExactly("hello from job");
        assertThat(context.artifacts().resolve("model.bin")).exists();
    }

    @Test
    void an_exception_shows_the_frames_of_the_user_only() {
        context.write("bad.py", """
                def inner():
                    raise ValueError("no rows")
                def outer():
                    inner()
                """);

        assertThatThrownBy(() -> run("{file: bad.py, call: outer}"))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isTrue())
                .hasMessage("ValueError: no rows");
        assertThat(String.join("\n", context.log().lines("stderr")))
                .contains("Traceback", "in outer", "in inner", "ValueError: no rows")
                .doesNotContain("downbeat_worker", "importlib");
    }

    @Test
    void what_cannot_work_fails_without_a_retry() {
        context.write("train.py", "def train(): pass");
        context.write("broken.py", "def train(:");

        assertTerminal("{file: train.py, call: trian}", "train.py has no function 'trian'; did you mean 'train'?");
        assertTerminal("{file: broken.py, call: train}", "SyntaxError: invalid syntax");
        assertTerminal("{file: gone.py, call: train}", "gone.py' is not there");
        assertTerminal("{script: 'import nothing_of_the_kind'}", "No module named 'nothing_of_the_kind'");
        assertTerminal("{script: x, interpreter: python9}", "interpreter 'python9' is not on the PATH");
        assertTerminal("{script: x, interpreter: ./venv/bin/python}", "venv/bin/python' is not there");
        assertTerminal("{script: 'import downbeat; raise downbeat.Fail(\"enough\")'}", "enough");
    }

    @Test
    void settings_that_contradict_are_refused() {
        assertThatThrownBy(() -> config("{script: x, file: y}")).isInstanceOf(DownbeatException.class);
        assertThatThrownBy(() -> config("{script: x, call: y}")).isInstanceOf(DownbeatException.class);
        assertThatThrownBy(() -> config("{script: x, args: text}")).isInstanceOf(DownbeatException.class);
    }

    @Test
    void skip_skips() throws Exception {
        assertThat(run("{script: 'import downbeat; raise downbeat.Skip(\"nothing new\")'}"))
                .isEqualTo(new TaskResult.Skipped("nothing new"));
    }

    @Test
    void every_way_out_of_the_process_is_told() {
        assertFails("import sys; sys.exit(3)", "exit code 3");
        assertFails("import sys; sys.exit('that was it')", "exit code 1: that was it");
        assertFails("import os; os._exit(4)", "exit code 4");
        assertFails("import os; os._exit(0)", "the process ended without a result (os._exit?)");
        assertFails("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed by SIGKILL (exit code 137)");
        assertFails("import ctypes; ctypes.string_at(0)", "killed by SIGSEGV (exit code 139)");
        assertFails("raise MemoryError()", "MemoryError");
        assertFails("raise KeyboardInterrupt()", "KeyboardInterrupt");
        assertFails("def f(): f()\nf()", "RecursionError: maximum recursion depth exceeded");
    }

    @Test
    void values_that_are_nearly_json_are_converted() throws Exception {
        context.write("values.py", """
                import dataclasses, datetime, decimal, enum, pathlib, uuid, collections
                class Colour(enum.Enum):
                    RED = "red"
                @dataclasses.dataclass
                class Row:
                    day: datetime.date
                    price: decimal.Decimal
                    path: pathlib.Path
                def values():
                    return {"row": Row(datetime.date(2026, 3, 1), decimal.Decimal("1.5"), pathlib.Path("/a")),
                            "whole": decimal.Decimal("3"), "set": {2, 1}, "colour": Colour.RED, "t": (1, 2),
                            "at": datetime.datetime(2026, 3, 1, 6, tzinfo=datetime.timezone.utc), 5: "int key",
                            "took": datetime.timedelta(seconds=1.5), "counts": collections.Counter("aab"),
                            "g": (i for i in range(2)), datetime.date(2026, 1, 1): "date key"}
                def holes():
                    return {"a": [1.0, float("nan")], "b": float("inf")}
                def wrong():
                    return {"models": [1, {"best": object()}]}
                def circle():
                    x = []
                    x.append(x)
                    return x
                def binary(): return b"x"
                def half(): return "\\ud800"
                """);

        assertThat(run("{file: values.py, call: values}"))
                .isEqualTo(done(Map.ofEntries(
                        Map.entry("row", Map.of("day", "2026-03-01", "price", 1.5, "path", "/a")),
                        Map.entry("whole", 3),
                        Map.entry("set", List.of(1, 2)),
                        Map.entry("colour", "red"),
                        Map.entry("t", List.of(1, 2)),
                        Map.entry("at", "2026-03-01T06:00:00+00:00"),
                        Map.entry("5", "int key"),
                        Map.entry("took", 1.5),
                        Map.entry("counts", Map.of("a", 2, "b", 1)),
                        Map.entry("g", List.of()),
                        Map.entry("2026-01-01", "date key"))));
        assertTerminal("{file: values.py, call: wrong}", "result['models'][1]['best'] is of type object");
        assertTerminal("{file: values.py, call: circle}", "is nested too deeply, or holds itself");
        assertTerminal("{file: values.py, call: binary}", "result is of type bytes, which JSON cannot hold");
        assertThat(run("{file: values.py, call: half}")).isEqualTo(done("?"));

        var expected = new java.util.LinkedHashMap<String, Object>();
        expected.put("a", Arrays.asList(1.0, null));
        expected.put("b", null);
        assertThat(run("{file: values.py, call: holes}")).isEqualTo(done(expected));
        assertThat(context.log().lines("stderr"))
                .contains("downbeat: result['a'][1] is nan, which JSON cannot hold: null is passed on");
    }

    @Test
    void an_argument_by_reference_is_loaded_from_its_file() throws Exception {
        Path large = Files.writeString(folder.resolve("large.json"), "[1, 2, 3]");
        context.write("sum.py", "def total(items, more): return sum(items) + sum(more['x'])");
        Map<String, Object> reference = Map.of("$artifact", large.toString(), "bytes", 9);

        assertThat(run(Map.of("file", "sum.py", "call", "total", "args", List.of(reference, Map.of("x", reference)))))
                .isEqualTo(done(12));
        assertThatThrownBy(() -> run(Map.of(
                        "file",
                        "sum.py",
                        "call",
                        "total",
                        "args",
                        List.of(Map.of("$artifact", large.toString(), "sha256", "00"), Map.of()))))
                .hasMessageContaining("is damaged: its SHA-256 is not 00");
    }

    @Test
    void a_result_of_fifty_megabytes_stays_in_its_file() throws Exception {
        TaskResult result = run("{script: 'import downbeat; downbeat.output(\"x\" * 50_000_000)'}");

        assertThat(result)
                .isInstanceOfSatisfying(
                        TaskResult.InFile.class, file -> assertThat(file.json()).hasSize(50_000_002));
    }

    @Test
    void output_of_every_kind_goes_to_the_log_as_it_comes() throws Exception {
        var task = RunningTask.start(PYTHON, config("""
                script: |
                  import sys, subprocess, os, pathlib, time
                  print("started")
                  while not pathlib.Path("go").exists(): time.sleep(0.01)
                  subprocess.run(["echo", "from a child"], check=True)
                  sys.stdout.buffer.write(bytes(range(256)) + b"\\n")
                  sys.stdout.buffer.flush()
                  for i in range(200000): print(i)
                  print("no newline", end="")
                """), context);
        context.log().await("started"::equals);
        context.write("go", "");

        assertThat(task.result()).isEqualTo(TaskResult.NOTHING);
        assertThat(context.log().lines("stdout"))
                .contains("from a child", "199999")
                .endsWith("no newline")
                .hasSizeGreaterThan(200_000);
    }

    @Test
    void cancel_ends_the_worker_and_its_children() throws Exception {
        var task = RunningTask.start(PYTHON, config("""
                script: |
                  import subprocess, signal, os, time
                  signal.signal(signal.SIGTERM, signal.SIG_IGN)
                  child = subprocess.Popen(["sh", "-c", "trap '' TERM; while :; do sleep 100; done"])
                  print("self", os.getpid())
                  print("child", child.pid)
                  time.sleep(1000)
                grace: 100ms
                """), context);
        long self = Pids.in(context.log().await(line -> line.startsWith("self ")));
        long child = Pids.in(context.log().await(line -> line.startsWith("child ")));

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
        Pids.awaitEnd(self);
        Pids.awaitEnd(child);
    }

    @Test
    void multiprocessing_works_in_functions_and_scripts() throws Exception {
        String body = """
                import multiprocessing
                def square(x): return x * x
                def all(method):
                    with multiprocessing.get_context(method).Pool(2) as pool:
                        return pool.map(square, [1, 2, 3])
                """;
        context.write("pool_job.py", body);
        context.write(
                "pool_script.py",
                body + "if __name__ == '__main__':\n  import downbeat\n  downbeat.output(all('spawn'))\n");

        assertThat(run("{file: pool_job.py, call: all, args: [spawn]}")).isEqualTo(done(List.of(1, 4, 9)));
        assertThat(run("{file: pool_job.py, call: all, args: [fork]}")).isEqualTo(done(List.of(1, 4, 9)));
        assertThat(run("{file: pool_script.py}")).isEqualTo(done(List.of(1, 4, 9)));
    }

    @Test
    void variables_that_python_reads_when_it_starts_count_too() throws Exception {
        context.write("lib/extra.py", "name = 'extra'");
        String path = context.dags().resolve("lib").toString();

        assertThat(run(Map.of(
                        "script",
                        "import downbeat, extra, os\ndownbeat.output([extra.name, os.environ['A']])",
                        "env",
                        Map.of("PYTHONPATH", path, "A", "ü"))))
                .isEqualTo(done(List.of("extra", "ü")));
    }

    @Test
    void sixteen_at_once_do_not_mix() throws Exception {
        List<RunningTask> tasks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            var own = new FakeTaskContext(Files.createDirectory(folder.resolve("task" + i)));
            tasks.add(RunningTask.start(
                    PYTHON,
                    config("{script: 'import downbeat; print(n); downbeat.output(n)', args: {n: %d}}".formatted(i)),
                    own));
        }
        for (int i = 0; i < 16; i++) {
            assertThat(tasks.get(i).result()).isEqualTo(done(i));
        }
    }

    @Test
    void a_worker_that_gave_up_waiting_costs_nothing() throws Exception {
        var impatient = new Python(new Interpreters(2, Duration.ZERO));

        for (int i = 0; i < 5; i++) {
            assertThat(impatient.run(config("{script: 'import downbeat; downbeat.output(1)'}"), context))
                    .isEqualTo(done(1));
        }
    }

    private void assertFails(String script, String message) {
        assertThatThrownBy(() -> run(Map.of("script", script)))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isTrue())
                .hasMessageStartingWith(message);
    }

    private void assertTerminal(String yaml, String message) {
        assertThatThrownBy(() -> run(yaml))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse())
                .hasMessageContaining(message);
    }

    private TaskResult run(String yaml) throws Exception {
        return PYTHON.run(config(yaml), context);
    }

    private TaskResult run(Map<String, Object> settings) throws Exception {
        return PYTHON.run(Settings.of(Python.Config.class, settings), context);
    }

    private static Python.Config config(String yaml) {
        return Settings.yaml(Python.Config.class, yaml);
    }

    private static TaskResult done(Object output) {
        return new TaskResult.Done(output);
    }
}
