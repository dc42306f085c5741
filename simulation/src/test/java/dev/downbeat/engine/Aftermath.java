package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What has to be true of the store once all runs have ended.
final class Aftermath {
    private final Simulation world;
    private final InMemoryStore store;
    private final Map<RunId, DagVersion> runs;

    Aftermath(Simulation world, Map<RunId, DagVersion> runs) {
        this.world = world;
        this.store = world.store();
        this.runs = runs;
    }

    void check() {
        runs.forEach((id, version) -> {
            var instances = new ArrayList<TaskInstance>();
            for (TaskSpec task : version.spec().tasks()) {
                instances.addAll(ended(id, task));
            }
            checkVerdict(id, version, instances);
            version.spec().tasks().forEach(task -> checkTeardown(id, version, task));
            checkHistory(id);
            store.tasksOf(id)
                    .forEach((key, instance) -> assertThat(
                                    instance.state().terminal() || instance.equals(TaskInstance.NEW))
                            .as("%s of a run that ended: %s", key, instance)
                            .isTrue());
            if (!world.changedByPeople(id)) { // else it may have ended several times
                Telling.check(store, id, version);
            }
        });
    }

    private List<TaskInstance> ended(RunId run, TaskSpec task) {
        TaskInstance summary = store.task(new TaskKey(run, task.id(), MapIndex.NONE));
        boolean stands = summary.state().terminal() && summary.state() != TaskState.REMOVED;
        if (task.mapping() instanceof Mapping.Single || stands) {
            assertThat(summary.state().terminal())
                    .as("%s/%s ended: %s", run, task.id(), summary)
                    .isTrue();
            return List.of(summary);
        }
        var items = new ArrayList<TaskInstance>();
        for (int i = 0; i < store.mapSize(run, task.id()); i++) {
            TaskInstance item = store.task(new TaskKey(run, task.id(), MapIndex.of(i)));
            assertThat(item.state().terminal())
                    .as("%s/%s[%d] ended: %s", run, task.id(), i, item.state())
                    .isTrue();
            items.add(item);
        }
        assertThat(items).as("%s/%s has instances", run, task.id()).isNotEmpty();
        return items;
    }

    /// A teardown has run when its setup succeeded, unless a run that ended early was cancelled as well, or it was
    /// none yet when it ended, or its own limits kept it waiting for too long.
    private void checkTeardown(RunId id, DagVersion version, TaskSpec task) {
        boolean mayBeCut = world.cancelled(id) || world.onAnotherVersion(id);
        if (!task.policy().role().teardown() || task.mapping().mapped() || mayBeCut) {
            return;
        }
        boolean setUp = task.needs().stream()
                .map(need -> version.spec().task(need.task()))
                .filter(before -> before.policy().role().setup())
                .anyMatch(before -> ended(id, before).stream().anyMatch(i -> i.state() == TaskState.SUCCESS));
        TaskInstance itself = ended(id, task).getFirst();
        boolean late = itself.failure() != null && itself.failure().code() == ErrorCode.TASK_TIMEOUT;
        if (setUp && !late) {
            assertThat(itself.attempt())
                    .as("teardown %s/%s ran, as its setup had", id, task.id())
                    .isPositive();
        }
    }

    private void checkVerdict(RunId id, DagVersion version, List<TaskInstance> instances) {
        var run = store.run(id).orElseThrow();
        assertThat(run.row().endedAt()).isNotNull();
        boolean anyFailed = instances.stream().anyMatch(i -> i.state() == TaskState.FAILED);
        if (run.row().state() == DagRunState.SUCCESS
                && version.spec().policy().verdict() == RunPolicy.Verdict.ANY_FAILURE) {
            boolean allTolerated = version.spec().tasks().stream()
                    .filter(task -> failed(id, version, task))
                    .noneMatch(task -> task.policy().countsAsFailure());
            assertThat(allTolerated)
                    .as("a successful run %s hides no failure", id)
                    .isTrue();
        }
        if (run.row().state() == DagRunState.FAILED) {
            assertThat(run.row().failure()).isNotNull();
        }
        assertThat(anyFailed
                        || run.row().state() == DagRunState.SUCCESS
                        || run.row().failure() != null)
                .isTrue();
    }

    /// More of it failed than is tolerated.
    private boolean failed(RunId run, DagVersion version, TaskSpec task) {
        List<TaskInstance> instances = ended(run, task);
        int size = store.mapSize(run, task.id());
        int borne = size < 0 ? 0 : new Waiting(store, world.ancestors(version.spec()), run).tolerated(task, size);
        long failures = instances.stream().filter(i -> i.state().failure()).count();
        return failures > borne && instances.stream().anyMatch(i -> i.state() == TaskState.FAILED);
    }

    private void checkHistory(RunId id) {
        List<JournalEntry.History> history = store.history(id);
        for (int i = 0; i < history.size(); i++) {
            assertThat(history.get(i).seq())
                    .as("history of run %s has no gap", id)
                    .isEqualTo(i + 1L);
        }
        replayed(history)
                .forEach((key, state) -> assertThat(store.task(key).state())
                        .as("replaying the history of %s", key)
                        .isEqualTo(state));
    }

    /// The last state that the history tells of each task instance.
    static Map<TaskKey, TaskState> replayed(List<JournalEntry.History> history) {
        var states = new HashMap<TaskKey, TaskState>();
        for (JournalEntry.History entry : history) {
            for (Object line : (List<?>) Objects.requireNonNull(Json.read(entry.json()))) {
                var event = (Map<?, ?>) line;
                if (event.get("task") instanceof String task) {
                    var index = MapIndex.of((Integer) Objects.requireNonNull(event.get("index")));
                    var key = new TaskKey(entry.run(), new TaskId(task), index);
                    TaskState from = TaskState.of((String) Objects.requireNonNull(event.get("from")));
                    assertThat(states.getOrDefault(key, TaskState.NONE))
                            .as("%s", key)
                            .isEqualTo(from);
                    states.put(key, TaskState.of((String) Objects.requireNonNull(event.get("to"))));
                }
            }
        }
        return states;
    }
}
