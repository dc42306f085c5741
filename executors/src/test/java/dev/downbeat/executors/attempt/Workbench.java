package dev.downbeat.executors.attempt;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.logs.LogLimits;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.secrets.HomeSecrets;
import dev.downbeat.model.About;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.operator.DagCode;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.SensorOptions;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything an attempt needs, in a temporary home: one DAG whose tasks run what a test says.
public final class Workbench implements AutoCloseable {
    public static final Duration GRACE = Duration.ofMillis(50);

    /// What a task does.
    public interface Body {
        @Nullable
        Object run(Map<String, @Nullable Object> settings, TaskContext context) throws Exception;
    }

    public record Settings(Map<String, @Nullable Object> values) {}

    private record BodyOperator(Body body, boolean onlyWaits) implements Operator<Settings> {
        @Override
        public String type() {
            return "body";
        }

        @Override
        public Class<Settings> config() {
            return Settings.class;
        }

        @Override
        public TaskResult run(Settings config, TaskContext context) throws Exception {
            Object result = body.run(config.values(), context);
            return result instanceof TaskResult done ? done : TaskResult.of(result);
        }
    }

    /// One look of a sensor.
    public interface Looking {
        Look poke(TaskContext context) throws Exception;
    }

    private record BodySensor(Looking looking) implements Sensor<Settings> {
        @Override
        public String type() {
            return "body";
        }

        @Override
        public Class<Settings> config() {
            return Settings.class;
        }

        @Override
        public Look poke(Settings settings, TaskContext context) throws Exception {
            return looking.poke(context);
        }
    }

    /// A sensor that is patient and quick.
    public static final SensorOptions OPTIONS = new SensorOptions(
            Duration.ofMillis(5),
            2,
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            false,
            Duration.ofMinutes(1),
            SensorOptions.Mode.DEFERRED);

    public final Path home;
    public final LogStore logs;
    public final List<TaskSpec> tasks = new ArrayList<>();
    public final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final ScratchStore scratch;
    private Map<String, String> environment = Map.of();
    private Map<String, @Nullable Object> params = Map.of();
    private Schedule schedule = new Schedule.Manual();
    private RunType type = RunType.MANUAL;
    private Outputs.Left left = Outputs.NONE.load(new RunId(1), Set.of());
    private Body body = (settings, context) -> null;
    private boolean onlyWaits;
    private @Nullable Looking looking;
    private SensorOptions options = OPTIONS;
    private AttemptLimits limits = new AttemptLimits(1_000, GRACE);

    public Workbench(Path home) {
        this.home = home;
        this.logs = new LogStore(home, LogLimits.DEFAULT, InstantSource.fixed(Instant.parse("2026-01-31T06:00:00Z")));
        this.scratch = ScratchStore.open(home);
    }

    public Workbench body(Body does) {
        this.body = does;
        return this;
    }

    public Workbench waiting(Body does) {
        this.onlyWaits = true;
        return body(does);
    }

    public Workbench sensor(SensorOptions how, Looking does) {
        this.looking = does;
        this.options = how;
        return this;
    }

    public Workbench environment(String... namesAndValues) {
        this.environment = Stream.iterate(0, i -> i < namesAndValues.length, i -> i + 2)
                .collect(Collectors.toMap(i -> namesAndValues[i], i -> namesAndValues[i + 1]));
        return this;
    }

    public Workbench params(Map<String, @Nullable Object> values) {
        this.params = values;
        return this;
    }

    public Workbench left(Outputs.Xcom... xcoms) {
        this.left = new Outputs.Left(List.of(xcoms), Map.of());
        return this;
    }

    public Workbench started(RunType by, Schedule of) {
        this.type = by;
        this.schedule = of;
        return this;
    }

    public Workbench grace(Duration grace) {
        this.limits = new AttemptLimits(limits.maxXcomBytes(), grace);
        return this;
    }

    /// Adds a task to the DAG; the first one is what [#order] runs.
    public Workbench task(String id, Map<String, @Nullable Object> config, String... needs) {
        return task(id, config, Duration.ofHours(1), needs);
    }

    public Workbench task(String id, Map<String, @Nullable Object> config, Duration timeout, String... needs) {
        return task(id, config, timeout, Mapping.NONE, needs);
    }

    public Workbench task(
            String id, Map<String, @Nullable Object> config, Duration timeout, Mapping mapping, String... needs) {
        Set<TaskId> reads = Arrays.stream(needs).map(TaskId::new).collect(Collectors.toSet());
        tasks.add(TaskSpec.of(new TaskId(id), new OperatorCall("body", config, reads))
                .withNeeds(Arrays.stream(needs).map(TaskId::new).map(Need::of).toList())
                .withMapping(mapping)
                .withPolicy(TaskPolicy.DEFAULT.withTimeout(timeout)));
        return this;
    }

    public DagVersion version() {
        var spec = new DagSpec(
                new DagId("churn"),
                new About(
                        "",
                        "",
                        List.of(),
                        List.of(),
                        new Origin("yaml", home.resolve("churn.yaml").toString(), "")),
                schedule,
                Map.of(),
                RunPolicy.DEFAULT,
                List.of(),
                tasks);
        return new DagVersion(new VersionId(1), 1, "hash", spec, "");
    }

    public RunSpec run() {
        return new RunSpec(
                new RunId(7),
                new DagId("churn"),
                new VersionId(1),
                new Shard(0),
                type,
                RunSpec.Interval.at(Instant.parse("2026-01-31T06:00:00Z")),
                params);
    }

    /// A new attempt of a task.
    public Order order(String task) {
        DagVersion version = version();
        var key = new TaskKey(new RunId(7), new TaskId(task), MapIndex.NONE);
        return new Order(
                new AttemptId(key, attempts.incrementAndGet()),
                1,
                run(),
                version,
                version.spec().task(new TaskId(task)),
                null);
    }

    public AttemptTools tools() {
        return new AttemptTools(
                catalog(),
                version -> new NoCode(),
                (run, names) -> {
                    loads.incrementAndGet();
                    return left;
                },
                new HomeSecrets(home, environment),
                new AttemptTools.Files(logs, new ArtifactStore(home), scratch),
                limits);
    }

    private OperatorCatalog catalog() {
        return new OperatorCatalog() {
            @Override
            public Operator<?> find(String type) {
                if (!type.equals("body")) {
                    throw new DownbeatException(ErrorCode.BAD_DAG, "there is no operator '" + type + "'");
                }
                if (looking != null) {
                    return new BodySensor(looking);
                }
                return new BodyOperator((settings, context) -> body.run(settings, context), onlyWaits);
            }

            @Override
            public Record settings(Operator<?> operator, Map<String, @Nullable Object> rendered) {
                return new Settings(rendered);
            }

            @Override
            public SensorOptions options(Map<String, @Nullable Object> rendered) {
                return options;
            }
        };
    }

    private static final class NoCode implements DagCode {
        @Override
        public ClassLoader ofDag() {
            throw new DownbeatException(ErrorCode.BAD_DAG, "no Java here");
        }

        @Override
        public Class<?> compile(Path file) {
            throw new DownbeatException(ErrorCode.BAD_DAG, "no Java here");
        }
    }

    public String log(AttemptId attempt) {
        return logs.read(attempt, 0, 1 << 20).text();
    }

    @Override
    public void close() {
        logs.close();
        try {
            scratch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
