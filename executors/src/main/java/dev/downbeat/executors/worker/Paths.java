package dev.downbeat.executors.worker;

import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Changes texts within values.
final class Paths {
    private Paths() {}

    /// The same value with each text in it changed; keys stay.
    static @Nullable Object changed(@Nullable Object value, UnaryOperator<String> change) {
        return switch (value) {
            case null -> null;
            case String text -> change.apply(text);
            case Map<?, ?> map -> {
                var changed = new LinkedHashMap<Object, @Nullable Object>();
                map.forEach((key, each) -> changed.put(key, changed(each, change)));
                yield changed;
            }
            case List<?> list -> {
                var changed = new ArrayList<@Nullable Object>(list.size());
                list.forEach(each -> changed.add(changed(each, change)));
                yield changed;
            }
            default -> value;
        };
    }

    /// JSON text with each text in it changed; the same text when `mark` is not in it.
    static String changedJson(String json, String mark, UnaryOperator<String> change) {
        return json.contains(mark) ? Json.write(changed(Json.read(json), change)) : json;
    }
}
