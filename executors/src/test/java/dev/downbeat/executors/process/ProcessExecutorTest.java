package dev.downbeat.executors.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.Artifact;
import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.executors.attempt.Recorder;
import dev.downbeat.executors.attempt.Workbench;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessExecutorTest {
    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(home).environment("DOWNBEAT_CONN_DB", "postgresql://me:pass-word-1@db-host/d");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_child_gets_what_its_task_names_and_hands_back_its_output() throws InterruptedException {
        bench.params(Map.of("limit", 3))
                .left(new Outputs.Xcom(new TaskId("extract"), MapIndex.NONE, "return_value", "{\"rows\": [1, 2.5]}"))
                .task("extract", Map.of())
                .task(
                        "t",
                        Map.of(
                                "does", "tell",
                                "host", "{{ conn.db.host }}",
                                "rows", "{{ outputs.extract.rows }}",
                                "limit", "{{ params.limit }}"),
                        "extract");
        Order order = bench.order("t");

        Recorder heard = run(order, 0);

        assertThat(heard.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(heard.value("return_value"))
                .isEqualTo(Map.of("does", "tell", "host", "db-host", "rows", List.of(1, 2.5), "limit", 3));
        assertThat(heard.heard).containsExactly("started", "ended");
        assertThat(bench.log(order.attempt())).contains("out printed grüße\n", "sys said\n");
        assertThat(home.resolve("scratch")).doesNotExist();
    }

    @Test
    void a_failure_in_the_child_is_masked_by_the_parent() throws InterruptedException {
        bench.task("t", Map.of("does", "fail"));

        Outcome.Failed failed = run(bench.order("t"), 0).failure();

        assertThat(failed.failure().message()).isEqualTo("IllegalStateException: my password is ***");
        assertThat(failed.failure().detail()).contains("TestToolbox").doesNotContain("pass-word-1");
    }

    @Test
    void the_reason_of_a_skip_in_the_child_is_masked_by_the_parent() throws InterruptedException {
        bench.task("t", Map.of("does", "skip"));

        assertThat(run(bench.order("t"), 0).outcome()).isEqualTo(new Outcome.Skipped("not for ***"));
    }

    @Test
    void a_task_that_halts_its_process_fails_alone_and_may_be_tried_again() throws InterruptedException {
        bench.task("t", Map.of("does", "halt"));

        Outcome.Failed failed = run(bench.order("t"), 0).failure();

        assertThat(failed.failure().message())
                .isEqualTo("the task's process ended with exit code 9 and reported nothing");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void a_child_without_a_sign_of_life_is_stopped() throws InterruptedException {
        bench.task("t", Map.of("does", "nothing"));
        bench.tasks.replaceAll(task -> task.withPolicy(task.policy().withHeartbeat(Duration.ofMillis(300))));

        Outcome.Failed failed = run(bench.order("t"), 0).failure();

        assertThat(failed.failure().message())
                .isEqualTo("no line in its log, no checkpoint and no progress for the heartbeat_timeout of 300ms");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void a_task_that_exits_fails_alone() throws InterruptedException {
        bench.task("t", Map.of("does", "exit"));

        Outcome.Failed failed = run(bench.order("t"), 0).failure();

        assertThat(failed.failure().message())
                .isEqualTo("the task ended its process with System.exit(7) instead of returning");
    }

    @Test
    void a_task_that_runs_out_of_memory_fails_alone() throws InterruptedException {
        bench.task("t", Map.of("does", "memory"));

        Outcome.Failed failed = run(bench.order("t"), 32).failure();

        assertThat(failed.failure().message())
                .isEqualTo(
                        "the task's process ran out of memory (its heap is limited to 32 MiB): give it a larger heap,"
                                + " or work in smaller pieces");
    }

    @Test
    void fifty_megabytes_pass_through_a_heap_of_thirty_two() throws InterruptedException {
        bench.task("t", Map.of("does", "large"));

        Recorder heard = run(bench.order("t"), 32);

        assertThat(heard.outcome()).isEqualTo(new Outcome.Succeeded());
        Artifact artifact = Artifact.in(heard.value("return_value")).orElseThrow();
        assertThat(artifact.bytes()).isEqualTo((50 << 20) + 2);
        assertThat(artifact.file()).hasSize((50 << 20) + 2);
    }

    @Test
    void a_child_that_ignores_its_timeout_is_killed_with_all_it_started() throws InterruptedException, IOException {
        Path pids = home.resolve("pids");
        bench.task("t", Map.of("does", "hang", "pids", pids.toString()), Duration.ofSeconds(15));

        Outcome.Failed failed = run(bench.order("t"), 0).failure();

        assertThat(failed.failure().code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
        assertThat(failed.retryable()).isTrue();
        assertAllGone(pids);
    }

    @Test
    void a_cancelled_child_is_killed_with_all_it_started() throws InterruptedException, IOException {
        Path pids = home.resolve("pids");
        bench.task("t", Map.of("does", "hang", "pids", pids.toString()));
        Order order = bench.order("t");
        var heard = new Recorder();
        try (var executor = new Closing(executor(0));
                var watch = home.getFileSystem().newWatchService()) {
            home.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            executor.children().submit(order, heard);
            while (!Files.exists(pids)) {
                Optional.ofNullable(watch.poll(1, TimeUnit.SECONDS))
                        .ifPresent(key -> assertThat(key.pollEvents()).isNotNull());
            }
            executor.children().cancel(order.attempt());

            assertThat(heard.failure().failure().code()).isEqualTo(ErrorCode.CANCELLED);
        }
        assertAllGone(pids);
    }

    @Test
    void closing_kills_children_and_gives_their_attempts_back_as_lost() throws InterruptedException {
        bench.task("t", Map.of("does", "hang", "pids", home.resolve("pids").toString()));
        var heard = new Recorder();
        var late = new Recorder();
        ProcessExecutor executor = executor(0);
        executor.submit(bench.order("t"), heard);
        heard.started.await();

        executor.close();
        executor.submit(bench.order("t"), late);

        assertThat(heard.outcome()).isInstanceOf(Outcome.Lost.class);
        assertThat(late.outcome()).isInstanceOf(Outcome.Lost.class);
    }

    @Test
    void the_exit_code_is_explained() {
        assertThat(new ChildExit(137, false, 0).message()).contains("signal 9");
        assertThat(new ChildExit(134, false, 0).message()).contains("crashed (signal 6)");
        assertThat(new ChildExit(143, true, 0).message()).contains("signal 15");
        assertThat(new ChildExit(1, false, 0).message()).contains("exit code 1");
    }

    @Test
    void a_child_inherits_what_holds_for_all_java_here_and_nothing_that_is_its_parents_alone() {
        assertThat(List.of("-XX:AOTCache=/c", "-Dhttp.proxyHost=p", "-Duser.timezone=UTC"))
                .allMatch(ChildCommand::isInherited);
        assertThat(List.of(
                        "-Xmx9g", "-XX:+UseG1GC", "-Ddownbeat.terminal=true", "-Dcom.sun.management.jmxremote.port=1"))
                .noneMatch(ChildCommand::isInherited);
    }

    private static void assertAllGone(Path pids) throws InterruptedException, IOException {
        for (String pid : Files.readString(pids).split(" ", -1)) {
            Optional<ProcessHandle> alive = ProcessHandle.of(Long.parseLong(pid));
            if (alive.isPresent()) {
                var gone = new CountDownLatch(1);
                assertThat(alive.get().onExit().thenRun(gone::countDown)).isNotNull();
                assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private Recorder run(Order order, int heapMiB) throws InterruptedException {
        var heard = new Recorder();
        try (var executor = new Closing(executor(heapMiB))) {
            executor.children().submit(order, heard);
            heard.await();
        }
        return heard;
    }

    private ProcessExecutor executor(int heapMiB) {
        return new ProcessExecutor(
                bench.tools(), new ChildSettings(home, heapMiB, List.of("-XX:+UseSerialGC"), Duration.ofSeconds(60)));
    }

    private record Closing(ProcessExecutor children) implements AutoCloseable {
        @Override
        public void close() {
            children.close();
        }
    }
}
