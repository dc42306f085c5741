package dev.downbeat.operators.shell;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class BashTest {
    @TempDir
    Path folder;

    private FakeTaskContext context;

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder);
    }

    @Test
    void output_goes_to_the_log_and_its_last_line_is_the_result() throws Exception {
        TaskResult result = run("echo one; echo two >&2; echo three; echo");

        assertThat(result).isEqualTo(new TaskResult.Done(Map.of("last_line", "three")));
        assertThat(context.log().lines("stdout")).containsExactly("one", "three", "");
        assertThat(context.log().lines("stderr")).containsExactly("two");
    }

    @Test
    void the_exit_code_and_the_last_error_line_make_the_message() {
        assertThatThrownBy(() -> run("echo 'cannot reach the moon' >&2; exit 3"))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isTrue())
                .hasMessage("exit code 3: cannot reach the moon");
        assertThatThrownBy(() -> run("kill -SEGV $$")).hasMessage("killed by SIGSEGV (exit code 139)");
    }

    @Test
    void it_stops_at_the_first_command_that_fails_unless_the_shell_says_otherwise() throws Exception {
        assertThatThrownBy(() -> run("false; echo went on")).hasMessage("exit code 1");
        assertThatThrownBy(() -> run("false | cat")).hasMessage("exit code 1");
        assertThat(run(Map.of("command", "false; echo went on", "shell", "bash")))
                .isEqualTo(new TaskResult.Done(Map.of("last_line", "went on")));
        assertThat(run(Map.of("command", "echo $0", "shell", "sh"))).isInstanceOf(TaskResult.Done.class);
    }

    @Test
    void exit_codes_can_mean_skip_or_no_retry() throws Exception {
        assertThat(run("echo nothing new >&2; exit 99")).isEqualTo(new TaskResult.Skipped("nothing new"));
        assertThat(run(Map.of("command", "exit 7", "skip_exit_code", 7))).isInstanceOf(TaskResult.Skipped.class);
        assertThatThrownBy(() -> run(Map.of("command", "exit 4", "no_retry_exit_codes", List.of(4))))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse());
    }

    @Test
    void the_task_says_who_it_is_and_where_it_works() throws Exception {
        run(Map.of(
                "command",
                "pwd; echo $DOWNBEAT_RUN_ID $DOWNBEAT_DAG_ID $DOWNBEAT_TASK_ID $DOWNBEAT_TRY_NUMBER $DOWNBEAT_ATTEMPT"
                        + " $DOWNBEAT_MAP_INDEX $DOWNBEAT_LOGICAL_DATE $DOWNBEAT_IDEMPOTENCY_KEY;"
                        + " test -d $DOWNBEAT_ARTIFACTS; echo \"$GREETING\"; cat",
                "env",
                Map.of("GREETING", "it's \"grün\" $HOME `x` \\ 😀\nsecond")));

        assertThat(context.log().lines("stdout"))
                .containsExactly(
                        context.dags().toRealPath().toString(),
                        "7 etl job 2 3 -1 2026-03-01T06:00:00Z downbeat/7/job/-1",
                        "it's \"grün\" $HOME `x` \\ 😀",
                        "second");
    }

    @Test
    void the_command_itself_may_hold_any_character() throws Exception {
        assertThat(run("echo 'grün 😀 \"x\" $y'"))
                .isEqualTo(new TaskResult.Done(Map.of("last_line", "grün 😀 \"x\" $y")));
    }

    @Test
    void cwd_is_relative_to_the_dag() throws Exception {
        context.write("sub dir/data.txt", "here");

        assertThat(run(Map.of("command", "cat data.txt", "cwd", "sub dir")))
                .isEqualTo(new TaskResult.Done(Map.of("last_line", "here")));
        assertThatThrownBy(() -> run(Map.of("command", "true", "cwd", "nowhere")))
                .hasMessageContaining("nowhere' is no folder");
    }

    @Test
    void where_the_folder_of_the_dag_is_not_here_it_works_in_its_scratch_folder() throws Exception {
        Files.delete(context.dags());

        run("pwd; echo hello > here.txt; cat here.txt");

        assertThat(context.log().lines("stdout"))
                .containsExactly(context.scratch().toRealPath().toString(), "hello");
        assertThat(context.log().lines("info"))
                .containsExactly(
                        "the DAG's folder '%s' is not here: works in its scratch folder".formatted(context.dags()));
        assertThatThrownBy(() -> run(Map.of("command", "true", "cwd", ".")))
                .hasMessage("cwd '%s' is no folder".formatted(context.dags()));
    }

    @Test
    void what_is_written_to_the_output_file_is_the_output() throws Exception {
        assertThat(run("echo '{\"rows\": 3}' > $DOWNBEAT_OUTPUT")).isEqualTo(new TaskResult.Done(Map.of("rows", 3)));
        assertThat(run("printf 'rows=3\\n\\nname = a=b\\n' > $DOWNBEAT_OUTPUT"))
                .isEqualTo(new TaskResult.Done(Map.of("rows", "3", "name", " a=b")));
        assertThatThrownBy(() -> run("echo hello there > $DOWNBEAT_OUTPUT"))
                .hasMessage("cannot read what was written to $DOWNBEAT_OUTPUT: it is no JSON, "
                        + "and 'hello there' is not key=value");
        assertThatThrownBy(() -> run("printf '\\377\\376' > $DOWNBEAT_OUTPUT")).isInstanceOf(DownbeatException.class);
    }

    @Test
    void a_large_output_stays_in_its_file() throws Exception {
        var result = run("{ printf '\"'; head -c 3000000 /dev/zero | tr '\\0' x; printf '\"'; } > $DOWNBEAT_OUTPUT");

        assertThat(result)
                .isInstanceOfSatisfying(
                        TaskResult.InFile.class, file -> assertThat(file.json()).hasSize(3_000_002));
    }

    @Test
    void two_hundred_thousand_lines_all_arrive() throws Exception {
        assertThat(run("seq 200000")).isEqualTo(new TaskResult.Done(Map.of("last_line", "200000")));
        assertThat(context.log().lines("stdout")).hasSize(200_000);
    }

    @Test
    void binary_output_does_no_harm() throws Exception {
        run("head -c 300000 /dev/urandom; echo; echo end");

        assertThat(context.log().lines("stdout")).endsWith("end");
    }

    @Test
    void a_missing_shell_fails_with_its_name() {
        assertThatThrownBy(() -> run(Map.of("command", "true", "shell", "no-such-shell")))
                .hasMessageContaining("exit code 127")
                .hasMessageContaining("no-such-shell");
    }

    @Test
    void an_impossible_environment_is_refused() {
        assertThatThrownBy(() -> run(Map.of("command", "true", "env", Map.of("a-b", "1"))))
                .hasMessage("'a-b' cannot name an environment variable: use letters, digits and '_'");
    }

    @Test
    void cancel_ends_the_whole_group_also_when_it_ignores_the_polite_request() throws Exception {
        var task = RunningTask.start(
                new Bash(),
                config(Map.of(
                        "command",
                        "trap '' TERM; bash -c 'trap \"\" TERM; echo child $$; while :; do sleep 100; done' & "
                                + "(sleep 1000 >/dev/null 2>&1 & echo quiet $!); echo ready; wait",
                        "grace",
                        "100ms")),
                context);
        long child = Pids.in(context.log().await(line -> line.startsWith("child ")));
        long quiet = Pids.in(context.log().await(line -> line.startsWith("quiet ")));

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
        Pids.awaitEnd(child);
        Pids.awaitEnd(quiet);
    }

    @Test
    void grace_lets_the_command_and_its_children_tidy_up() throws Exception {
        var task = RunningTask.start(
                new Bash(),
                config("bash -c 'trap \"echo tidied; exit\" TERM; echo ready; while :; do sleep 0.05; done'; echo no"),
                context);
        context.log().await("ready"::equals);

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
        assertThat(context.log().lines("stdout")).containsExactly("ready", "tidied");
    }

    @Test
    void what_runs_on_in_the_background_ends_with_the_task() throws Exception {
        run("sleep 1000 & echo pid $!; sleep 1000 >/dev/null 2>&1 & echo pid $!; echo end");

        for (String line : context.log().lines("stdout").subList(0, 2)) {
            Pids.awaitEnd(Pids.in(line));
        }
        assertThat(context.log().lines("stdout")).endsWith("end");
    }

    @Test
    void late_output_of_a_process_substitution_is_not_lost() throws Exception {
        run("exec > >(while read -r line; do echo \"got $line\"; done); echo a; echo b");

        assertThat(context.log().lines("stdout")).containsExactly("got a", "got b");
    }

    @Test
    void a_grandchild_that_left_the_group_and_holds_the_pipes_does_not_hold_the_task() throws Exception {
        Path pid = folder.resolve("escaped");
        run(Map.of(
                "command",
                "setsid sh -c 'echo $$ > \"$FILE\"; exec sleep 60' & "
                        + "while ! test -s \"$FILE\"; do sleep 0.01; done; echo end",
                "env",
                Map.of("FILE", pid.toString())));

        assertThat(context.log().lines("stdout")).containsExactly("end");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void sixteen_at_once_do_not_mix() throws Exception {
        List<RunningTask> tasks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            var own = new FakeTaskContext(Files.createDirectory(folder.resolve("task" + i)));
            tasks.add(
                    RunningTask.start(new Bash(), config("for i in $(seq 1000); do echo %d; done".formatted(i)), own));
        }
        for (int i = 0; i < 16; i++) {
            assertThat(tasks.get(i).result()).isEqualTo(new TaskResult.Done(Map.of("last_line", Integer.toString(i))));
        }
    }

    @Test
    void grace_is_ten_seconds_by_default() {
        assertThat(config("true").grace()).isEqualTo(Duration.ofSeconds(10));
    }

    private TaskResult run(Object settings) throws Exception {
        return new Bash().run(config(settings), context);
    }

    private static Bash.Config config(Object settings) {
        return Settings.of(Bash.Config.class, settings);
    }
}
