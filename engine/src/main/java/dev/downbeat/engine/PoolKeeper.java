package dev.downbeat.engine;

import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.Pools;
import dev.downbeat.model.Epoch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settles the scheduler's claims on pools: at once when tasks lack slots, often while anybody goes short, else now
/// and then. The loop never waits for it.
final class PoolKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PoolKeeper.class);
    private static final Duration WHILE_SHORT = Duration.ofMillis(200);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);
    private static final Duration STOP_TIME = Duration.ofSeconds(2);

    private final Pools pools;
    private final Supplier<Epoch> epoch;
    private final Consumer<Message> inbox;
    private final Duration interval;
    private final Semaphore wakes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;

    PoolKeeper(Pools pools, Supplier<Epoch> epoch, Consumer<Message> inbox, Duration interval) {
        this.pools = pools;
        this.epoch = epoch;
        this.inbox = inbox;
        this.interval = interval;
        this.thread = Thread.ofPlatform().name("downbeat-pools").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        wakes.release();
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(STOP_TIME);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return somebody goes short
    private boolean runOnce() {
        // read first: needs of a later loop under an earlier epoch are refused, not granted
        Epoch current = epoch.get();
        var needs = new CompletableFuture<Message.Needs>();
        inbox.accept(new Message.PoolNeeds(needs));
        Message.Needs said = answer(needs);
        Map<String, Pools.Share> shares = pools.settle(current, said.asks());
        var contended = new CompletableFuture<Boolean>();
        inbox.accept(new Message.PoolShares(said.loop(), shares, contended));
        return answer(contended);
    }

    private static <T> T answer(CompletableFuture<T> future) {
        return future.orTimeout(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private void run() {
        while (!closing) {
            boolean contended = false;
            try {
                contended = runOnce();
            } catch (Journal.FencedException | CompletionException e) {
                LOG.debug("The claims on pools are settled later: {}", e.toString());
            } catch (RuntimeException e) {
                LOG.warn("The claims on pools could not be settled ({}); trying again", e.getMessage());
            }
            pause(contended ? WHILE_SHORT : interval);
        }
    }

    private void pause(Duration time) {
        try {
            if (wakes.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
                wakes.drainPermits();
            }
        } catch (InterruptedException _) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }
}
