package dev.downbeat.operators.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.containers.docker.ContainerPlan;
import dev.downbeat.containers.docker.Docker;
import dev.downbeat.containers.docker.DockerAddress;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.ContainerSpec.Size;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.operators.FakeTaskContext;
import dev.downbeat.operators.RunningTask;
import dev.downbeat.operators.Settings;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import dev.downbeat.testkit.Podman;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag("long")
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
final class DockerRunTest {
    @TempDir
    static Path engine;

    private static @Nullable Podman podman;

    @TempDir
    Path folder;

    private FakeTaskContext context = new FakeTaskContext(engine);

    @BeforeAll
    static void begin() {
        podman = Podman.start(engine.resolve("podman"));
    }

    @AfterAll
    static void end() {
        if (podman != null) {
            podman.close();
        }
    }

    @BeforeEach
    void context() {
        context = new FakeTaskContext(folder);
    }

    @Test
    void output_goes_to_the_log_its_last_line_is_the_result_and_nothing_is_left() throws Exception {
        TaskResult result = run(Map.of("command", "echo one; echo two >&2; echo three; echo"));

        assertThat(result).isEqualTo(new TaskResult.Done(Map.of("last_line", "three")));
        assertThat(context.log().lines("stdout")).containsExactly("one", "three", "");
        assertThat(context.log().lines("stderr")).containsExactly("two");
        assertThat(containers()).isEmpty();
    }

    @Test
    void a_list_is_a_program_and_its_arguments_and_an_entry_point_goes_before_them() throws Exception {
        assertThat(run(Map.of("command", List.of("echo", "$HOME", "{x}"))))
                .isEqualTo(new TaskResult.Done(Map.of("last_line", "$HOME {x}")));
        assertThat(run(Map.of("command", List.of("a b", "c"), "entrypoint", List.of("echo", "-n"))))
                .isEqualTo(new TaskResult.Done(Map.of("last_line", "a b c")));
    }

