package dev.downbeat.cli;

import dev.downbeat.api.Views.RunDetail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What started a run, for people.
final class StartedBy {
    private StartedBy() {}

    /// `manual`; `asset: orders by etl.load (run 7) and 2 more, leads (told)`
    static String of(RunDetail run) {
        var parts = new ArrayList<String>();
        if (run.trigger().get("assets") instanceof Map<?, ?> assets) {
            assets.forEach((asset, updates) -> {
                if (updates instanceof List<?> list && !list.isEmpty() && list.getLast() instanceof Map<?, ?> last) {
                    parts.add(asset + " " + by(last)
                            + (list.size() > 1 ? " and %,d more".formatted(list.size() - 1) : ""));
                }
            });
        }
        return parts.isEmpty() ? run.summary().type() : run.summary().type() + ": " + String.join(", ", parts);
    }

    private static String by(Map<?, ?> update) {
        return "".equals(update.get("dag"))
                ? "(told)"
                : "by %s.%s (run %s)".formatted(update.get("dag"), update.get("task"), update.get("run_id"));
    }
}
