package dev.downbeat.runtime;

import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.engine.port.JournalEntry.RunCreated;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.sdk.operator.RunTrace;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.dags.StoredDag;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.store.runs.RunRequests;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How people start runs. It goes to the store, from where the schedulers take it; the one of this
/// process, if there is one, is told at once.
final class Triggers {
    private final PgDags dags;
    private final PgRunLog runLog;
    private final RunRequests requests;
    private final InstantSource clock;
    private final Hands hands;

    /// The scheduler, when this process has one.
    interface Hands {
        /// Drives the run at once; false when it is not this scheduler's, nothing has happened then.
        boolean submit(RunSpec run, DagVersion version);

        /// There is something new in the store.
        void look();
    }

    Triggers(PgDags dags, PgRunLog runLog, RunRequests requests, InstantSource clock, Hands hands) {
        this.dags = dags;
        this.runLog = runLog;
        this.requests = requests;
        this.clock = clock;
        this.hands = hands;
    }

    /// A DAG that may be asked to run, or to be told that it no longer can.
    Optional<StoredDag> find(String dagId) {
        return dags.find(dagId);
    }

    /// @throws DownbeatException NOT_FOUND, or as the other one does
    RunId trigger(String dagId, TriggerRequest request) {
        return trigger(
                find(dagId)
                        .orElseThrow(() ->
                                new DownbeatException(ErrorCode.NOT_FOUND, "there is no DAG '%s'".formatted(dagId))),
                request);
    }

    /// @throws DownbeatException BAD_INPUT when the params do not fit, CONFLICT when the DAG's file is gone
    RunId trigger(StoredDag stored, TriggerRequest request) {
        DagId dag = stored.id();
        if (!stored.present()) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT,
                    "DAG '%s' is no longer in %s: put the file back to run it".formatted(dag, stored.file()));
        }
        DagVersion version = runLog.version(stored.newest());
        var params = Params.resolve(version.spec().params(), request.params());
        String key = request.idempotencyKey();
        Optional<RunId> before = key == null ? Optional.empty() : requests.findByIdempotencyKey(dag, key);
        if (before.isPresent()) {
            return before.get(); // takes no run id
        }
        Instant now = clock.instant();
        Instant date = Objects.requireNonNullElse(request.logicalDate(), now);
        RunId id = requests.nextId();
        var cause = new RunSpec.Cause(
                RunType.MANUAL,
                RunTrace.valid(request.traceparent())
                        .<Map<String, @Nullable Object>>map(caller -> Map.of(RunTrace.CAUSE, caller))
                        .orElse(Map.of()));
        var spec = new RunSpec(id, dag, version.id(), Shard.of(dag), cause, RunSpec.Interval.at(date), params);
        if (key == null && hands.submit(spec, version)) {
            return id;
        }
        RunId accepted = requests.insert(new RunCreated(spec, now, key));
        tell();
        return accepted;
    }

    void pause(DagId dag, boolean paused) {
        dags.setPaused(dag, paused);
        tell();
    }

    /// Those who carry out what is stored.
    void tell() {
        hands.look();
        requests.notifyWake();
    }
}
