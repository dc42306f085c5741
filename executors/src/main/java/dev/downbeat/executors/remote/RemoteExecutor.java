package dev.downbeat.executors.remote;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.RemoteAttempts;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteAttempts.Standing;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.executors.wire.WorkOrder;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gives attempts to [Hands] by way of the store, and reports what becomes of them. One thread speaks to the
/// store, for all attempts that there are at a time together; while none is under way it waits and asks
/// nothing.
///
/// Attempts go on when this process ends: whoever drives their runs next submits them again, and finds them
/// there.
public final class RemoteExecutor implements Executor {
    private static final System.Logger LOGGER = System.getLogger(RemoteExecutor.class.getName());
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LOOK_FOR_SILENCE = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(300);
    private static final Duration STOP_TIME = Duration.ofSeconds(5);
    private static final int MOST_AT_ONCE = 1_000;

    private static final String CANCELLED =
            Json.write(Ending.of(Ended.with(StopReason.CANCELLED.outcome(TaskPolicy.DEFAULT, ""))));
    private static final Outcome SUPERSEDED = new Outcome.Lost("it is no longer the current attempt");

    private final RemoteAttempts store;
    private final Hands hands;
    private final Map<AttemptId, Watched> watched = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Deed> deeds = new LinkedBlockingQueue<>();
    private final Rounds rounds = new Rounds();
    private final Thread thread;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean closing;

    /// What the thread is asked to do.
    private sealed interface Deed {
        record Submit(Watched attempt) implements Deed {}

        record Stop(AttemptId attempt) implements Deed {}

        record Settle(Place place) implements Deed {}

        record Nothing() implements Deed {}
    }

    private record Watched(Place place, Order order, Listener listener, AtomicBoolean started) {
        Watched(Order order, Listener listener) {
            this(placeOf(order), order, listener, new AtomicBoolean());
        }

        private static Place placeOf(Order order) {
            return new Place(
                    order.attempt(),
                    order.waiting() == null ? 0 : order.waiting().looks());
        }

        void tellStarted() {
            if (started.compareAndSet(false, true)) {
                listener.started(place.attempt());
            }
        }
    }

    public RemoteExecutor(RemoteAttempts store, Hands hands) {
        this.store = store;
        this.hands = hands;
        this.thread = Thread.ofPlatform()
                .name("downbeat-" + hands.executor())
                .daemon()
                .unstarted(this::run);
    }

    @Override
    public String name() {
        return hands.executor();
    }

    @Override
    public boolean outlives() {
        return true;
    }

    @Override
    public void submit(Order order, Listener listener) {
        var attempt = new Watched(order, listener);
        watched.put(order.attempt(), attempt);
        deeds.add(new Deed.Submit(attempt));
        if (begun.compareAndSet(false, true)) {
            thread.start();
        }
    }

    @Override
    public void cancel(AttemptId attempt) {
        if (watched.containsKey(attempt)) {
            deeds.add(new Deed.Stop(attempt));
        }
    }

    @Override
    public void letGo(AttemptId attempt) {
        Watched its = watched.remove(attempt);
        if (its != null) {
            hands.letGo(its.place());
        }
    }

    @Override
    public void settled(AttemptId attempt, int look) {
        // the engine counts the look that is taken, the order those before it
        deeds.add(new Deed.Settle(new Place(attempt, Math.max(0, look - 1))));
    }

