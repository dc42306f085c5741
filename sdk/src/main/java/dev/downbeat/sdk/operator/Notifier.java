package dev.downbeat.sdk.operator;

import java.util.Map;

/// An operator that can also tell people of something: it may stand under `on_failure` and the like, beside
/// being a task.
///
/// As a notifier its templates see `alert` beside the other variables, and [TaskContext#variables] has it
/// too: a map with `title`, `text`, `event`, `dag`, `run`, `task`, `error`, `log`, `link`, …
public interface Notifier<C extends Record> extends Operator<C> {
    /// Settings that an alert has when its author left them out, as YAML would write them; templates are
    /// rendered.
    default Map<String, Object> ofAlert() {
        return Map.of();
    }
}
