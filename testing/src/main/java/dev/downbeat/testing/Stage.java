package dev.downbeat.testing;

import dev.downbeat.authoring.java.CompiledSources;
import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.Rehearsal;
import dev.downbeat.engine.port.Executor;
import dev.downbeat.engine.port.Expander;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.attempt.AttemptLimits;
import dev.downbeat.executors.attempt.AttemptRunner;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.executors.logs.LogLimits;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.mapping.TemplateExpander;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.runtime.DagReader;
import dev.downbeat.runtime.InstalledOperators;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.SensorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plays a rehearsal's attempts: with their own operators or with fakes, over values in memory and files in a
/// folder of the test's own.
final class Stage implements Rehearsal.Cast, Outputs, AutoCloseable {
    private final Map<TaskId, Fake> fakes;
    private final LogStore logs;
    private final ScratchStore scratch;
    private final AttemptRunner runner;
    private final TemplateExpander expander;
    private final Map<TaskKey, Map<String, String>> xcoms = new LinkedHashMap<>();
    private final Map<TaskId, Integer> sizes = new HashMap<>();

    private record Catalog(OperatorCatalog installed, FakeOperator fake) implements OperatorCatalog {
        @Override
        public Operator<?> find(String type) {
            return type.equals(FakeOperator.TYPE) ? fake : installed.find(type);
        }

        @Override
        public Record settings(Operator<?> operator, Map<String, @Nullable Object> rendered) {
            return installed.settings(operator, rendered);
        }

        @Override
        public SensorOptions options(Map<String, @Nullable Object> rendered) {
            return installed.options(rendered);
        }
    }

    Stage(Path home, DagReader reader, Secrets secrets, Map<TaskId, Fake> fakes) {
        this.fakes = fakes;
        this.logs = new LogStore(home, LogLimits.DEFAULT, InstantSource.system());
        this.scratch = ScratchStore.open(home);
        var artifacts = new ArtifactStore(home);
        CompiledSources sources = reader.sources();
        var tools = new AttemptTools(
                new Catalog(new InstalledOperators(reader.operators()), new FakeOperator(fakes)),
                version -> {
                    var origin = version.spec().about().origin();
                    Path file = Path.of(origin.file());
                    return origin.format().equals("java")
                            ? sources.ofJavaDag(file, version.source())
                            : sources.ofOtherDag(file);
                },
                this,
                secrets,
                new AttemptTools.Files(logs, artifacts, scratch),
                AttemptLimits.DEFAULT);
        this.runner = new AttemptRunner(tools);
        this.expander = new TemplateExpander(this, secrets, artifacts, TemplateExpander.DEFAULT_MAX_LENGTH);
    }

    /// A value of a task that does not run in this test.
    void put(TaskKey task, String name, String json) {
        xcoms.computeIfAbsent(task, _ -> new LinkedHashMap<>()).put(name, json);
    }

    @Override
    public Rehearsal.Played play(Executor.Order order, Instant at) {
        var listener = new Ending();
        runner.prepare(order, listener).run();
        Map<String, String> left = listener.left;
        if (!left.isEmpty()) {
            xcoms.put(order.attempt().key(), left);
        }
        Fake fake = fakes.get(order.task().id());
        Outcome outcome = Objects.requireNonNull(listener.outcome, "every attempt tells its end");
        return new Rehearsal.Played(outcome, left, fake == null ? Duration.ZERO : fake.takes());
    }

    private static final class Ending implements Executor.Listener {
        private @Nullable Outcome outcome;
        private Map<String, String> left = Map.of();

        @Override
        public void started(AttemptId attempt) {
            // the rehearsal tells the loop itself
        }

        @Override
        public void ended(AttemptId attempt, Outcome ended, Map<String, String> values) {
            outcome = ended;
            left = values;
        }
    }

    @Override
    public Expander.Items items(RunSpec run, DagVersion version, TaskSpec task) {
        Expander.Items items = expander.items(run, version, task);
        sized(version.spec(), task, items.items().size());
        return items;
    }

    /// The tasks of its mapped group, and those mapped along, have as many.
    private void sized(DagSpec dag, TaskSpec task, int size) {
        if (Objects.equals(sizes.put(task.id(), size), size)) {
            return;
        }
        for (TaskSpec other : dag.tasks()) {
            boolean same = switch (other.mapping()) {
                case Mapping.Single _ -> false;
                case Mapping.Along along -> along.task().equals(task.id());
                case Mapping.Over over ->
                    !over.group().isEmpty()
                            && task.mapping() instanceof Mapping.Over of
                            && of.group().equals(over.group());
            };
            if (same) {
                sized(dag, other, size);
            }
        }
    }

    @Override
    public Left load(RunId run, Set<TaskId> tasks) {
        var found = xcoms.entrySet().stream()
                .filter(entry -> tasks.contains(entry.getKey().task()))
                .flatMap(entry -> entry.getValue().entrySet().stream()
                        .map(value -> new Xcom(
                                entry.getKey().task(), entry.getKey().index(), value.getKey(), value.getValue())))
                .toList();
        var mapped = new HashMap<>(sizes);
        mapped.keySet().retainAll(tasks);
        return new Left(found, mapped);
    }

    Map<String, String> left(RunId run, TaskId task, MapIndex index) {
        return xcoms.getOrDefault(new TaskKey(run, task, index), Map.of());
    }

    String log(AttemptId attempt) {
        return logs.read(attempt, 0, Integer.MAX_VALUE).text();
    }

    @Override
    public void close() {
        runner.close();
        logs.close();
        try {
            scratch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
