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
    // Written out: javac drops type annotations from the parameters of a compact constructor.
    public OperatorCall(String type, Map<String, @Nullable Object> config, Set<TaskId> reads) {
        this.type = type;
        this.config = Values.freezeMap(config);
        this.reads = java.util.Collections.unmodifiableSet(new TreeSet<>(reads));
    }
}
