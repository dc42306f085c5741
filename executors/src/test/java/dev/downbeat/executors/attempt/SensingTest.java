package dev.downbeat.executors.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.local.LocalExecutor;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Wait;
import dev.downbeat.sdk.operator.Deferral;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.SensorOptions;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SensingTest {
    private static final Instant SINCE = Instant.parse("2026-01-31T06:00:00Z");

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
    void a_look_that_finds_nothing_says_when_to_look_again_and_what_to_remember() throws InterruptedException {
        bench.sensor(Workbench.OPTIONS, context -> Look.notYet("no\nfile", Map.of("n", 1)));

        var patience = new Outcome.Patience(Duration.ofHours(1), false, false);
        assertThat(first()).isEqualTo(new Outcome.NotYet(Duration.ofMillis(5), patience, "no file", "{\"n\":1}"));
    }

    @Test
    void the_next_look_has_what_the_last_one_left_and_its_interval_grows() throws InterruptedException {
        bench.sensor(Workbench.OPTIONS, context -> Look.notYet("saw " + context.state()));

        assertThat(run(waited(3, "{\"n\":1}"))).isInstanceOfSatisfying(Outcome.NotYet.class, notYet -> {
            assertThat(notYet.reason()).isEqualTo("saw {n=1}");
            assertThat(notYet.again()).isEqualTo(Duration.ofMillis(40));
        });
    }

    @Test
    void the_log_tells_a_reason_once() throws InterruptedException {
        bench.sensor(Workbench.OPTIONS, context -> Look.notYet("no file"));
        Order first = bench.order("t");
        look(first);
        look(again(first, waited(1, null)));

        assertThat(bench.log(first.attempt())).containsOnlyOnce("not yet: no file");
    }

    @Test
    void what_is_found_is_the_output() throws InterruptedException {
        bench.sensor(Workbench.OPTIONS, context -> Look.found("a.csv"));
        Recorder heard = submit(bench.order("t"));

        assertThat(heard.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(heard.await().xcoms()).isEqualTo(Map.of("return_value", "\"a.csv\""));
    }

    @Test
    void a_look_that_hangs_is_ended_by_its_own_timeout() throws InterruptedException {
        bench.sensor(options(Duration.ofHours(1), Duration.ofMillis(30), SensorOptions.Mode.DEFERRED), context -> {
            new CountDownLatch(1).await();
            return Look.found(null);
        });

        assertThat(first()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.failure().message()).isEqualTo("a look took longer than its poke_timeout");
        });
    }

    @Test
    void in_mode_poke_it_looks_again_and_again_in_one_attempt() throws InterruptedException {
        var looks = new AtomicInteger();
        bench.sensor(
                options(Duration.ofHours(1), Duration.ofMinutes(1), SensorOptions.Mode.POKE),
                context -> looks.incrementAndGet() < 3
                        ? Look.notYet("not yet", looks.get())
                        : Look.found(context.state()));
        Recorder heard = submit(bench.order("t"));

        assertThat(heard.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(heard.await().xcoms()).isEqualTo(Map.of("return_value", "2"));
    }

    @Test
    void in_mode_poke_its_timeout_fails_it_without_a_retry() throws InterruptedException {
        bench.sensor(
                options(Duration.ofMillis(40), Duration.ofMinutes(1), SensorOptions.Mode.POKE),
                context -> Look.notYet("no file"));

        assertThat(first()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.TASK_TIMEOUT);
        });
    }

    @Test
    void a_task_defers_itself_by_what_it_throws_and_goes_on_with_its_state() throws InterruptedException {
        Instant later = SINCE.plusSeconds(60);
        bench.body((settings, context) -> {
            if (context.state() == null) {
                throw Deferral.until(later, Map.of("job", 7), "the job runs");
            }
            return context.state();
        });

        assertThat(first()).isEqualTo(new Outcome.Deferred(later, true, "the job runs", "{\"job\":7}"));
        Recorder heard = submit(again(bench.order("t"), waited(1, "{\"job\":7}")));
        assertThat(heard.await().xcoms()).isEqualTo(Map.of("return_value", "{\"job\":7}"));
    }

    @Test
    void a_task_may_also_return_its_deferral() throws InterruptedException {
        bench.body((settings, context) -> TaskResult.defer(SINCE, null));

        assertThat(first()).isEqualTo(new Outcome.Deferred(SINCE, true, "", null));
    }

    @Test
    void a_state_that_is_too_large_fails_the_task() throws InterruptedException {
        bench.sensor(Workbench.OPTIONS, context -> Look.notYet("no file", "x".repeat(20_000)));

        assertThat(first())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().message())
                                .isEqualTo(
                                        "what it left for later has 20002 characters, 16384 at most: keep it in a file"));
    }

    private static SensorOptions options(Duration timeout, Duration pokeTimeout, SensorOptions.Mode mode) {
        return new SensorOptions(Duration.ofMillis(5), 1, Duration.ofHours(1), timeout, false, pokeTimeout, mode);
    }

    private static Wait waited(int looks, @Nullable String state) {
        return new Wait(Wait.Wake.LOOK, SINCE, Wait.Limit.NONE, looks, "no file", state);
    }

    private static Order again(Order order, @Nullable Wait waited) {
        return new Order(
                order.attempt(), order.tryNumber(), order.run(), order.version(), order.task(), order.item(), waited);
    }

    private Outcome first() throws InterruptedException {
        return run(null);
    }

    private Outcome run(@Nullable Wait waited) throws InterruptedException {
        return submit(again(bench.order("t"), waited)).outcome();
    }

    private void look(Order order) throws InterruptedException {
        assertThat(submit(order).outcome()).isInstanceOf(Outcome.NotYet.class);
    }

    private Recorder submit(Order order) throws InterruptedException {
        var heard = new Recorder();
        try (var runner = new AttemptRunner(bench.tools())) {
            var executor = new LocalExecutor(runner);
            executor.submit(order, heard);
            heard.await();
            executor.close();
        }
        return heard;
    }
}
