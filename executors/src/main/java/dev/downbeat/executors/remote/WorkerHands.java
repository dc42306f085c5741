package dev.downbeat.executors.remote;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.RemoteAttempts;
import dev.downbeat.engine.port.RemoteAttempts.Place;
import dev.downbeat.engine.port.RemoteAttempts.Standing;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.model.Shard;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Workers: they come for attempts themselves ([Fleet]), and are only to be woken.
public final class WorkerHands implements Hands {
    public static final String EXECUTOR = "workers";

    /// A worker that is not heard of for so long has lost what it has.
    public static final Duration SILENCE = Duration.ofSeconds(12);

    private static final String LOST = Json.write(Ending.of(
            Ended.with(new Outcome.Lost("nothing was heard of its worker for " + SILENCE.toSeconds() + " s"))));

    private final RemoteAttempts store;
    private final Bells bells;

    public WorkerHands(RemoteAttempts store, Bells bells) {
        this.store = store;
        this.bells = bells;
    }

    @Override
    public String executor() {
        return EXECUTOR;
    }

    @Override
    public void offer(List<Offer> offers) {
        bells.work().ring();
    }

    @Override
    public void stop(Map<Place, Standing> asked) {
        asked.values().forEach(standing -> bells.stops(standing.worker()).ring());
    }

    @Override
    public Map<Place, Standing> lost(Set<Shard> shards) {
        return store.lose(EXECUTOR, shards, SILENCE, LOST);
    }

    @Override
    public void over(Place place) {
        // the worker knows: it reported the end, or is told when it asks
    }

    @Override
    public void letGo(Place place) {
        // nothing is kept here
    }

    @Override
    public void close() {
        // nothing is held here
    }
}
