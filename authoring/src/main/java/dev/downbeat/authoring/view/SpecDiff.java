package dev.downbeat.authoring.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is different between two versions of a DAG, by the names in its spec: `tasks.load.policy.retry.retries`.
/// Where something stands in its file is no difference.
public final class SpecDiff {
    private static final Set<String> WHERE = Set.of("about.origin", "about.line");

    private SpecDiff() {}

    /// @param before null when it is new
    /// @param after  null when it is gone
    public record Line(
            String path, @Nullable Object before, @Nullable Object after) {}

    /// @param before as JSON has it, and so is `after`
    public static List<Line> of(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        var lines = new ArrayList<Line>();
        compare("", before, after, lines);
        return List.copyOf(lines);
    }

    private static void compare(String path, @Nullable Object before, @Nullable Object after, List<Line> lines) {
        if (WHERE.stream().anyMatch(path::endsWith) || Objects.equals(before, after)) {
            return;
        }
        Map<String, @Nullable Object> one = named(before);
        Map<String, @Nullable Object> other = named(after);
        if (one == null || other == null) {
            lines.add(new Line(path, before, after));
            return;
        }
        var names = new LinkedHashSet<>(one.keySet());
        names.addAll(other.keySet());
        for (String name : names) {
            compare(path.isEmpty() ? name : path + "." + name, one.get(name), other.get(name), lines);
        }
    }

    /// An object's values, or those of a list whose elements have ids; null for anything else.
    private static @Nullable Map<String, @Nullable Object> named(@Nullable Object value) {
        var named = new LinkedHashMap<String, @Nullable Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> named.put(String.valueOf(name), each));
            return named;
        }
        if (!(value instanceof List<?> list)) {
            return null;
        }
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> map) || !(map.get("id") instanceof String id)) {
                return null;
            }
            named.put(id, each);
        }
        return named;
    }
}
