package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DagVersion;
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
    private final InMemoryStore store;
    private final Map<RunId, DagVersion> runs;

    Aftermath(InMemoryStore store, Map<RunId, DagVersion> runs) {
        this.store = store;
        this.runs = runs;
    }

    void check() {
        runs.forEach((id, version) -> {
            var instances = new ArrayList<TaskInstance>();
            for (TaskSpec task : version.spec().tasks()) {
                instances.addAll(ended(id, task));
            }
            checkVerdict(id, version, instances);
            checkHistory(id);
        });
    }

    private List<TaskInstance> ended(RunId run, TaskSpec task) {
        TaskInstance summary = store.task(new TaskKey(run, task.id(), MapIndex.NONE));
        if (task.mapping() instanceof Mapping.Single || summary.state().terminal()) {
            assertThat(summary.state().terminal())
                    .as("%s/%s ended: %s", run, task.id(), summary)
                    .isTrue();
            return List.of(summary);
        }
        var items = new ArrayList<TaskInstance>();
        for (int i = 0; ; i++) {
            TaskInstance item = store.task(new TaskKey(run, task.id(), MapIndex.of(i)));
            if (item.equals(TaskInstance.NEW)) {
                break;
            }
            assertThat(item.state().terminal())
                    .as("%s/%s[%d]", run, task.id(), i)
                    .isTrue();
            items.add(item);
        }
        assertThat(items).as("%s/%s has instances", run, task.id()).isNotEmpty();
        return items;
    }

    private void checkVerdict(RunId id, DagVersion version, List<TaskInstance> instances) {
        var run = store.run(id).orElseThrow();
        assertThat(run.row().endedAt()).isNotNull();
        boolean anyFailed = instances.stream().anyMatch(i -> i.state() == TaskState.FAILED);
        if (run.row().state() == DagRunState.SUCCESS
                && version.spec().policy().verdict() == RunPolicy.Verdict.ANY_FAILURE) {
            boolean allTolerated = version.spec().tasks().stream()
                    .filter(task -> failed(id, task))
                    .allMatch(task -> task.policy().allowFailure());
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

    private boolean failed(RunId run, TaskSpec task) {
        return ended(run, task).stream().anyMatch(instance -> instance.state() == TaskState.FAILED);
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
