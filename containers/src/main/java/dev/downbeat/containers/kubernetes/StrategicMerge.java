package dev.downbeat.containers.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lays one description over another, as `kubectl patch` does by default (a strategic merge):
///
/// - Objects are merged key by key; a key with `null` is taken out.
/// - Lists whose elements have a name of their own are merged by it: `containers`, `initContainers`,
///   `volumes`, `env`, `imagePullSecrets`, `resourceClaims`, `claims`, `schedulingGates` by `name`,
///   `volumeMounts` by `mountPath`, `volumeDevices` by `devicePath`, `ports` by `containerPort`,
///   `hostAliases` by `ip`, `topologySpreadConstraints` by `topologyKey`. What is new comes to the end.
/// - A volume, and a variable of `env`, is replaced as a whole: each has one source.
/// - All other lists (`tolerations`, `args`, …) and all single values are replaced.
/// - `$patch: delete` in an element of such a list takes it out; `$patch: replace` in an object or in an
///   element of its own replaces all that was there.
final class StrategicMerge {
    /// By which key the elements of a list are told apart. No two lists of a Pod have the same name and
    /// different rules.
    static final Map<String, String> ELEMENT_KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("volumes", "name"),
            Map.entry("env", "name"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("resourceClaims", "name"),
            Map.entry("claims", "name"),
            Map.entry("schedulingGates", "name"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("volumeDevices", "devicePath"),
            Map.entry("ports", "containerPort"),
            Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"));

    static final String DIRECTIVE = "$patch";

    private static final List<String> ONE_SOURCE = List.of("volumes", "env");

    private StrategicMerge() {}

    static Map<String, Object> merge(Map<?, ?> base, Map<?, ?> over) {
        var merged = new LinkedHashMap<String, Object>();
        if (!"replace".equals(over.get(DIRECTIVE))) {
            base.forEach((key, value) -> merged.put(key.toString(), value));
        }
        over.forEach((name, value) -> {
            String key = name.toString();
            if (value == null || isDeletion(value)) {
                merged.remove(key);
            } else if (!key.equals(DIRECTIVE)) {
                merged.put(key, merged(key, merged.get(key), value));
            }
        });
        return merged;
    }

    private static Object merged(String key, @Nullable Object base, Object over) {
        if (over instanceof Map<?, ?> object) {
            return merge(base instanceof Map<?, ?> under ? under : Map.of(), object);
        }
        String elementKey = ELEMENT_KEYS.get(key);
        if (over instanceof List<?> elements && elementKey != null) {
            return mergedLists(key, elementKey, base instanceof List<?> under ? under : List.of(), elements);
        }
        return over;
    }

    private static List<Object> mergedLists(String list, String key, List<?> base, List<?> over) {
        boolean replace =
                over.stream().anyMatch(element -> Map.of(DIRECTIVE, "replace").equals(element));
        var merged = new ArrayList<Object>(replace ? List.of() : base);
        for (Object element : over) {
            if (!(element instanceof Map<?, ?> object)) {
                merged.add(element);
            } else if (object.containsKey(key)) {
                put(merged, list, key, object);
            }
        }
        return merged;
    }

    private static void put(List<Object> merged, String list, String key, Map<?, ?> over) {
        Object name = over.get(key);
        for (int i = 0; i < merged.size(); i++) {
            if (merged.get(i) instanceof Map<?, ?> base && Objects.equals(base.get(key), name)) {
                if (isDeletion(over)) {
                    merged.remove(i);
                } else {
                    merged.set(i, merge(ONE_SOURCE.contains(list) ? Map.of() : base, over));
                }
                return;
            }
        }
        if (!isDeletion(over)) {
            merged.add(merge(Map.of(), over));
        }
    }

    private static boolean isDeletion(Object value) {
        return value instanceof Map<?, ?> object && "delete".equals(object.get(DIRECTIVE));
    }
}
