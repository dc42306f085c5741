package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.PastRule;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// No limit is exceeded at the moment an attempt is handed out, by what is durable then.
record LimitChecks(Simulation world) {
    /// With all that is being executed now, this one among it.
    void check(ActiveRun run, AttemptId attempt, Set<TaskKey> executing) {
        var dag = run.version().spec();
        TaskSpec task = dag.task(attempt.key().task());
        if (slotsOfNarrow(attempt.key()) > 0) {
            int held = executing.stream().mapToInt(this::slotsOfNarrow).sum();
            assertThat(held + (world.deferredCount() ? deferredInNarrow(executing) : 0))
                    .isLessThanOrEqualTo(Simulation.NARROW);
        }
        assertThat(world.store().pools().claimed("narrow")).isLessThanOrEqualTo(Simulation.NARROW);
        var ofDag =
                executing.stream().filter(key -> dag(key).id().equals(dag.id())).toList();
        // runs of several versions go by several limits
        assertThat(ofDag)
                .hasSizeLessThanOrEqualTo(ofDag.stream()
                        .mapToInt(key -> dag(key).policy().maxActiveTasks())
                        .max()
                        .orElse(0));
        var ofTask = ofDag.stream().filter(key -> key.task().equals(task.id())).toList();
        assertThat(ofTask)
                .hasSizeLessThanOrEqualTo(ofTask.stream()
                        .mapToInt(key ->
                                dag(key).task(key.task()).policy().limits().perDag())
                        .max()
                        .orElse(0));
        assertThat(ofTask.stream().filter(key -> key.run().equals(run.spec().id())))
                .hasSizeLessThanOrEqualTo(task.policy().limits().perRun());
        checkPast(run, task, attempt);
    }

    private int deferredInNarrow(Set<TaskKey> executing) {
        return world.store().tasks().entrySet().stream()
                .filter(entry -> entry.getValue().state() == TaskState.DEFERRED && !executing.contains(entry.getKey()))
                .mapToInt(entry -> slotsOfNarrow(entry.getKey()))
                .sum();
    }

    /// On the version that the run has by now.
    private DagSpec dag(TaskKey key) {
        RunSpec run = world.store().run(key.run()).orElseThrow().spec();
        return world.store().runLog().version(run.version()).spec();
    }

    private int slotsOfNarrow(TaskKey key) {
        var placement = dag(key).task(key.task()).placement();
        return placement.pool().equals("narrow") ? placement.poolSlots() : 0;
    }

    /// By what is durable of the DAG's earlier runs.
    private void checkPast(ActiveRun run, TaskSpec task, AttemptId attempt) {
        PastRule rule =
                run.state().phase().failure() == null ? task.policy().limits().past() : PastRule.NONE;
        world.store()
                .runLog()
                .before(run.spec().id())
                .filter(_ -> rule != PastRule.NONE)
                // of two that were accepted at the same moment, the later one may have looked before the other was
                // there
                .filter(before ->
                        !before.row().queuedAt().equals(queuedAt(run.spec().id())))
                .filter(before -> queuedSince(
                        attempt, world.people().lastHeard(before.spec().id())))
                .ifPresent(before -> {
                    var asked = new ArrayList<>(List.of(task.id()));
                    DagSpec then = world.store()
                            .runLog()
                            .version(before.spec().version())
                            .spec();
                    if (rule == PastRule.WAIT_FOR_DOWNSTREAM) {
                        then.tasks().stream()
                                .filter(other -> other.needs().stream()
                                        .anyMatch(need -> need.task().equals(task.id())))
                                .forEach(other -> asked.add(other.id()));
                    }
                    asked.removeIf(id -> !then.tasksById().containsKey(id));
                    for (TaskId id : asked) {
                        var states = before.tasks().entrySet().stream()
                                .filter(entry -> entry.getKey().task().equals(id))
                                .filter(entry -> entry.getKey().index().mapped()
                                        || world.store().mapSize(before.spec().id(), id) < 0)
                                .map(entry -> entry.getValue().state())
                                .filter(state -> state != TaskState.REMOVED)
                                .toList();
                        assertThat(states)
                                .as("%s/%s, before %s", before.spec().id(), id, attempt)
                                .isNotEmpty()
                                .isSubsetOf(TaskState.SUCCESS, TaskState.SKIPPED);
                    }
                });
    }

    private Instant queuedAt(RunId run) {
        return world.store().run(run).orElseThrow().row().queuedAt();
    }

    /// Not what was under way to an executor when a person changed something.
    private boolean queuedSince(AttemptId attempt, Instant change) {
        return Objects.requireNonNull(world.store().task(attempt.key()).times().queuedAt())
                .isAfter(change);
    }
}
