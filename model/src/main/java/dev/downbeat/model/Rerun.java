package dev.downbeat.model;

import java.util.Locale;
import java.util.Optional;

/// Which intervals a backfill runs that have a run already.
public enum Rerun {
    /// None of them.
    NONE,
    /// Those whose last run failed.
    FAILED,
    /// All whose last run has ended.
    ALL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws DownbeatException BAD_INPUT with the words that are allowed
    public static Rerun of(String word) {
        for (Rerun rerun : values()) {
            if (rerun.word().equals(word)) {
                return rerun;
            }
        }
        throw new DownbeatException(
                ErrorCode.BAD_INPUT, "'%s' says not what to run again: use none, failed or all".formatted(word));
    }

    /// Why an interval with this last run is left out; empty when it is run again.
    public Optional<String> leftOut(RunId last, DagRunState state) {
        if (!state.terminal()) {
            return Optional.of("run %s is under way".formatted(last));
        }
        boolean again = switch (this) {
            case NONE -> false;
            case FAILED -> state == DagRunState.FAILED;
            case ALL -> true;
        };
        return again ? Optional.empty() : Optional.of("run %s: %s".formatted(last, state.word()));
    }
}
