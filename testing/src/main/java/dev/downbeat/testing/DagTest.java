package dev.downbeat.testing;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.engine.Rehearsal;
import dev.downbeat.engine.port.JournalEntry.XcomSet;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Problem;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.VersionId;
import dev.downbeat.runtime.DagReader;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.sdk.operator.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs a DAG, or one of its tasks, in a unit test: on the calling thread, with the real engine, templates and
/// operators, on a clock that jumps over every wait. No database, no server.
///
/// ```java
/// TestRun run = DagTest.of(Path.of("dags/churn.yaml"))
///         .param("threshold", 0.9)
///         .fake("extract", Fake.returning(Map.of("rows", 1200)))
///         .fake("train", Fake.failingTimes(2, "no memory", Map.of("accuracy", 0.95)))
///         .run();
///
/// assertThat(run.succeeded()).isTrue();
/// assertThat(run.task("train").tries()).isEqualTo(3);
/// assertThat(run.in(TaskState.SKIPPED)).containsExactly("notify");
/// ```
///
/// A value: every method but the last answers a changed copy. Tasks without a fake run for real. Connections and
/// variables are those that the test gives, whatever the machine has.
public final class DagTest {
    private static final Instant USUAL_DATE = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunId RUN = new RunId(1);

    private final Source source;
    private final Setup setup;

    /// The DAG and what read it.
    private record Source(DagReader reader, DagSpec spec, String text) {}

    private record Setup(
            Map<String, @Nullable Object> params,
            RunSpec.Interval interval,
            Map<TaskId, Fake> fakes,
            Map<String, Connection> connections,
            Map<String, String> variables) {
        Setup withParam(String name, @Nullable Object value) {
            return new Setup(plus(params, name, value), interval, fakes, connections, variables);
        }

        Setup withInterval(RunSpec.Interval changed) {
            return new Setup(params, changed, fakes, connections, variables);
        }

        Setup withFakes(Map<TaskId, Fake> changed) {
            return new Setup(params, interval, changed, connections, variables);
        }

        Setup withConnection(Connection connection) {
            return new Setup(params, interval, fakes, plus(connections, connection.id(), connection), variables);
        }

        Setup withVariable(String key, String value) {
            return new Setup(params, interval, fakes, connections, plus(variables, key, value));
        }
    }

    private DagTest(Source source, Setup setup) {
        this.source = source;
        this.setup = setup;
    }

    /// The only DAG of a file.
    ///
    /// @throws DownbeatException BAD_DAG with all mistakes of the file, or when it has several DAGs
    public static DagTest of(Path file) {
        List<DagTest> all = all(file);
        if (all.size() != 1) {
            throw new DownbeatException(ErrorCode.BAD_DAG, "%s has %d DAGs, say which".formatted(file, all.size()));
        }
        return all.getFirst();
    }

    /// A DAG of a file.
    ///
    /// @throws DownbeatException BAD_DAG with all mistakes of the file, NOT_FOUND when it has no such DAG
    public static DagTest of(Path file, String dag) {
        List<DagTest> all = all(file);
        return all.stream().filter(test -> test.id().equals(dag)).findFirst().orElseThrow(() -> {
            List<String> known = all.stream().map(DagTest::id).toList();
            return new DownbeatException(
                    ErrorCode.NOT_FOUND, "%s has no DAG '%s'%s".formatted(file, dag, Nearest.hint(dag, known)));
        });
    }

    /// All DAGs of a file.
    ///
    /// @throws DownbeatException BAD_DAG with all mistakes of the file
    public static List<DagTest> all(Path file) {
        return all(DagReader.installed(), file);
    }

