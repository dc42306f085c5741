package dev.downbeat.executors.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Listener;
import dev.downbeat.model.AttemptId;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Remembers what it hears of one attempt.
public final class Recorder implements Listener {
    public final List<String> heard = new CopyOnWriteArrayList<>();
    public final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Ended> end = new AtomicReference<>();

    @Override
    public void started(AttemptId attempt) {
        heard.add("started");
        started.countDown();
    }

    @Override
    public void ended(AttemptId attempt, Outcome outcome, Map<String, String> xcoms) {
        heard.add("ended");
        end.set(new Ended(outcome, xcoms));
        ended.countDown();
    }

    public boolean hasEnded() {
        return end.get() != null;
    }

    public Ended await() throws InterruptedException {
        assertThat(ended.await(60, TimeUnit.SECONDS)).as("the attempt ended").isTrue();
        Ended now = end.get();
        assertThat(now).isNotNull();
        return java.util.Objects.requireNonNull(now);
    }

    /// An XCom's value.
    public @Nullable Object value(String xcom) throws InterruptedException {
        return value(await(), xcom);
    }

    static @Nullable Object value(Ended ended, String xcom) {
        return Json.read(ended.xcoms().getOrDefault(xcom, "null"));
    }

    public Outcome outcome() throws InterruptedException {
        return await().outcome();
    }

    public Outcome.Failed failure() throws InterruptedException {
        assertThat(outcome()).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome();
    }
}
