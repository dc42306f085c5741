package dev.downbeat.architecture;

import dev.downbeat.runtime.SettingKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The files by which Downbeat gets onto machines: the image's, Compose's and Helm's.
final class Shipped {
    static final Path IMAGE = Code.ROOT.resolve("dist/src/main/container/Containerfile");
    static final Path COMPOSE = Code.ROOT.resolve("dist/src/main/container/compose.yaml");
    static final Path CHART = Code.ROOT.resolve("dist/src/main/helm/downbeat");

    private static final Pattern VARIABLE = Pattern.compile("\\bDOWNBEAT_[A-Z_]+\\b");

    /// Not settings: the launcher's, the fleet's secret, and two that only Compose knows.
    private static final Set<String> OTHERS = Set.of(
            "DOWNBEAT_JAVA_HOME", "DOWNBEAT_JAVA_OPTS", "DOWNBEAT_NO_AOT", "DOWNBEAT_WORKER_TOKEN", "DOWNBEAT_IMAGE");

    private Shipped() {}

    /// The variables that a text names and nobody reads.
    static List<String> unknownVariables(String text) {
        Set<String> known =
                Arrays.stream(SettingKey.values()).map(SettingKey::variable).collect(Collectors.toSet());
        return VARIABLE.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(name -> !known.contains(name) && !OTHERS.contains(name))
                .filter(name -> !name.startsWith("DOWNBEAT_CONN_") && !name.startsWith("DOWNBEAT_VAR_"))
                .distinct()
                .toList();
    }

    /// All documents of a YAML text that are maps, with what they merge (`<<`) taken in.
    static List<Map<String, Object>> yaml(String text) {
        var documents = new ArrayList<Map<String, Object>>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
            if (document instanceof Map<?, ?>) {
                documents.add(map(merged(document)));
            }
        }
        return documents;
    }

    private static Object merged(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var all = new LinkedHashMap<String, Object>();
                if (map.containsKey("<<")) {
                    all.putAll(map(merged(map.get("<<"))));
                }
                map.forEach((key, each) -> {
                    if (!key.equals("<<")) {
                        all.put(key.toString(), each == null ? Map.of() : merged(each));
                    }
                });
                yield all;
            }
            case List<?> list -> list.stream().map(Shipped::merged).toList();
            default -> value;
        };
    }

    /// What is below a path of keys; a number is a place in a list.
    static @Nullable Object at(@Nullable Object value, String path) {
        @Nullable Object here = value;
        for (String key : path.split("\\.", -1)) {
            here = switch (here) {
                case Map<?, ?> map -> map.get(key);
                case List<?> list -> list.get(Integer.parseInt(key));
                case null, default -> null;
            };
        }
        return here;
    }

    /// The same, where it has to be.
    static Object in(Object value, String path) {
        Object found = at(value, path);
        if (found == null) {
            throw new AssertionError("there is no %s in %s".formatted(path, value));
        }
        return found;
    }

    @SuppressWarnings("unchecked") // the keys of YAML here are text
    static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /// The items of a list, each a map.
    static Stream<Map<String, Object>> items(@Nullable Object value) {
        return value instanceof List<?> list ? list.stream().map(Shipped::map) : Stream.of();
    }
}
