package dev.downbeat.executors.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.Recorder;
import dev.downbeat.executors.attempt.Workbench;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalExecutorTest {
    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(home).task("t", Map.of());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void an_attempt_starts_and_ends_with_its_output() throws InterruptedException {
        bench.body((settings, context) -> List.of(1, "zwei"));

        Recorder heard = run("t");

        assertThat(heard.await().xcoms()).isEqualTo(Map.of("return_value", "[1,\"zwei\"]"));
        assertThat(heard.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(heard.heard).containsExactly("started", "ended");
    }

    @Test
    void an_attempt_that_does_nothing_leaves_nothing() throws InterruptedException {
        Recorder heard = run("t");

        assertThat(heard.await().xcoms()).isEmpty();
        assertThat(home).isEmptyDirectory();
        assertThat(bench.loads).hasValue(0);
    }

    @Test
    void a_failure_has_one_line_and_the_details_behind_it() throws InterruptedException {
        bench.body((settings, context) -> {
            context.log().info("about to fail");
            throw new IllegalStateException("first line\nsecond line", new java.io.IOException("disk full"));
        });

        Outcome.Failed failed = run("t").failure();

        assertThat(failed.retryable()).isTrue();
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.TASK_FAILED);
        assertThat(failed.failure().message()).isEqualTo("IllegalStateException: first line second line");
        assertThat(failed.failure().detail())
                .contains("LocalExecutorTest", "Caused by: java.io.IOException: disk full", "about to fail")
                .doesNotContain("AttemptRunner");
    }

    @Test
    void no_secret_gets_into_a_failure_or_a_log() throws InterruptedException {
        bench.environment("DOWNBEAT_CONN_DB", "postgresql://me:pass-word-1@h/d")
                .params(Map.of("api_token", "tok-tok-tok"))
                .body((settings, context) -> {
                    String password = context.connection("db").login().password();
                    context.log().info("I know " + password);
                    System.out.println("printed " + password);
                    throw new IllegalStateException(
                            password + " and " + context.run().params().get("api_token"));
                });
        Order order = bench.order("t");

        Outcome.Failed failed = run(order).failure();

        assertThat(failed.failure().message()).isEqualTo("IllegalStateException: *** and ***");
        assertThat(failed.failure().detail() + bench.log(order.attempt()))
                .contains("I know ***", "printed ***")
                .doesNotContain("pass-word-1", "tok-tok-tok");
    }

    @Test
    void no_secret_gets_into_the_reason_of_a_skip() throws InterruptedException {
        bench.environment("DOWNBEAT_CONN_DB", "postgresql://me:pass-word-1@h/d")
                .body((settings, context) -> new TaskResult.Skipped(
                        "nothing to do for\n" + context.connection("db").login().password()));

        assertThat(run("t").outcome()).isEqualTo(new Outcome.Skipped("nothing to do for ***"));
    }

    @Test
    void a_message_that_is_cut_in_the_midst_of_a_secret_shows_no_half_of_it() throws InterruptedException {
        bench.environment("DOWNBEAT_CONN_DB", "postgresql://me:pass-word-1@h/d").body((settings, context) -> {
            throw TaskFailedException.terminal("x".repeat(990) + " pass-word-1 and more");
        });

        assertThat(run("t").failure().failure().message()).endsWith("xx ***…");
    }

    @Test
    void no_secret_gets_into_what_is_told_of_a_task_that_was_stopped() throws InterruptedException {
        bench.environment("DOWNBEAT_CONN_DB", "postgresql://me:pass-word-1@h/d")
                .task("slow", Map.of(), Duration.ofMillis(50))
                .body((settings, context) -> {
                    System.out.println("waiting for pass-word-1");
                    new CountDownLatch(1).await();
                    return null;
                });

        Outcome.Failed failed = run("slow").failure();

        assertThat(failed.failure().code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
        assertThat(failed.failure().detail()).contains("waiting for ***").doesNotContain("pass-word-1");
    }

    @Test
    void a_task_says_itself_whether_a_retry_can_help() throws InterruptedException {
        bench.body((settings, context) -> {
            throw TaskFailedException.terminal("no such customer");
        });

        Outcome.Failed failed = run("t").failure();

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.failure().message()).isEqualTo("no such customer");
        assertThat(failed.failure().detail()).isEmpty();
    }

    @Test
    void what_only_a_person_can_mend_is_not_retried() throws InterruptedException {
        bench.body((settings, context) -> context.connection("nowhere").host());

        Outcome.Failed failed = run("t").failure();

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void errors_of_the_jvm_are_failures_of_the_task() throws InterruptedException {
        bench.body((settings, context) -> {
            throw new OutOfMemoryError("Java heap space");
        });
        assertThat(run("t").failure().failure().message()).startsWith("the task ran out of memory (Java heap space");

        bench.body((settings, context) -> endless(1));
        assertThat(run("t").failure().failure().message()).startsWith("the task's stack overflowed");

        bench.body((settings, context) -> {
            throw new NoClassDefFoundError("com/example/Gone");
        });
        assertThat(run("t").failure().retryable()).isFalse();
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int endless(int depth) {
        return endless(depth + 1) + 1;
    }

    @Test
    void a_timeout_interrupts_the_task_and_tells_where_it_stood() throws InterruptedException {
        bench.task("slow", Map.of(), Duration.ofMillis(30)).body((settings, context) -> waitForEver());

        Outcome.Failed failed = run("slow").failure();

        assertThat(failed.retryable()).isTrue();
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
        assertThat(failed.failure().message()).isEqualTo("the task took longer than its timeout of 30ms");
        assertThat(failed.failure().detail()).contains("it stood at", "LocalExecutorTest.waitForEver");
    }

    private static Object waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }

    @Test
    void a_task_that_ignores_being_stopped_is_abandoned() throws InterruptedException {
        var letGo = new CountDownLatch(1);
        var returned = new CountDownLatch(1);
        bench.task("stubborn", Map.of(), Duration.ofMillis(10)).body((settings, context) -> {
            boolean goOn = true;
            while (goOn) {
                try {
                    letGo.await();
                    goOn = false;
                } catch (InterruptedException e) {
                    context.log().info("never mind");
                }
            }
            context.log().info("too late");
            returned.countDown();
            return "too late";
        });
        Order order = bench.order("stubborn");

        Recorder heard = run(order);
        assertThat(heard.failure().failure().code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
        letGo.countDown();
        returned.await();

        assertThat(heard.heard).containsExactly("started", "ended");
        assertThat(bench.log(order.attempt()))
                .contains("never mind", "did not within 50ms; its thread is abandoned")
                .doesNotContain("too late");
    }

    @Test
    void cancelling_runs_the_hooks_and_ends_in_a_failure_without_retry() throws InterruptedException {
        var hook = new CountDownLatch(1);
        var late = new CountDownLatch(1);
        var inside = new CountDownLatch(1);
        bench.body((settings, context) -> {
            context.onCancel(hook::countDown);
            inside.countDown();
            try {
                return waitForEver();
            } finally {
                assertThat(context.cancelled()).isTrue();
                context.onCancel(late::countDown);
                late.await();
            }
        });
        Order order = bench.order("t");
        var heard = new Recorder();
        try (var executor = new Closing(executor(10))) {
            executor.local().submit(order, heard);
            inside.await();
            executor.local().cancel(order.attempt());

            Outcome.Failed failed = heard.failure();
            hook.await();
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.CANCELLED);
        }
    }

    @Test
    void a_result_that_comes_after_the_stop_does_not_count() throws InterruptedException {
        bench.grace(Duration.ofHours(1)).body((settings, context) -> {
            try {
                return waitForEver();
            } catch (InterruptedException e) {
                return "a result";
            }
        });
        Order order = bench.order("t");
        var heard = new Recorder();
        try (var executor = new Closing(executor(10))) {
            executor.local().submit(order, heard);
            heard.started.await();
            executor.local().cancel(order.attempt());

            assertThat(heard.failure().failure().code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(heard.await().xcoms()).isEmpty();
        }
    }

    @Test
    void an_attempt_that_waits_for_its_turn_can_be_cancelled() throws InterruptedException {
        var go = new CountDownLatch(1);
        bench.waiting((settings, context) -> {
            go.await();
            return null;
        });
        Order second = bench.order("t");
        var firstHeard = new Recorder();
        var secondHeard = new Recorder();
        try (var executor = new Closing(executor(1))) {
            executor.local().submit(bench.order("t"), firstHeard);
            executor.local().submit(second, secondHeard);
            executor.local().cancel(second.attempt());

            assertThat(secondHeard.failure().failure().code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(secondHeard.heard).containsExactly("ended");
            go.countDown();
            assertThat(firstHeard.outcome()).isEqualTo(new Outcome.Succeeded());
        }
    }

    @Test
    void an_end_is_never_reported_before_the_start_was() throws InterruptedException {
        var parked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Order order = bench.grace(Duration.ZERO).order("t");
        List<String> heard = new CopyOnWriteArrayList<>();
        var ended = new CountDownLatch(1);
        var listener = new Executor.Listener() {
            @Override
            public void started(AttemptId attempt) {
                parked.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    heard.add("interrupted");
                }
                heard.add("started");
            }

            @Override
            public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
                heard.add("ended");
                ended.countDown();
            }
        };
        try (var executor = new Closing(executor(10))) {
            executor.local().submit(order, listener);
            parked.await();
            executor.local().cancel(order.attempt());
            release.countDown();
            ended.await();
        }
        assertThat(heard).containsExactly("started", "ended");
    }

    @Test
    void closing_gives_running_attempts_back_as_lost() throws InterruptedException {
        bench.body((settings, context) -> waitForEver());
        var heard = new Recorder();
        var late = new Recorder();
        LocalExecutor executor = executor(10);
        executor.submit(bench.order("t"), heard);
        heard.started.await();

        executor.close();
        executor.submit(bench.order("t"), late);

        assertThat(heard.hasEnded()).isTrue();
        assertThat(heard.outcome()).isInstanceOf(Outcome.Lost.class);
        assertThat(late.outcome()).isInstanceOf(Outcome.Lost.class);
    }

    @Test
    void start_and_end_come_exactly_once_whoever_wins_the_race() throws InterruptedException {
        var random = new Random(20260131);
        bench.grace(Duration.ofHours(1));
        List<Recorder> all = new ArrayList<>();
        try (var executor = new Closing(executor(50))) {
            for (int round = 0; round < 300; round++) {
                int nanos = random.nextInt(1, 200_000);
                bench.tasks.clear();
                bench.task("t", Map.of(), Duration.ofNanos(random.nextInt(1, 400_000)));
                var barrier = new CyclicBarrier(2);
                bench.body((settings, context) -> {
                    barrier.await();
                    LockSupport.parkNanos(nanos);
                    return "done";
                });
                Order order = bench.order("t");
                var heard = new Recorder();
                all.add(heard);
                executor.local().submit(order, heard);
                Thread canceller = Thread.startVirtualThread(() -> {
                    try {
                        barrier.await();
                    } catch (InterruptedException | BrokenBarrierException e) {
                        // the timeout came before the task
                        return;
                    }
                    executor.local().cancel(order.attempt());
                });
                heard.await();
                canceller.interrupt();
                canceller.join();
            }
        }
        assertThat(all).allSatisfy(heard -> assertThat(heard.heard).containsExactly("started", "ended"));
    }

    @Test
    void what_java_prints_goes_to_the_log_of_its_attempt() throws InterruptedException {
        bench.body((settings, context) -> {
            System.out.println("grüße");
            System.err.print("no end");
            return null;
        });
        Order order = bench.order("t");

        run(order).await();

        assertThat(bench.log(order.attempt())).contains("out grüße\n", "err no end\n");
    }

    @Test
    void scratch_files_go_and_artifacts_stay() throws InterruptedException {
        var scratch = new AtomicReference<Path>();
        var artifacts = new AtomicReference<Path>();
        bench.body((settings, context) -> {
            scratch.set(java.nio.file.Files.writeString(context.scratch().resolve("a"), "x"));
            artifacts.set(java.nio.file.Files.writeString(context.artifacts().resolve("b"), "y"));
            return TaskResult.NOTHING;
        });

        run("t").await();

        assertThat(scratch.get()).doesNotExist();
        assertThat(artifacts.get()).hasContent("y");
    }

    @Test
    void a_skip_is_no_failure() throws InterruptedException {
        bench.body((settings, context) -> new TaskResult.Skipped("nothing new"));

        assertThat(run("t").outcome()).isEqualTo(new Outcome.Skipped("nothing new"));
    }

    private Recorder run(String task) throws InterruptedException {
        return run(bench.order(task));
    }

    private Recorder run(Order order) throws InterruptedException {
        var heard = new Recorder();
        try (var executor = new Closing(executor(10))) {
            executor.local().submit(order, heard);
            heard.await();
        }
        return heard;
    }

    private LocalExecutor executor(int cap) {
        return new LocalExecutor(new AttemptRunner(bench.tools()), cap);
    }

    private record Closing(LocalExecutor local) implements AutoCloseable {
        @Override
        public void close() {
            local.close();
        }
    }
}
