package dev.downbeat.runtime;

import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.store.query.OutputQueries;
import java.util.Set;

/// What tasks left, from the store.
final class StoredOutputs implements Outputs {
    private final OutputQueries queries;

    StoredOutputs(OutputQueries queries) {
        this.queries = queries;
    }

    @Override
    public Left load(RunId run, Set<TaskId> tasks) {
        var xcoms = queries.of(run, tasks).stream()
                .map(left -> new Xcom(left.task(), left.index(), left.name(), left.json()))
                .toList();
        return new Left(xcoms, queries.mapSizes(run, tasks));
    }
}