    /// The same, with a reader that keeps what it compiled.
    public static List<DagTest> all(DagReader reader, Path file) {
        DagReader.FileContent content = reader.read(file);
        return switch (content.parsed()) {
            case Parsed.Dags dags ->
                dags.specs().stream()
                        .map(spec -> new DagTest(
                                new Source(reader, spec, content.source()),
                                new Setup(Map.of(), RunSpec.Interval.at(USUAL_DATE), Map.of(), Map.of(), Map.of())))
                        .toList();
            case Parsed.Broken broken ->
                throw new DownbeatException(
                        ErrorCode.BAD_DAG,
                        broken.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        };
    }

    public String id() {
        return source.spec().id().value();
    }

    /// The DAG as the engine knows it.
    public DagSpec spec() {
        return source.spec();
    }

    public DagTest param(String name, @Nullable Object value) {
        return with(setup.withParam(name, Json.toPlain(value)));
    }

    /// The moment that the run is for; 2026-01-01T00:00:00Z when nobody says.
    public DagTest logicalDate(Instant date) {
        return with(setup.withInterval(RunSpec.Interval.at(date)));
    }

    /// The data interval that the run covers, its end excluded.
    public DagTest dataInterval(Instant start, Instant end) {
        return with(setup.withInterval(new RunSpec.Interval(start, start, end)));
    }

    public DagTest variable(String key, String value) {
        return with(setup.withVariable(key, value));
    }

    public DagTest connection(Connection connection) {
        return with(setup.withConnection(connection));
    }

    /// Lets `fake` stand in for a task.
    ///
    /// @throws DownbeatException NOT_FOUND when the DAG has no such task
    public DagTest fake(String task, Fake fake) {
        return with(setup.withFakes(
                plus(setup.fakes(), source.spec().task(known(task)).id(), fake)));
    }

    /// Lets `fake` stand in for every task that has no fake yet.
    public DagTest fakeOthers(Fake fake) {
        Map<TaskId, Fake> all = new LinkedHashMap<>(setup.fakes());
        source.spec().tasks().forEach(task -> all.putIfAbsent(task.id(), fake));
        return with(setup.withFakes(all));
    }

    /// Runs the whole DAG to its end.
    ///
    /// @throws DownbeatException BAD_INPUT when the params do not fit
    public TestRun run() {
        return play(source.spec(), Map.of());
    }

    /// Runs one task alone, whatever it needs.
    ///
    /// @param outputs what the tasks left that its templates or arguments name
    /// @throws DownbeatException NOT_FOUND when the DAG has no such task
    public TestRun runTask(String task, Map<String, ?> outputs) {
        TaskSpec alone = source.spec().task(known(task)).withNeeds(List.of());
        DagSpec of = source.spec();
        var spec =
                new DagSpec(of.id(), of.about(), of.schedule(), of.params(), of.policy(), of.groups(), List.of(alone));
        var left = new LinkedHashMap<TaskId, String>();
        outputs.forEach((id, output) -> left.put(known(id), Json.write(output)));
        return play(spec, left);
    }

    /// Pretends to run the DAG: every task succeeds without being run, every way of a branch is taken, and a list
    /// that only a run would know has two items. Templates that name no output of a task are rendered.
    ///
    /// @throws DownbeatException BAD_INPUT when the params do not fit
    public TestRun dryRun() {
        DagTest pretending = with(setup.withFakes(Map.of())).fakeOthers(Fake.returning(null));
        DagSpec of = source.spec();
        List<TaskSpec> tasks = of.tasks().stream().map(DagTest::pretended).toList();
        return pretending.play(
                new DagSpec(of.id(), of.about(), of.schedule(), of.params(), of.policy(), of.groups(), tasks),
                Map.of());
    }

    private static TaskSpec pretended(TaskSpec task) {
        boolean renders = task.call().reads().isEmpty() && task.mapping() instanceof Mapping.Single;
        var call = new OperatorCall(
                task.call().type(),
                renders && !task.call().type().equals(FakeOperator.BRANCH)
                        ? task.call().config()
                        : Map.of(),
                Set.of());
        return task.withCall(call).withMapping(pretended(task.mapping()));
    }

    private static Mapping pretended(Mapping mapping) {
        return switch (mapping) {
            case Mapping.Single single -> single;
            case Mapping.Along along -> along;
            case Mapping.Over over -> {
                var sources = new LinkedHashMap<String, Mapping.Source>();
                over.sources()
                        .forEach((name, source) -> sources.put(
                                name,
                                switch (source) {
                                    case Mapping.Literal literal -> literal;
                                    case Mapping.Template _ -> new Mapping.Literal(List.of(1, 2));
                                }));
                yield new Mapping.Over(over.kind(), sources, over.options().withIndexName(""), over.group());
            }
        };
    }

    private TaskId known(String task) {
        List<String> all =
                source.spec().tasks().stream().map(spec -> spec.id().value()).toList();
        if (!all.contains(task)) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND, "DAG '%s' has no task '%s'%s".formatted(id(), task, Nearest.hint(task, all)));
        }
        return new TaskId(task);
    }

    private TestRun play(DagSpec spec, Map<TaskId, String> given) {
        Path home = temporaryFolder();
        try (var stage = new Stage(
                home, source.reader(), new TestSecrets(setup.connections(), setup.variables()), setup.fakes())) {
            given.forEach((task, json) -> stage.put(new TaskKey(RUN, task, MapIndex.NONE), XcomSet.OUTPUT, json));
            var version = new DagVersion(new VersionId(1), 1, SpecJson.hash(spec), faked(spec), source.text());
            Instant start = setup.interval().end();
            Rehearsal.Ended ended = Rehearsal.of(runSpec(version), version, start, stage);
            return result(spec, ended, Duration.between(start, ended.at()), stage);
        } finally {
            delete(home);
        }
    }

    private RunSpec runSpec(DagVersion version) {
        return new RunSpec(
                RUN,
                version.spec().id(),
                version.id(),
                Shard.of(version.spec().id()),
                RunType.MANUAL,
                setup.interval(),
                Params.resolve(version.spec().params(), setup.params()));
    }

    private DagSpec faked(DagSpec of) {
        List<TaskSpec> tasks = of.tasks().stream()
                .map(task -> setup.fakes().containsKey(task.id()) ? faked(task) : task)
                .toList();
        return new DagSpec(of.id(), of.about(), of.schedule(), of.params(), of.policy(), of.groups(), tasks);
    }

    private static TaskSpec faked(TaskSpec task) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("operator", task.call().type());
        config.put("settings", task.call().config());
        return task.withCall(
                new OperatorCall(FakeOperator.TYPE, config, task.call().reads()));
    }

    private static TestRun result(DagSpec spec, Rehearsal.Ended ended, Duration took, Stage stage) {
        var tasks = new LinkedHashMap<TestRun.Place, TestRun.Task>();
        for (TaskSpec task : spec.tasks()) {
            ended.instances().entrySet().stream()
                    .filter(entry -> entry.getKey().task().equals(task.id()))
                    .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(TaskKey::index)))
                    .forEach(entry -> tasks.put(
                            new TestRun.Place(task.id(), entry.getKey().index()),
                            task(entry.getKey(), entry.getValue(), task, stage)));
        }
        List<TaskId> order =
                ended.order().stream().map(attempt -> attempt.key().task()).toList();
        return new TestRun(ended.state(), ended.failure(), took, tasks, order);
    }

    private static TestRun.Task task(TaskKey key, TaskInstance instance, TaskSpec spec, Stage stage) {
        String log = instance.attempt() == 0 ? "" : stage.log(new AttemptId(key, instance.attempt()));
        return new TestRun.Task(
                instance.state(),
                instance.tryNumber(),
                spec.call().type(),
                Optional.ofNullable(instance.failure()),
                stage.left(key.run(), key.task(), key.index()).getOrDefault(XcomSet.OUTPUT, "null"),
                log);
    }

    private DagTest with(Setup changed) {
        return new DagTest(source, changed);
    }

    private static <K, V extends @Nullable Object> Map<K, V> plus(Map<K, V> map, K key, V value) {
        Map<K, V> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("downbeat-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        var paths = new ArrayList<Path>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.forEach(paths::addFirst);
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
