package dev.downbeat.executors.attempt;

import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.artifacts.ScratchStore;
import dev.downbeat.executors.logs.Logs;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.sdk.operator.OtherRuns;

/// All that an attempt works with.
public record AttemptTools(
        OperatorCatalog operators,
        DagCodes code,
        Outputs outputs,
        Secrets secrets,
        Files files,
        AttemptLimits limits,
        OtherRuns otherRuns) {
    /// Where there are no other runs.
    public AttemptTools(
            OperatorCatalog operators,
            DagCodes code,
            Outputs outputs,
            Secrets secrets,
            Files files,
            AttemptLimits limits) {
        this(operators, code, outputs, secrets, files, limits, OtherRuns.NONE);
    }

    /// Where an attempt's files are.
    public record Files(Logs logs, ArtifactStore artifacts, ScratchStore scratch) {}
}