    /// Writes what was asked for, and lets all attempts go on.
    @Override
    public void close() {
        closing = true;
        if (begun.compareAndSet(false, true)) {
            hands.close();
            return; // there never was anything to do
        }
        deeds.add(new Deed.Nothing());
        try {
            boolean ignored = thread.join(STOP_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hands.close();
    }

    // What is heard in this process

    void started(Place place) {
        Watched its = watched(place);
        if (its != null) {
            its.tellStarted();
        }
    }

    void ended(Place place, Ended ended) {
        Watched its = watched(place);
        if (its != null && watched.remove(place.attempt(), its)) {
            hands.over(place);
            its.listener().ended(place.attempt(), ended.outcome(), ended.xcoms());
        }
    }

    private @Nullable Watched watched(Place place) {
        Watched its = watched.get(place.attempt());
        return its != null && its.place().equals(place) ? its : null;
    }

    private void hear(Map<Place, Standing> standings) {
        standings.forEach((place, standing) -> {
            if (standing.started()) {
                started(place);
            }
            String ending = standing.ending();
            if (ending != null) {
                ended(place, Json.read(ending, Ending.class).ended());
            }
        });
    }

    // The thread

    private void run() {
        var taken = new ArrayList<Deed>();
        while (!closing || !deeds.isEmpty() || !taken.isEmpty()) {
            try {
                if (taken.isEmpty()) {
                    take(taken);
                }
                carryOut(taken);
                taken.clear();
                look();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (closing) {
                    return; // what could not be written is submitted again by the next owner, or swept
                }
                failed(e, taken);
            }
        }
    }

    private void take(List<Deed> taken) throws InterruptedException {
        Deed first = watched.isEmpty() ? deeds.take() : deeds.poll(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            taken.add(first);
            deeds.drainTo(taken, MOST_AT_ONCE - 1);
        }
    }

    /// In this order: what follows an end may be the next look of the same attempt.
    private void carryOut(List<Deed> taken) {
        var settled = new ArrayList<Place>();
        var submitted = new ArrayList<Watched>();
        var stopped = new ArrayList<AttemptId>();
        for (Deed deed : taken) {
            switch (deed) {
                case Deed.Settle settle -> settled.add(settle.place());
                case Deed.Submit submit -> submitted.add(submit.attempt());
                case Deed.Stop stop -> stopped.add(stop.attempt());
                case Deed.Nothing _ -> {}
            }
        }
        if (!settled.isEmpty()) {
            store.settle(settled);
        }
        if (!submitted.isEmpty()) {
            submitAll(submitted);
        }
        if (!stopped.isEmpty()) {
            Map<Place, Standing> asked = store.stop(stopped, CANCELLED);
            hear(asked);
            hands.stop(asked);
        }
    }

    private void submitAll(List<Watched> submitted) {
        Map<Place, Standing> standings =
                store.submit(submitted.stream().map(this::fresh).toList());
        var offered = new ArrayList<Hands.Offer>();
        for (Watched each : submitted) {
            Standing standing = standings.get(each.place());
            if (standing == null) {
                ended(each.place(), Ended.with(SUPERSEDED));
            } else if (standing.ending() == null) {
                offered.add(new Hands.Offer(each.place(), each.order(), standing));
            }
        }
        hands.offer(offered);
        hear(standings);
    }

    private RemoteAttempts.Fresh fresh(Watched attempt) {
        Order order = attempt.order();
        var placement = order.task().placement();
        return new RemoteAttempts.Fresh(
                attempt.place(),
                new RemoteAttempts.Asked(
                        name(),
                        placement.queue(),
                        placement.priority(),
                        order.run().shard()),
                Json.write(WorkOrder.of(order)));
    }

    /// Ends that were told to other processes, and what was lost.
    private void look() {
        if (watched.isEmpty() || !rounds.ends.due(LOOK)) {
            return;
        }
        Set<Shard> shards = watched.values().stream()
                .map(each -> each.order().run().shard())
                .collect(Collectors.toSet());
        hear(store.ended(name(), shards));
        if (rounds.silence.due(LOOK_FOR_SILENCE)) {
            store.started(name(), shards).forEach(this::started);
            if (rounds.mayTellSilence()) {
                hear(hands.lost(shards));
            }
        }
        if (rounds.sweep.due(SWEEP)) {
            int swept = store.sweep();
            LOGGER.log(System.Logger.Level.DEBUG, "{0} attempts of no use were forgotten", swept);
        }
    }

    private void failed(RuntimeException e, List<Deed> taken) {
        rounds.wasBlind();
        if (e instanceof DownbeatException known && known.code() == ErrorCode.DATABASE) {
            LOGGER.log(
                    System.Logger.Level.WARNING, "Attempts for {0} cannot be looked after ({1})", name(), known.text());
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            return;
        }
        LOGGER.log(System.Logger.Level.ERROR, "attempts for " + name() + " were refused by the store", e);
        for (Deed deed : taken) {
            if (deed instanceof Deed.Submit submit) {
                var failure =
                        Failure.of(ErrorCode.INTERNAL, "it could not be handed to " + name() + ": " + e.getMessage());
                ended(submit.attempt().place(), Ended.with(new Outcome.Failed(failure, false)));
            }
        }
        taken.clear();
    }
}
