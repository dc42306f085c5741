package dev.downbeat.executors.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.sdk.Task;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How an attempt may end beside by returning, and what it leaves for the next one.
@Timeout(60)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test has failed, whatever it declares
class AttemptsTest {
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
    void a_task_may_skip_itself_or_fail_for_good() throws Exception {
        bench.body((settings, context) -> {
            throw Task.skip("nothing new");
        });
        assertThat(run(policy -> policy)).isEqualTo(new Outcome.Skipped("nothing new"));

        bench.body((settings, context) -> {
            throw Task.fail("the source changed");
        });
        assertThat(failed(policy -> policy).retryable()).isFalse();
    }

    @Test
    void a_condition_says_which_failures_are_tried_again() throws Exception {
        bench.body((settings, context) -> {
            throw TaskFailedException.retryable("exit code 3").withExitCode(3);
        });
        assertThat(retries("failure.exit_code == 3")).isTrue();
        assertThat(retries("failure.exit_code in [1, 2]")).isFalse();
        assertThat(retries("failure.exception == 'ValueError'")).isFalse();

        bench.body((settings, context) -> {
            throw new IllegalStateException("busy");
        });
        assertThat(retries("failure.exception == 'IllegalStateException' and 'busy' in failure.message"))
                .isTrue();
        assertThat(retries("failure.code == 'task_failed' and task.try_number > 1"))
                .isFalse();
    }

    @Test
    void a_condition_that_cannot_be_evaluated_does_not_cost_the_retry() throws Exception {
        bench.body((settings, context) -> {
            throw new IllegalStateException("busy");
        });

        assertThat(retries("failure.nothing.here")).isTrue();
        assertThat(retries("failure.message")).isTrue();
    }

    @Test
    void a_checkpoint_is_there_for_the_next_attempt_until_one_succeeds() throws Exception {
        bench.body((settings, context) -> {
            int done = context.checkpoint() instanceof Integer epoch ? epoch : 0;
            if (done == 2) {
                return done;
            }
            context.checkpoint(done + 1);
            throw new IllegalStateException("the machine went away");
        });

        assertThat(failed(policy -> policy).retryable()).isTrue();
        assertThat(failed(policy -> policy).retryable()).isTrue();
        assertThat(run(policy -> policy)).isEqualTo(new Outcome.Succeeded());
        assertThat(failed(policy -> policy).retryable()).isTrue(); // from the beginning again
    }

    @Test
    void an_attempt_without_a_sign_of_life_is_stopped() throws Exception {
        bench.body((settings, context) -> {
            new CountDownLatch(1).await();
            return null;
        });

        Outcome.Failed failed = failed(policy -> policy.withHeartbeat(Duration.ofMillis(200)));

        assertThat(failed.retryable()).isTrue();
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
        assertThat(failed.failure().message())
                .isEqualTo("no line in its log, no checkpoint and no progress for the heartbeat_timeout of 200ms");
    }

    @Test
    void an_attempt_that_ran_out_of_time_is_tried_again_whatever_the_condition() throws Exception {
        bench.body((settings, context) -> {
            new CountDownLatch(1).await();
            return null;
        });
        var never = RetryPolicy.NONE.withRetries(1).withWhen("false");

        Outcome.Failed failed = failed(policy -> policy.withRetry(never).withTimeout(Duration.ofMillis(100)));

        assertThat(failed.failure().code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void lines_and_checkpoints_are_signs_of_life() throws Exception {
        Duration limit = Duration.ofMillis(400);
        bench.body((settings, context) -> {
            live(context, limit.multipliedBy(3));
            return null;
        });

        assertThat(run(policy -> policy.withHeartbeat(limit))).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void a_task_knows_when_the_next_run_of_its_schedule_is_due() throws Exception {
        var due = new AtomicReference<Optional<Instant>>();
        bench.body((settings, context) -> {
            due.set(context.nextRunDue());
            return null;
        });
        var daily = new Schedule.Timed(new Schedule.Cron("0 6 * * *"), ZoneOffset.UTC, null, null, false);

        run(policy -> policy);
        assertThat(due.get()).isEmpty();
        for (RunType type : List.of(RunType.SCHEDULED, RunType.BACKFILL)) {
            bench.started(type, daily);
            run(policy -> policy);
            assertThat(due.get()).contains(Instant.parse("2026-02-01T06:00:00Z"));
        }
        bench.started(RunType.MANUAL, daily);
        run(policy -> policy);
        assertThat(due.get()).isEmpty();
    }

    /// Longer than the limit, with a line or a checkpoint every now and then.
    private static void live(TaskContext context, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            if (i % 2 == 0) {
                context.log().info("alive");
            } else {
                context.checkpoint(i);
            }
            assertThat(new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private boolean retries(String condition) throws Exception {
        return failed(policy -> policy.withRetry(RetryPolicy.NONE.withRetries(1).withWhen(condition)))
                .retryable();
    }

    private Outcome.Failed failed(UnaryOperator<TaskPolicy> change) throws Exception {
        return (Outcome.Failed) run(change);
    }

    private Outcome run(UnaryOperator<TaskPolicy> change) throws Exception {
        bench.tasks.replaceAll(task -> task.withPolicy(change.apply(TaskPolicy.DEFAULT)));
        Order order = bench.order("t");
        try (var runner = new AttemptRunner(bench.tools())) {
            var recorder = new Recorder();
            runner.prepare(order, recorder).run();
            return recorder.outcome();
        }
    }
}
