package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.decider.Outcome;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An executor whose attempts go on when the process dies that submitted them, as those of a worker on
/// another machine do. It keeps each of them until its end is settled.
final class Outliving {
    static final String NAME = "outliving";

    private final Simulation world;
    private final Map<Key, Held> held = new LinkedHashMap<>();
    private int adopted;

    private record Key(AttemptId attempt, int look) {}

    /// @param end null while it goes on
    private static final class Held {
        private final Turn turn;
        private SimulatedProcess owner;
        private @Nullable Outcome end;

        Held(Turn turn, SimulatedProcess owner) {
            this.turn = turn;
            this.owner = owner;
        }
    }

    Outliving(Simulation world) {
        this.world = world;
    }

    boolean has(Turn turn) {
        return held.containsKey(key(turn));
    }

    private static Key key(Turn turn) {
        return new Key(turn.attempt(), turn.look());
    }

    /// Begins the attempt, or lets another life of the process hear of the one that is here.
    ///
    /// @param outcome by how long it takes
    void submit(SimulatedProcess owner, Turn turn, Function<Duration, Outcome> outcome) {
        Held known = held.get(key(turn));
        if (known != null) {
            adopted++;
            known.owner = owner;
            tell(known);
            return;
        }
        dropSuperseded(turn.attempt());
        var fresh = new Held(turn, owner);
        held.put(key(turn), fresh);
        Duration takes = world.upTo(6_000);
        Outcome end = world.fault(20) ? new Outcome.Lost("nothing is heard of its worker") : outcome.apply(takes);
        world.after(takes, () -> end(fresh, end));
    }

    /// What was to be stopped when the process died is stopped before the next attempt of the instance
    /// begins. One that is still current must not be run a second time.
    private void dropSuperseded(AttemptId attempt) {
        for (Held other : List.copyOf(held.values())) {
            AttemptId its = other.turn.attempt();
            if (its.key().equals(attempt.key())) {
                assertThat(other.end == null && current(its))
                        .as("%s begins while %s goes on", attempt, its)
                        .isFalse();
                held.remove(key(other.turn));
            }
        }
    }

    private boolean current(AttemptId attempt) {
        TaskInstance durable = world.store().task(attempt.key());
        return durable.state().active() && durable.attempt() == attempt.number();
    }

    private void end(Held attempt, Outcome outcome) {
        if (attempt.end == null && held.get(key(attempt.turn)) == attempt) {
            attempt.end = outcome;
            tell(attempt);
        }
    }

    private void tell(Held attempt) {
        if (attempt.end != null) {
            attempt.owner.heard(attempt.turn, attempt.end);
        }
    }

    void stop(AttemptId attempt) {
        var stopped = new Outcome.Failed(Failure.of(ErrorCode.CANCELLED, "stopped"), false);
        for (Held each : held.values()) {
            if (each.turn.attempt().equals(attempt)) {
                world.after(world.upTo(100), () -> end(each, stopped));
            }
        }
    }

    void settled(AttemptId attempt, int look) {
        held.remove(new Key(attempt, look));
    }

    /// The attempts here that the run's next owner has to go on with, under the same number.
    List<AttemptId> goingOn() {
        var current = new ArrayList<AttemptId>();
        held.values().forEach(each -> {
            boolean stopping = world.store().task(each.turn.attempt().key()).state() == TaskState.RESTARTING;
            if (current(each.turn.attempt()) && !stopping) {
                current.add(each.turn.attempt());
            }
        });
        return current;
    }

    /// Unless what was lost with the process was lost too often: where the DAG is fail-fast, that ends the others.
    void checkGoesOn(AttemptId attempt) {
        Failure failure = world.store().task(attempt.key()).failure();
        boolean cancelled = failure != null && failure.code() == ErrorCode.CANCELLED;
        assertThat(current(attempt) || cancelled)
                .as("%s is given up though it goes on", attempt)
                .isTrue();
    }

    int adopted() {
        return adopted;
    }
}
