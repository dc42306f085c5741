package dev.downbeat.cli;

import dev.downbeat.api.RepairViews.RunFilter;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which runs a command is for, when they are not named: those that a filter finds.
final class RunChoice {
    @Option(names = "--dag", paramLabel = "DAG", description = "In place of RUN: runs of this DAG.")
    @Nullable
    String dag;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "In place of RUN: runs in this state: queued, running, success or failed.")
    @Nullable
    String state;

    @Option(
            names = "--since",
            paramLabel = "INSTANT",
            description = "In place of RUN: runs with this logical date or a later one, as in 2024-05-01T00:00:00Z.")
    @Nullable
    Instant since;

    @Option(names = "--until", paramLabel = "INSTANT", description = "Of these only runs with an earlier logical date.")
    @Nullable
    Instant until;

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "Of these at most so many, the newest. Default: 100.")
    int count = RunFilter.LIMIT;

    /// @param named how many runs are named on the command line
    /// @return null when runs are named
    @Nullable
    RunFilter filter(int named) {
        boolean filtered = dag != null || state != null || since != null || until != null;
        if (filtered && named > 0) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "name runs, or choose them by --dag, --state or --since");
        }
        if (!filtered && named == 0) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "no run is named: give a run's number, or --dag, --state or --since");
        }
        return filtered ? new RunFilter(dag, state, since, until, count) : null;
    }
}
