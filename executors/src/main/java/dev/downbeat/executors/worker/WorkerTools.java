package dev.downbeat.executors.worker;

import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.attempt.AttemptLimits;
import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.executors.attempt.DagCodes;
import dev.downbeat.executors.attempt.OperatorCatalog;
import dev.downbeat.executors.logs.LogLimits;
import dev.downbeat.executors.logs.LogStore;
import dev.downbeat.executors.wire.Asking;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/// What all attempts of a worker have in common.
final class WorkerTools implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final OperatorCatalog operators;
    private final DagCodes code;
    private final ScratchStore base;
    private final ScratchStore scratch;
    private final ArtifactStore artifacts;
    private final LogStore logs;

    /// @param folder what dead workers left there is removed
    WorkerTools(OperatorCatalog operators, DagCodes code, Path folder) {
        this.operators = operators;
        this.code = code;
        this.base = ScratchStore.open(folder);
        Path own = base.root().resolve("worker-" + NUMBER.incrementAndGet());
        this.scratch = ScratchStore.within(own.resolve("scratch"));
        this.artifacts = new ArtifactStore(own);
        this.logs = new LogStore(own, LogLimits.DEFAULT, InstantSource.system());
    }

    ArtifactStore artifacts() {
        return artifacts;
    }

    LogStore logs() {
        return logs;
    }

    /// Those of one attempt.
    AttemptTools of(AttemptLink link, LocalFiles files) {
        var asking = new Asking(link);
        return new AttemptTools(
                operators,
                code,
                files.fetching(asking),
                asking,
                new AttemptTools.Files(logs, artifacts, scratch),
                AttemptLimits.DEFAULT,
                asking);
    }

    /// Removes what is left.
    @Override
    public void close() throws IOException {
        logs.close();
        scratch.close();
    }
}
