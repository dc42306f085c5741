package dev.downbeat.runtime;

import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.store.query.OutputQueries;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What tasks left, from the store.
final class StoredOutputs implements Outputs {
    private final OutputQueries queries;

    StoredOutputs(OutputQueries queries) {
        this.queries = queries;
    }

    @Override
    public Left load(RunId run, Set<TaskId> tasks) {
        return Patience.ask(() -> new Left(xcoms(queries.of(run, tasks)), queries.mapSizes(run, tasks)));
    }

    @Override
    public Left load(RunId run, Set<TaskId> tasks, MapIndex index) {
        return Patience.ask(() -> new Left(xcoms(queries.of(run, tasks, index)), Map.of()));
    }

    private static List<Xcom> xcoms(List<OutputQueries.Left> left) {
        return left.stream()
                .map(one -> new Xcom(one.task(), one.index(), one.name(), one.json()))
                .toList();
    }
}
