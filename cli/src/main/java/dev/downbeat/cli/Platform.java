package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Problem;
import dev.downbeat.runtime.DatabaseCare.PurgeResult;
import dev.downbeat.runtime.Saving.Saved;
import dev.downbeat.store.SchemaReport;
import dev.downbeat.store.care.PurgeOrder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rest of Downbeat, as the commands need it.
interface Platform {
    /// The server that runs on this home when there is one, else the store itself.
    Access access();

    /// An engine in this process, for one run.
    Foreground foreground();

    /// An engine and a server in this process.
    ///
    /// @param dags the folder with the DAG files; empty: as configured
    /// @param port to listen on; empty: as configured
    Serving serve(Optional<Path> dags, Optional<Integer> port);

    /// A worker in this process, once its server has taken it in.
    Working work(WorkerAsk ask) throws InterruptedException;

    /// The attempt for which this process was started.
    Errand errand();

    /// One attempt.
    interface Errand extends AutoCloseable {
        /// Returns when its end is reported.
        void run() throws InterruptedException;

        /// Stops it, and gives it back.
        void giveBack();

        @Override
        void close();
    }

    /// Makes the secret of this home's workers, unless there is one.
    Secret workerSecret();

    /// What a worker is to be.
    ///
    /// @param dags the folder of DAG files here; null: where the server has it
    record WorkerAsk(
            URI server,
            String name,
            List<String> queues,
            int slots,
            @Nullable Path dags) {}

    /// A worker that works.
    interface Working extends AutoCloseable {
        /// Tasks that it has.
        int running();

        /// Takes no more, and waits for what runs.
        ///
        /// @return false when something had not ended by then, and was given back
        boolean drain(Duration patience) throws InterruptedException;

        @Override
        void close();
    }

    /// Where a secret is.
    ///
    /// @param made whether it was made just now
    record Secret(Path file, boolean made) {}

    /// Reads one DAG file without a database.
    Loaded load(Path file);

    /// All operators, by name.
    List<OperatorPage> operators();

    /// The JSON Schema of YAML DAGs.
    String schema();

    /// What to check on this machine, in order. Each check may take a while.
    List<Check> checks();

    DatabaseAdmin database();

    /// The line that the person types next; empty when there is none.
    String answer();

    /// A way to the DAGs and runs.
    interface Access extends AutoCloseable {
        DownbeatApi api();

        /// Whether something executes runs; without it they wait.
        boolean serving();

        @Override
        void close();
    }

    /// A way to start a run here and now.
    interface Foreground extends Access {
        /// @param fresh start anew also when a run of this file was left unfinished
        /// @return the run's id
        long submit(Path file, Optional<String> dag, Map<String, @Nullable Object> params, boolean fresh);

        /// Where a run's artifacts are.
        Path artifacts(long runId);
    }

    /// A server that is up.
    interface Serving extends AutoCloseable {
        URI url();

        /// What a person wants to know of it, by name: the database, the DAG folder.
        Map<String, String> facts();

        @Override
        void close();
    }

    /// What a DAG file holds.
    ///
    /// @param problems empty when all is well
    record Loaded(List<DagSpec> dags, List<Problem> problems) {}

    /// An operator's reference page in Markdown.
    record OperatorPage(String name, String summary, String markdown) {}

    /// Something that could be wrong with this machine.
    interface Check {
        String name();

        Finding run();
    }

    /// @param advice what to do; empty when all is well
    record Finding(Level level, String text, String advice) {
        enum Level {
            GOOD,
            WARNING,
            BAD
        }
    }

    /// The database behind it all.
    interface DatabaseAdmin {
        /// By name: `database`, `postgresql` (its version), `schema`, `megabytes`.
        Map<String, @Nullable Object> status();

        /// How the schema stands to this program; changes nothing.
        SchemaReport schema();

        /// Brings the schema up to date; how it stood before.
        SchemaReport migrate();

        /// Looks for what is wrong with it.
        List<dev.downbeat.store.care.Finding> check();

        /// Saves it into a file.
        ///
        /// @param files with logs and artifacts
        Saved backup(Path file, boolean files);

        /// Brings back what was saved.
        ///
        /// @param force into a database that is not empty
        Saved restore(Path file, boolean force);

        /// Runs of each DAG that a purge would delete.
        Map<String, Long> countOld(PurgeOrder order);

        /// Deletes old runs.
        PurgeResult purge(PurgeOrder order);

        /// Stops the embedded database; false when it did not run.
        boolean stop();

        /// The embedded database's folder; empty for a server.
        Optional<Path> path();
    }
}
