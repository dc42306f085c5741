package dev.downbeat.engine;

import dev.downbeat.decider.Outcome;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.Wait;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the attempts of a simulation end.
///
/// @param world whose dice are thrown
record RandomOutcomes(Simulation world) {
    /// @param end how long it takes
    Outcome next(ActiveRun run, Turn turn, Duration end) {
        TaskId task = turn.attempt().key().task();
        Outcome waits = waits(run, turn, end);
        if (waits != null) {
            return waits;
        }
        if (turn.beside() && world.fault(30)) {
            return new Outcome.Lost("its process ended");
        }
        if (world.chance(15)) {
            return new Outcome.Failed(Failure.of(ErrorCode.TASK_FAILED, "it broke"), world.chance(80));
        }
        if (world.chance(5)) {
            return new Outcome.Skipped("nothing to do");
        }
        String type = run.state().graph().spec().task(task).call().type();
        if (type.equals("branch") || type.equals("cut")) {
            Set<TaskId> chosen = new HashSet<>();
            run.version().spec().tasks().stream()
                    .filter(other ->
                            other.needs().stream().anyMatch(need -> need.task().equals(task)))
                    .filter(_ -> world.chance(50))
                    .forEach(other -> chosen.add(other.id()));
            return new Outcome.Branched(chosen, type.equals("cut"));
        }
        return new Outcome.Succeeded();
    }

    private @Nullable Outcome waits(ActiveRun run, Turn turn, Duration end) {
        Map<String, ?> config = run.state()
                .graph()
                .spec()
                .task(turn.attempt().key().task())
                .call()
                .config();
        Wait waiting = turn.waiting();
        if (config.get("timeout") instanceof Integer seconds && world.chance(60)) {
            var patience = new Outcome.Patience(
                    Duration.ofSeconds(seconds),
                    Boolean.TRUE.equals(config.get("slots")),
                    Boolean.TRUE.equals(config.get("soft")));
            return new Outcome.NotYet(world.upTo(4_000), patience, "nothing there", world.chance(50) ? "1" : null);
        }
        if (config.get("resume") instanceof Boolean resume && (waiting == null || !waiting.goesOn())) {
            return new Outcome.Deferred(world.now().plus(end).plus(world.upTo(5_000)), resume, "later", "{}");
        }
        return null;
    }
}
