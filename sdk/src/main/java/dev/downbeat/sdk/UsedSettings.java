package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.TaskValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The settings of a used operator: references become their templates, typed values become JSON values, and
/// texts stay templates as written.
final class UsedSettings {
    private UsedSettings() {}

    static Map<String, @Nullable Object> plain(Map<String, ?> settings, TaskValues values) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        settings.forEach((key, value) -> plain.put(key, plain(value, values)));
        return plain;
    }

    /// The tasks whose outputs are read, by references and by the texts of templates.
    ///
    /// @param known the task that a path such as `features.scale.rows` begins with
    static Set<TaskId> reads(Map<String, @Nullable Object> settings, Function<String, TaskId> known) {
        var tasks = new LinkedHashSet<TaskId>();
        for (String path : TemplateText.reads(settings)) {
            tasks.add(known.apply(path));
        }
        return tasks;
    }

    private static @Nullable Object plain(@Nullable Object value, TaskValues values) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Value<?> literal -> TemplateText.escape(literal.plain());
            case Expression<?> expression -> expression.argument();
            case Ref<?> ref -> ref.template();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item, values)));
                yield copy;
            }
            case Collection<?> items -> {
                var copy = new ArrayList<@Nullable Object>();
                items.forEach(item -> copy.add(plain(item, values)));
                yield copy;
            }
            default -> values.plain(value, value.getClass());
        };
    }
}
