package dev.downbeat.operators;

import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Shard;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.DagCode;
import dev.downbeat.sdk.operator.OtherRuns;
import dev.downbeat.sdk.operator.Progress;
import dev.downbeat.sdk.operator.TaskContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// An attempt of task `job` in run 7 of the DAG `etl`, in a folder of the test's own: `dags/etl.yaml`,
/// `scratch` and `artifacts` stand in it. Expressions have the values that the test gives them.
public final class FakeTaskContext implements TaskContext {
    public static final Instant LOGICAL_DATE = Instant.parse("2026-03-01T06:00:00Z");

    private final Path root;
    private final FakeTaskLog log = new FakeTaskLog();
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, Object> expressions = new ConcurrentHashMap<>();
    private final Map<String, Object> params = new ConcurrentHashMap<>();
    private final Map<String, Object> xcoms = new ConcurrentHashMap<>();
    private final List<Runnable> hooks = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;
    private OtherRuns otherRuns = OtherRuns.NONE;
    private @Nullable DagCode code;
    private @Nullable Object state;
    private @Nullable Object checkpoint;
    private Map<String, Object> alert = Map.of();
    private Optional<Instant> nextRunDue = Optional.empty();

    public FakeTaskContext(Path root) {
        this.root = root;
        folder("dags");
        folder("scratch");
    }

    public FakeTaskContext with(Connection connection) {
        connections.put(connection.id(), connection);
        return this;
    }

    public FakeTaskContext param(String name, Object value) {
        params.put(name, value);
        return this;
    }

    /// The attempt is a notifier's.
    public FakeTaskContext alert(Map<String, Object> values) {
        alert = Map.copyOf(values);
        return this;
    }

    /// What [#evaluate] answers.
    public FakeTaskContext expression(String expression, Object value) {
        expressions.put(expression, value);
        return this;
    }

    /// What the look before left, as it would come back from the journal.
    public FakeTaskContext state(@Nullable Object left) {
        state = left == null ? null : Json.read(Json.write(left));
        return this;
    }

    /// What [#code] answers.
    public FakeTaskContext code(DagCode known) {
        code = known;
        return this;
    }

    /// Writes a file beside the DAG's own.
    public Path write(String name, String content) {
        try {
            Path file = dags().resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path dags() {
        return root.resolve("dags");
    }

    public Map<String, Object> xcoms() {
        return xcoms;
    }

    /// Runs the hooks; interrupting the thread is the caller's, see [RunningTask#cancel].
    public void cancel() {
        cancelled = true;
        hooks.forEach(Runnable::run);
    }

    @Override
    public AttemptId attempt() {
        return new AttemptId(new TaskKey(run().id(), new TaskId("job"), MapIndex.NONE), 3);
    }

    @Override
    public int tryNumber() {
        return 2;
    }

    @Override
    public @Nullable Object state() {
        return state;
    }

    @Override
    public RunSpec run() {
        return new RunSpec(
                new RunId(7),
                new DagId("etl"),
                new VersionId(1),
                new Shard(7),
                RunType.MANUAL,
                RunSpec.Interval.at(LOGICAL_DATE),
                Map.copyOf(params));
    }

    @Override
    public Path dagFile() {
        return dags().resolve("etl.yaml");
    }

    @Override
    public Map<String, @Nullable Object> variables() {
        Map<String, @Nullable Object> known = Map.of("params", Map.copyOf(params), "ds", "2026-03-01");
        if (alert.isEmpty()) {
            return known;
        }
        var all = new LinkedHashMap<String, @Nullable Object>(known);
        all.put(Alert.NAME, alert);
        return all;
    }

    @Override
    public @Nullable Object evaluate(String expression) {
        Object value = expressions.get(expression);
        if (value == null) {
            throw new DownbeatException(ErrorCode.BAD_TEMPLATE, "nothing known of " + expression);
        }
        return value;
    }

    @Override
    public FakeTaskLog log() {
        return log;
    }

    @Override
    public Connection connection(String id) {
        return Optional.ofNullable(connections.get(id))
                .orElseThrow(() -> new DownbeatException(ErrorCode.NOT_FOUND, "no connection '" + id + "'"));
    }

    @Override
    public Optional<String> variable(String key) {
        return Optional.empty();
    }

    /// What [#otherRuns] answers.
    public FakeTaskContext otherRuns(OtherRuns known) {
        otherRuns = known;
        return this;
    }

    /// What [#nextRunDue] answers.
    public FakeTaskContext nextRunDue(Instant due) {
        nextRunDue = Optional.of(due);
        return this;
    }

    @Override
    public Optional<Instant> nextRunDue() {
        return nextRunDue;
    }

    @Override
    public OtherRuns otherRuns() {
        return otherRuns;
    }

    @Override
    public Path artifacts() {
        return folder("artifacts");
    }

    @Override
    public Path scratch() {
        return folder("scratch");
    }

    @Override
    public void xcom(String key, @Nullable Object value) {
        xcoms.put(key, value == null ? "null" : value);
    }

    @Override
    public @Nullable Object checkpoint() {
        return checkpoint;
    }

    @Override
    public void checkpoint(Object value) {
        checkpoint = value;
    }

    @Override
    public Path checkpointFile() {
        return root.resolve("checkpoint.json");
    }

    @Override
    public void progress(long done, long total, String unit) {
        try {
            Files.writeString(progressFile(), new Progress(done, total, unit).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path progressFile() {
        return root.resolve("progress");
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable hook) {
        hooks.add(hook);
    }

    @Override
    public DagCode code() {
        if (code == null) {
            throw new UnsupportedOperationException("this fake has no Java code");
        }
        return code;
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
