package dev.downbeat.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which operator a task uses and with what.
///
/// @param type   the operator's name: `bash`, `sql`, …
/// @param config its settings as written: templates are still templates
/// @param reads  the tasks whose outputs the templates in it name
public record OperatorCall(String type, Map<String, @Nullable Object> config, Set<TaskId> reads) {
    public OperatorCall {
        config = Values.freezeMap(config);
        reads = java.util.Collections.unmodifiableSet(new TreeSet<>(reads));
    }
}
