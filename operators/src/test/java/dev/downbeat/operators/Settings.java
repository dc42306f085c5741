package dev.downbeat.operators;

import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Shorthand;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Settings records from what an author would write, with the defaults of [Default] and the key of
/// [Shorthand].
public final class Settings {
    private Settings() {}

    /// What `yaml` says, which is how the examples of the reference are written.
    public static <C extends Record> C yaml(Class<C> type, String yaml) {
        Object written = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return of(type, written == null ? Map.of() : written);
    }

    /// @param written a map of settings, or the value that stands for the shorthand
    public static <C extends Record> C of(Class<C> type, Object written) {
        var settings = new LinkedHashMap<String, @Nullable Object>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = snake(component.getName());
            Default byDefault = component.getAnnotation(Default.class);
            if (byDefault != null) {
                settings.put(key, new Load(LoadSettings.builder().build()).loadFromString(byDefault.value()));
            }
            if (component.isAnnotationPresent(Shorthand.class) && !(written instanceof Map)) {
                settings.put(key, written);
            }
        }
        if (written instanceof Map<?, ?> map) {
            map.forEach((key, value) -> settings.put(String.valueOf(key), value));
        }
        return Json.convert(settings, type);
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }
}
