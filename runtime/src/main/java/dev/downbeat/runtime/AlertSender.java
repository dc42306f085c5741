package dev.downbeat.runtime;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.RunId;
import dev.downbeat.store.alerts.PgAlerts;
import dev.downbeat.store.alerts.PgAlerts.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what stands in the outbox of alerts, a few at a time. All that it knows stands in the store: it may
/// be stopped at any moment, and several may work on one database.
final class AlertSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertSender.class);
    private static final int AT_A_TIME = 8;
    private static final int MOST_TRIES = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    /// Longer than a notifier may take, and be told to stop.
    private static final Duration LEASE = AlertDelivery.TIMEOUT.plus(Duration.ofMinutes(1));
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private final PgAlerts outbox;
    private final AlertDelivery delivery;
    private final InstantSource clock;
    private final @Nullable RunId only;
    private final Consumer<String> tried;
    private final Semaphore slots = new Semaphore(AT_A_TIME);
    private final Lookout lookout;

    /// @param only  sends alerts of this run; null for those of all
    /// @param tried hears how each try ended
    AlertSender(
            PgAlerts outbox,
            AlertDelivery delivery,
            InstantSource clock,
            @Nullable RunId only,
            Consumer<String> tried) {
        this.outbox = outbox;
        this.tried = tried;
        this.delivery = delivery;
        this.clock = clock;
        this.only = only;
        this.lookout = new Lookout("alerts", LOOK_AGAIN, this::look);
    }

    void start() {
        lookout.start();
    }

    /// Looks at once: there may be something to send.
    void wake() {
        lookout.wake();
    }

    /// Claims what is due and begins to send it.
    ///
    /// @return how many were claimed
    int runOnce() {
        int free = slots.availablePermits();
        if (free == 0) {
            return 0;
        }
        List<Claimed> due = outbox.claim(only, clock.instant(), LEASE, free);
        for (Claimed claimed : due) {
            slots.acquireUninterruptibly();
            Thread.ofVirtual().name("alert-", 0).start(() -> {
                try {
                    send(claimed);
                } finally {
                    slots.release();
                    wake();
                }
            });
        }
        return due.size();
    }

    private void send(Claimed claimed) {
        try {
            if (claimed.tries() > MOST_TRIES) {
                // The word on the last tries never came: as far as can be told, sending it ends its process.
                outbox.givenUp(claimed, "it was begun %d times and never ended".formatted(MOST_TRIES), clock.instant());
                return;
            }
            AlertDelivery.Result result = delivery.deliver(claimed);
            Instant now = clock.instant();
            switch (result) {
                case AlertDelivery.Result.Sent _ -> sent(claimed, now);
                case AlertDelivery.Result.NotSent not
                when lookout.closing() && not.mayPass() -> outbox.again(claimed, not.why(), now);
                case AlertDelivery.Result.NotSent not
                when not.mayPass() && claimed.tries() < MOST_TRIES -> {
                    LOG.info("Alert {} could not be sent ({}); trying again", claimed.id(), not.why());
                    outbox.again(claimed, not.why(), now.plus(pauseAfter(claimed.tries())));
                    tried.accept("again");
                }
                case AlertDelivery.Result.NotSent not -> {
                    LOG.warn("Alert {} is given up after {} tries: {}", claimed.id(), claimed.tries(), not.why());
                    outbox.givenUp(claimed, not.why(), now);
                    tried.accept("given_up");
                }
            }
        } catch (DownbeatException e) {
            LOG.warn("Alert {} could not be marked ({}); it is sent again later", claimed.id(), e.text());
        } catch (RuntimeException e) {
            LOG.error("Alert {} was not sent; it is tried again later", claimed.id(), e);
        }
    }

    private void sent(Claimed claimed, Instant now) {
        outbox.sent(claimed, now);
        tried.accept("sent");
    }

    static Duration pauseAfter(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private boolean look() {
        return runOnce() > 0 && slots.availablePermits() > 0;
    }

    /// Waits until nothing of the run is left to be sent.
    ///
    /// @return how many alerts are left when the time is up
    int drain(RunId run, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        int left = outbox.pending(run);
        var looks = new Semaphore(0);
        while (left > 0 && System.nanoTime() < end && lookout.alive()) {
            wake();
            boolean ignored = looks.tryAcquire(100, TimeUnit.MILLISECONDS); // only time passes
            left = outbox.pending(run);
        }
        return left;
    }

    /// What is being sent is given a moment; it is sent again later when it does not end in it.
    @Override
    public void close() {
        lookout.close();
        try {
            if (!slots.tryAcquire(AT_A_TIME, STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                delivery.stop();
                boolean ignored = slots.tryAcquire(AT_A_TIME, STOP_TIME.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
