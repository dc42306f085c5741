package dev.downbeat.runtime;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.executors.remote.Fleet;
import dev.downbeat.model.RunId;
import dev.downbeat.model.RunSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Downbeat in this process: the store, and as the mode says an engine on it.
///
/// ```java
/// try (Downbeat downbeat = Downbeat.open(Settings.load(), Mode.SERVE)) {
///     downbeat.api().dags(new DagQuery("", "", Optional.empty(), 50));
/// }
/// ```
public interface Downbeat extends AutoCloseable {
    /// What this process does beside answering questions.
    enum Mode {
        /// Everything: it reads the DAG folder, fires schedules and executes all runs, those too that dead
        /// processes left behind.
        SERVE,
        /// It executes the runs that are submitted here, and no others.
        FOREGROUND,
        /// Nothing: what is triggered is stored, and waits for a process that serves.
        INSPECT
    }

    /// Starts what the mode asks for.
    ///
    /// @throws dev.downbeat.model.DownbeatException DATABASE when the database cannot be started or reached
    static Downbeat open(Settings settings, Mode mode) {
        return Composition.open(settings, mode);
    }

    DownbeatApi api();

    /// Calls from outside that start runs.
    Webhooks webhooks();

    /// A run of a file to be executed here and now.
    ///
    /// @param dag    which DAG of the file; empty: its only one
    /// @param params what differs from the defaults
    /// @param fresh  start anew also when an earlier run was left unfinished
    record FileRun(Path file, String dag, Map<String, @Nullable Object> params, boolean fresh) {}

    /// Registers the file's DAG and starts a run of it; goes on with one of the same DAG version and the same
    /// params that a dead process left unfinished, when there is one. Only in [Mode#FOREGROUND], and once.
    ///
    /// @return the run's id; it is durable
    /// @throws dev.downbeat.model.DownbeatException BAD_DAG with all mistakes of the file, NOT_FOUND when it
    ///         has no such DAG, BAD_INPUT when the params do not fit
    long submit(FileRun run);

    /// Where a run's artifacts are; need not exist.
    Path artifacts(long runId);

    /// What workers speak to; empty in a process that executes nothing.
    Optional<Fleet> fleet();

    Health health();

    EngineMeters meters();

    /// What a run was asked to be; empty when there is no such run.
    ///
    /// @throws dev.downbeat.model.DownbeatException DATABASE
    Optional<RunSpec> spec(RunId run);

    /// It answers workers, attempts in containers and pods there, unless another address is set for them.
    void listens(URI server);

    /// Tells other processes of this home where the server is, until this is closed.
    void announce(URI server);

    /// An orderly stop: nothing is accepted any more, attempts are stopped (their runs go on at the next
    /// start), shards are given back.
    @Override
    void close();
}
