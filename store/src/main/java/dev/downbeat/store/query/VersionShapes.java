package dev.downbeat.store.query;

import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.json.SpecJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The tasks of DAG versions. A version never changes, so that it is read and parsed once; the few that are
/// looked at are kept.
final class VersionShapes {
    private static final int KEPT = 64;

    private final Reader reader;
    private final Map<Long, List<TaskSpec>> kept = new ConcurrentHashMap<>();

    VersionShapes(Reader reader) {
        this.reader = reader;
    }

    /// In the author's order.
    List<TaskSpec> tasks(long version) {
        List<TaskSpec> known = kept.get(version);
        if (known != null) {
            return known;
        }
        String spec = reader.list("select spec from dag_version where version_id = ?", row -> row.getString(1), version)
                .getFirst();
        List<TaskSpec> tasks = SpecJson.read(spec).tasks();
        if (kept.size() >= KEPT) {
            kept.clear();
        }
        kept.put(version, tasks);
        return tasks;
    }
}
