package dev.downbeat.operators;

import dev.downbeat.sdk.operator.OtherRuns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs of other DAGs as a test would have them.
public final class FakeRuns implements OtherRuns {
    /// What [#newest] answers.
    public interface Newest {
        Optional<OtherRun> of(String dag, @Nullable Instant date, @Nullable String task);
    }

    private final Newest newest;
    private final List<Start> started = new ArrayList<>();
    private String state = "queued";

    public FakeRuns(Newest newest) {
        this.newest = newest;
    }

    /// The state of all runs that were started.
    public void state(String word) {
        state = word;
    }

    public List<Start> started() {
        return started;
    }

    @Override
    public Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task) {
        return newest.of(dag, date, task);
    }

    @Override
    public Optional<OtherRun> run(long id) {
        return Optional.of(new OtherRun(id, state, FakeTaskContext.LOGICAL_DATE, Map.of()));
    }

    @Override
    public long trigger(Start start) {
        started.add(start);
        return 100L + started.size();
    }
}
