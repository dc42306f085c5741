package dev.downbeat.executors.attempt;

import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.artifacts.Checkpoint;
import dev.downbeat.executors.artifacts.ProgressFile;
import dev.downbeat.executors.logs.AttemptLog;
import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.RunType;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.Wait;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.DagCode;
import dev.downbeat.sdk.operator.OtherRuns;
import dev.downbeat.sdk.operator.Progress;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.templates.Templates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an operator is handed. Everything that costs something is made when it is first asked for.
final class AttemptContext implements TaskContext, Console.Streams {
    /// Who looks on sees no more than this anyway.
    private static final Duration PROGRESS_PACE = Duration.ofMillis(100);

    private final AttemptTools tools;
    private final Order order;
    private final RunningAttempt attempt;
    private final AttemptLog log;
    private final Results results;
    private final Once<TaskTemplates> templates;
    private final Once<OutputStream> out;
    private final Once<OutputStream> err;
    private final RunMasking masking;
    private volatile boolean usedScratch;
    private volatile boolean usedCheckpoint;
    private volatile @Nullable String state;
    /// Of the clock of nanoseconds; 0 before the first.
    private volatile long progressAt;

    AttemptContext(
            AttemptTools tools,
            Templates renderer,
            Order order,
            RunningAttempt attempt,
            Map<String, @Nullable Object> more) {
        this.tools = tools;
        this.order = order;
        this.attempt = attempt;
        this.state = order.waiting() == null ? null : order.waiting().state();
        this.masking = new RunMasking(tools.secrets(), order.run());
        this.log = tools.files().logs().open(order.attempt(), masking);
        this.results =
                new Results(order, tools.files().artifacts(), tools.limits().maxXcomBytes());
        this.templates = new Once<>(() -> TaskTemplates.of(renderer, tools, order, more));
        this.out = new Once<>(log::stdout);
        this.err = new Once<>(log::stderr);
    }

    TaskTemplates templates() {
        return templates.get();
    }

    Results results() {
        return results;
    }

    Masking masking() {
        return masking.get();
    }

    @Override
    public OutputStream out() {
        return out.get();
    }

    @Override
    public OutputStream err() {
        return err.get();
    }

    @Override
    public AttemptId attempt() {
        return order.attempt();
    }

    @Override
    public int tryNumber() {
        return order.tryNumber();
    }

    @Override
    public @Nullable Object state() {
        String json = state;
        return json == null ? null : Json.read(json);
    }

    void state(@Nullable String json) {
        state = json;
    }

    @Nullable
    Wait waiting() {
        return order.waiting();
    }

    AttemptRunner.Watch boundLook(Duration atMost) {
        return attempt.boundLook(atMost);
    }

    @Override
    public RunSpec run() {
        return order.run();
    }

    @Override
    public Path dagFile() {
        return Path.of(order.version().spec().about().origin().file());
    }

    @Override
    public Map<String, @Nullable Object> variables() {
        return templates().variables();
    }

    @Override
    public @Nullable Object evaluate(String expression) {
        return templates().evaluate(expression);
    }

    @Override
    public AttemptLog log() {
        return log;
    }

    @Override
    public Connection connection(String id) {
        return tools.secrets().connection(id);
    }

    @Override
    public Optional<String> variable(String key) {
        return tools.secrets().variable(key);
    }

    @Override
    public OtherRuns otherRuns() {
        return tools.otherRuns();
    }

    @Override
    public Optional<Instant> nextRunDue() {
        Instant end = run().interval().end();
        boolean ofSchedule = run().type() == RunType.SCHEDULED || run().type() == RunType.BACKFILL;
        Optional<Schedule.Timed> times =
                ofSchedule ? order.version().spec().schedule().timed() : Optional.empty();
        return times.flatMap(timed -> Ticks.of(run().dag(), timed).next(end, end))
                .map(Ticks.Tick::firesAt);
    }

    @Override
    public Path artifacts() {
        return tools.files().artifacts().folder(order.run().dag(), order.attempt());
    }

    @Override
    public Path scratch() {
        usedScratch = true;
        return tools.files().scratch().folder(order.attempt());
    }

    @Override
    public void xcom(String key, @Nullable Object value) {
        results.xcom(key, value);
    }

    @Override
    public @Nullable Object checkpoint() {
        return checkpointHolder().load();
    }

    @Override
    public void checkpoint(Object value) {
        usedCheckpoint = true;
        checkpointHolder().save(value);
    }

    @Override
    public Path checkpointFile() {
        usedCheckpoint = true;
        return checkpointHolder().file();
    }

    Pulse.Signs signs() {
        return new Pulse.Signs(checkpointHolder(), progressHolder());
    }

    /// What succeeded has nothing to resume. The first attempt has nothing to forget, unless it saved something itself.
    void forgetCheckpoint() {
        if (usedCheckpoint || attempt().number() > 1 || order.waiting() != null) {
            checkpointHolder().forget();
        }
    }

    private Checkpoint checkpointHolder() {
        return tools.files().artifacts().checkpoint(run().dag(), attempt().key());
    }

    @Override
    public void progress(long done, long total, String unit) {
        var progress = new Progress(done, total, unit);
        long now = System.nanoTime();
        long last = progressAt;
        if (last == 0 || now - last >= PROGRESS_PACE.toNanos() || done == total) {
            progressAt = now == 0 ? 1 : now;
            progressHolder().write(progress);
        }
    }

    @Override
    public Path progressFile() {
        return progressHolder().file();
    }

    private ProgressFile progressHolder() {
        return tools.files().artifacts().progress(run().dag(), attempt());
    }

    @Override
    public boolean cancelled() {
        return attempt.isStopped();
    }

    @Override
    public void onCancel(Runnable hook) {
        attempt.onStop(hook);
    }

    @Override
    public DagCode code() {
        return tools.code().of(order.version());
    }

    /// Removes the scratch files and closes the log.
    void close() {
        try {
            if (usedScratch) {
                tools.files().scratch().remove(order.attempt());
            }
        } catch (IOException e) {
            log.error("the scratch files were not all removed: " + e);
        } finally {
            log.close();
        }
    }
}