    @Test
    void exit_codes_fail_skip_or_forbid_a_retry() throws Exception {
        assertThatThrownBy(() -> run(Map.of("command", "echo 'cannot reach the moon' >&2; exit 3")))
                .isInstanceOfSatisfying(TaskFailedException.class, e -> {
                    assertThat(e.canRetry()).isTrue();
                    assertThat(e.exitCode()).contains(3);
                })
                .hasMessage("exit code 3: cannot reach the moon");
        assertThatThrownBy(() -> run(Map.of("command", "false; echo went on"))).hasMessage("exit code 1");
        assertThatThrownBy(() -> run(Map.of("command", "exit 4", "no_retry_exit_codes", List.of(4))))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isFalse());
        assertThat(run(Map.of("command", "echo nothing new >&2; exit 99")))
                .isEqualTo(new TaskResult.Skipped("nothing new"));
        assertThat(containers()).isEmpty();
    }

    @Test
    void files_mean_the_same_inside_and_outside() throws Exception {
        context.write("data/word", "moon");

        TaskResult result = run(Map.of(
                "command",
                """
                echo $DOWNBEAT_RUN_ID $DOWNBEAT_DAG_ID $DOWNBEAT_TASK_ID $DOWNBEAT_ATTEMPT $GREETING $(cat /in/word)
                pwd
                echo large > "$DOWNBEAT_ARTIFACTS/large"
                echo 7 > "$DOWNBEAT_CHECKPOINT"
                echo 3 10 files > "$DOWNBEAT_PROGRESS"
                echo '{"rows": 3}' > "$DOWNBEAT_OUTPUT"
                """,
                "env",
                Map.of("GREETING", "grün \"x\""),
                "mounts",
                List.of("./data:/in:ro"),
                "workdir",
                "/tmp"));

        assertThat(result).isEqualTo(new TaskResult.Done(Map.of("rows", 3)));
        assertThat(context.log().lines("stdout")).containsExactly("7 etl job 3 grün \"x\" moon", "/tmp");
        assertThat(context.artifacts().resolve("large")).hasContent("large");
        assertThat(context.checkpointFile()).hasContent("7");
        assertThat(context.progressFile()).hasContent("3 10 files");
    }

    @Test
    void a_user_of_the_image_can_write_the_output_and_none_of_our_secrets_are_inside() throws Exception {
        assertThat(run(Map.of("command", "id -u; echo n=1 > $DOWNBEAT_OUTPUT; env", "user", "1234:1234")))
                .isEqualTo(new TaskResult.Done(Map.of("n", "1")));
        assertThat(context.log().lines("stdout"))
                .contains("1234")
                .noneMatch(line -> line.startsWith("JAVA_HOME") || line.startsWith("USER="));
    }

    @Test
    void a_volume_of_the_engine_outlives_the_container() throws Exception {
        run(Map.of("command", "echo kept > /cache/x", "mounts", List.of("cache:/cache")));

        assertThat(run(Map.of("command", "cat /cache/x", "mounts", List.of("cache:/cache:ro"))))
                .isEqualTo(new TaskResult.Done(Map.of("last_line", "kept")));
    }

    @Test
    void too_much_memory_says_the_limit_and_what_to_raise() {
        assertThatThrownBy(() ->
                        run(Map.of("command", "exec dd if=/dev/zero of=/dev/null bs=200M count=1", "memory", "32Mi")))
                .isInstanceOfSatisfying(TaskFailedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
                    assertThat(e.canRetry()).isTrue();
                })
                .hasMessageContaining("out of memory")
                .hasMessageContaining("its limit of 32Mi; raise 'memory'");
    }

    @Test
    void an_image_that_is_nowhere_is_named() {
        assertThatThrownBy(() -> run(Map.of("image", "nobody/has:this", "pull", "never")))
                .isInstanceOfSatisfying(TaskFailedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(e.canRetry()).isFalse();
                })
                .hasMessage("the engine has no image 'nobody/has:this', and 'pull' is 'never'");
        assertThatThrownBy(() -> run(Map.of("image", "localhost:1/nobody/has:this")))
                .hasMessageStartingWith("image 'localhost:1/nobody/has:this' cannot be fetched: ");
        assertThat(context.log().lines("info")).contains("fetching the image 'localhost:1/nobody/has:this'");
    }

    @Test
    void a_program_that_is_not_there_is_named() throws Exception {
        assertThatThrownBy(() -> run(Map.of("command", List.of("/no/such/program"))))
                .hasMessageContaining("/no/such/program");
        assertThat(containers()).isEmpty();
    }

    @Test
    void an_engine_that_is_not_there_says_where_it_was_looked_for_and_how_to_start_one() {
        String nowhere = "unix://" + folder.resolve("no.sock");

        assertThatThrownBy(() -> run(Map.of("host", nowhere)))
                .isInstanceOfSatisfying(
                        TaskFailedException.class, e -> assertThat(e.canRetry()).isTrue())
                .hasMessageContaining("no Docker engine answers at " + nowhere)
                .hasMessageContaining("systemctl start docker");
        assertThatThrownBy(() -> run(Map.of("host", "ssh://me@there"))).hasMessageContaining("is no address");
    }

    @Test
    void cancelled_the_program_gets_its_grace_and_its_last_words_are_heard() throws Exception {
        RunningTask task =
                start(Map.of("command", "trap 'echo bye; exit 0' TERM; echo up; while true; do sleep 0.1; done"));
        context.log().await("up"::equals);

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
        assertThat(context.log().lines("stdout")).containsExactly("up", "bye");
        assertThat(containers()).isEmpty();
    }

    @Test
    void cancelled_one_that_will_not_end_is_killed_after_its_grace() throws Exception {
        RunningTask task =
                start(Map.of("command", "trap '' TERM; echo up; while true; do sleep 1; done", "grace", "1s"));
        context.log().await("up"::equals);

        task.cancel();

        assertThat(task.failure()).isInstanceOf(InterruptedException.class);
        assertThat(containers()).isEmpty();
    }

    @Test
    void lines_come_while_it_runs_and_go_on_when_the_engine_was_away() throws Exception {
        Path gate = context.dags().resolve("gate");
        RunningTask task = start(Map.of(
                "command",
                "echo one; echo two; while ! test -e /dags/gate; do sleep 0.1; done; echo three",
                "mounts",
                List.of(".:/dags:ro")));
        context.log().await("two"::equals);

        podman().stop();
        Files.createFile(gate);
        podman().serve();

        assertThat(task.result()).isEqualTo(new TaskResult.Done(Map.of("last_line", "three")));
        assertThat(context.log().lines("stdout")).containsExactly("one", "two", "three");
    }

    @Test
    void what_an_attempt_before_it_left_is_removed_before_it_begins() throws Exception {
        try (var docker = docker()) {
            leave(docker, Instance.of(context), 2);

            assertThat(run(Map.of("command", "echo mine"))).isEqualTo(new TaskResult.Done(Map.of("last_line", "mine")));
        }

        assertThat(context.log().lines("info")).contains("removed the container that attempt 2 had left");
        assertThat(containers()).isEmpty();
    }

    @Test
    void an_attempt_that_is_over_leaves_the_container_of_a_later_one_alone() throws Exception {
        try (var docker = docker()) {
            String later = leave(docker, Instance.of(context), 4);

            assertThatThrownBy(() -> run(Map.of("command", "echo mine")))
                    .hasMessage("attempt 4 of this task is at work already; this one is over");

            assertThat(docker.look(later)).isPresent();
            docker.remove(later);
        }
    }

    @Test
    void a_sweep_removes_what_no_attempt_is_under_way_for_and_only_of_this_installation() throws Exception {
        try (var docker = docker()) {
            Instance mine = Instance.of(context);
            leave(docker, mine, 2);

            assertThat(Orphans.sweep(docker, folder.resolve("elsewhere"), _ -> false))
                    .isEmpty();
            assertThat(Orphans.sweep(docker, folder, attempt -> attempt.number() == 2))
                    .isEmpty();
            assertThat(Orphans.sweep(docker, folder, attempt -> attempt.equals(context.attempt())))
                    .containsExactly(mine.name());
            assertThat(docker.list(Instance.anybodys())).isEmpty();
        }
    }

    @Test
    void an_engine_elsewhere_gives_the_output_back_by_a_copy() throws Exception {
        try (var docker = docker()) {
            Exchange exchange = Exchange.of(context, false);
            String id = docker.create(
                    plan("elsewhere", Map.of(), exchange.env(), "sleep 0.1; echo rows=3 > $DOWNBEAT_OUTPUT"));
            exchange.prepare(docker, id);
            docker.start(id);
            docker.awaitEnd(id);

            assertThat(exchange.output(docker, id)).hasContent("rows=3");
            assertThat(exchange.env()).doesNotContainKey("DOWNBEAT_ARTIFACTS");
            docker.remove(id);
        }
    }

    @Test
    void a_registry_needs_a_connection_of_its_type() {
        context.with(new Connection("shop", "http", "x", 0, Connection.Login.NONE, "", Map.of()));

        assertThatThrownBy(() -> run(Map.of("connection", "shop")))
                .hasMessage("connection 'shop' is of type 'http'; an image's registry needs 'docker'");
    }

    private TaskResult run(Map<String, Object> settings) throws Exception {
        return new DockerRun().run(config(settings), context);
    }

    private RunningTask start(Map<String, Object> settings) {
        return RunningTask.start(new DockerRun(), config(settings), context);
    }

    private static DockerRun.Config config(Map<String, Object> settings) {
        var all = new LinkedHashMap<String, Object>(
                Map.of("image", Podman.IMAGE, "network", "none", "host", podman().host()));
        all.putAll(settings);
        return Settings.of(DockerRun.Config.class, all);
    }

    /// As a server leaves it that is killed.
    private static String leave(Docker docker, Instance of, int attempt) throws Exception {
        var other = new Instance(
                of.name(), of.place(), of.dag(), new AttemptId(of.attempt().key(), attempt));
        String id = docker.create(plan(other.name(), other.labels(), Map.of(), "sleep 600"));
        docker.start(id);
        return id;
    }

    private static ContainerPlan plan(String name, Map<String, String> labels, Map<String, String> env, String script) {
        var program = new ContainerPlan.Program(Podman.IMAGE, List.of("sh", "-c"), List.of(script), null, null);
        return new ContainerPlan(name, labels, program, env, Size.UNBOUNDED, List.of(), "none");
    }

    private static Docker docker() {
        return Docker.at(DockerAddress.find(podman().host()));
    }

    /// Names of all containers that there are.
    private static String containers() throws Exception {
        return podman().run("ps", "--all", "--format", "{{.Names}}").strip();
    }

    private static Podman podman() {
        return Objects.requireNonNull(podman);
    }
}
