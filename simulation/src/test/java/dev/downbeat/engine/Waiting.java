package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TriggerRule;
import dev.downbeat.testkit.InMemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What has to be durable before an attempt may be handed out, worked out from the DAG and the store alone.
final class Waiting {
    private final InMemoryStore store;
    private final DagSpec dag;
    private final Ancestors ancestors;
    private final RunId run;

    Waiting(InMemoryStore store, Ancestors ancestors, RunId run) {
        this.store = store;
        this.dag = ancestors.dag();
        this.ancestors = ancestors;
        this.run = run;
    }

    /// @param lastHeard when a person last changed the run; what was under way to an executor then goes on,
    ///                  whatever became of what it needs
    void checkMayRun(AttemptId attempt, Instant lastHeard) {
        TaskInstance durable = store.task(attempt.key());
        assertThat(durable.state()).as("%s is handed out", attempt).isEqualTo(TaskState.QUEUED);
        assertThat(durable.attempt()).isEqualTo(attempt.number());
        if (!Objects.requireNonNull(durable.times().queuedAt()).isAfter(lastHeard)) {
            return;
        }
        TaskSpec task = dag.task(attempt.key().task());
        var row = store.run(run).orElseThrow().row();
        boolean endsEarly = row.state() == DagRunState.RUNNING && row.failure() != null;
        if (endsEarly && task.policy().role().teardown() && !lastHeard.equals(Instant.MIN)) {
            return; // once it is its turn it runs, whatever a person says of its setup then
        }
        // what was queued, and not handed out before a crash, is handed out and stopped
        boolean outlives = task.placement().executor().equals(Outliving.NAME);
        if (endsEarly && !outlives && !justBegan()) {
            assertThat(task.policy().role().teardown())
                    .as("%s in a run that ends early is a teardown", attempt)
                    .isTrue();
        }
        Ends ends = new Ends(new ArrayList<>(), new ArrayList<>());
        boolean allEnded = true;
        for (Need need : task.needs()) {
            allEnded &= addEnds(dag.task(need.task()), task, attempt.key().index(), ends);
        }
        TriggerRule rule = task.policy().role().teardown()
                ? TriggerRule.ALL_DONE_SETUP_SUCCESS
                : task.policy().rule();
        assertThat(RuleOracle.mayRun(rule, ends.all(), ends.setups(), allEnded))
                .as("%s by %s after %s", attempt, rule, ends)
                .isTrue();
        if (rule != TriggerRule.ALL_DONE_SETUP_SUCCESS) {
            checkSetups(attempt, task);
        }
    }

    /// Whether the run began to end in the very commit after which this is asked: what was queued in it is handed
    /// out and stopped at once.
    private boolean justBegan() {
        return store.lastCommit().entries().stream()
                .anyMatch(entry -> entry instanceof JournalEntry.RunMoved moved
                        && moved.run().equals(run)
                        && moved.failure() != null);
    }

    private record Ends(List<TaskState> all, List<TaskState> setups) {}

    private boolean addEnds(TaskSpec before, TaskSpec task, MapIndex index, Ends ends) {
        int size = store.mapSize(run, before.id());
        boolean lane = index.mapped() && size >= 0 && aligned(before, task);
        int from = lane ? index.value() : size < 0 ? -1 : 0;
        int to = lane ? index.value() + 1 : Math.max(size, 0);
        var found = new ArrayList<TaskState>();
        for (int i = from; i < to; i++) {
            found.add(store.task(new TaskKey(run, before.id(), MapIndex.of(i))).state());
        }
        long failures = found.stream().filter(TaskState::failure).count();
        boolean borne = !lane && size >= 0 && failures <= tolerated(before, size);
        boolean all = true;
        for (TaskState state : found) {
            all &= state.terminal();
            if (state.terminal()) {
                ends.all().add(borne && state.failure() ? TaskState.REMOVED : state);
                if (before.policy().role().setup()) {
                    ends.setups().add(state);
                }
            }
        }
        return all;
    }

    /// Of a mapped task; one along another bears what that one does.
    int tolerated(TaskSpec task, int size) {
        var own = task.mapping().options().tolerance();
        return own.allowed(1_000_000) == 0 && task.mapping() instanceof Mapping.Along along
                ? tolerated(dag.task(along.task()), size)
                : own.allowed(size);
    }

    private static boolean aligned(TaskSpec before, TaskSpec task) {
        return switch (task.mapping()) {
            case Mapping.Single _ -> false;
            case Mapping.Along along -> along.task().equals(before.id());
            case Mapping.Over over ->
                !over.group().isEmpty()
                        && before.mapping() instanceof Mapping.Over of
                        && of.group().equals(over.group());
        };
    }

    private void checkSetups(AttemptId attempt, TaskSpec task) {
        for (TaskSpec setup : dag.tasks()) {
            if (setup.policy().role().setup() && inScope(setup, task)) {
                int size = store.mapSize(run, setup.id());
                boolean lane =
                        attempt.key().index().mapped() && size >= 0 && (aligned(setup, task) || aligned(task, setup));
                MapIndex index = lane ? attempt.key().index() : size < 0 ? MapIndex.NONE : MapIndex.of(0);
                assertThat(store.task(new TaskKey(run, setup.id(), index)).state())
                        .as("%s in the scope of setup %s", attempt, setup.id())
                        .isEqualTo(TaskState.SUCCESS);
            }
        }
    }

    private boolean inScope(TaskSpec setup, TaskSpec task) {
        if (setup.id().equals(task.id()) || !ancestors.of(task).contains(setup.id())) {
            return false;
        }
        List<TaskSpec> teardowns = dag.tasks().stream()
                .filter(other -> other.policy().role().teardown())
                .filter(other ->
                        other.needs().stream().anyMatch(need -> need.task().equals(setup.id())))
                .toList();
        return teardowns.isEmpty()
                || teardowns.stream()
                        .anyMatch(teardown -> ancestors.of(teardown).contains(task.id()));
    }
}
