package dev.downbeat.authoring.shape;

import dev.downbeat.authoring.shape.Shape.Field;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Turns settings as plain values into their record, with defaults filled in.
public final class SettingsReader {
    private SettingsReader() {}

    /// @param settings rendered: no templates any more
    /// @throws DownbeatException BAD_INPUT that names the setting and says what it takes
    public static <C extends Record> C read(Class<C> type, Map<String, @Nullable Object> settings) {
        Shape.Fields shape = Shapes.of(type);
        Object complete = complete(shape, settings, "");
        try {
            return Json.convert(complete, type);
        } catch (DownbeatException e) {
            throw e.getCause() instanceof RuntimeException cause && cause.getCause() instanceof DownbeatException own
                    ? own
                    : e;
        }
    }

    private static @Nullable Object complete(Shape shape, @Nullable Object value, String path) {
        return switch (shape) {
            case Shape.Fields fields -> value == null ? null : fields(fields, value, path);
            case Shape.ListOf list -> value == null ? null : list(list, value, path);
            case Shape.MapOf map -> value == null ? null : map(map, value, path);
            case Shape.Text _ ->
                value instanceof Map || value instanceof List ? wrong(shape, value, path) : text(value);
            case Shape.Whole _ -> whole(shape, value, path);
            case Shape.Real _, Shape.Flag _, Shape.Time _, Shape.Choice _ -> scalar(shape, value, path);
            case Shape.Any _ -> value;
        };
    }

    private static Object fields(Shape.Fields shape, Object value, String path) {
        if (!(value instanceof Map<?, ?> given)) {
            Field shorthand = shape.shorthand().orElseThrow(() -> wrongValue(shape, value, path));
            return fields(shape, Map.of(shorthand.name(), value), path);
        }
        var complete = new LinkedHashMap<String, @Nullable Object>();
        for (Field field : shape.fields()) {
            String at = path.isEmpty() ? field.name() : path + "." + field.name();
            Object set = given.get(field.name());
            if (set == null && field.defaultText() != null) {
                // read as YAML, "" would be null
                set = field.shape() instanceof Shape.Text ? field.defaultText() : parse(field.defaultText());
            }
            if (set == null && field.required()) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT,
                        "setting '%s' is missing: it takes %s"
                                .formatted(at, field.shape().words()));
            }
            complete.put(field.name(), complete(field.shape(), set, at));
        }
        for (Object key : given.keySet()) {
            if (!complete.containsKey(String.valueOf(key))) {
                String hint = shape.hint(String.valueOf(key));
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT,
                        "there is no setting '%s'%s".formatted(key, hint.isEmpty() ? "" : ": " + hint));
            }
        }
        return complete;
    }

    private static Object list(Shape.ListOf shape, Object value, String path) {
        var complete = new ArrayList<@Nullable Object>();
        List<?> items = value instanceof List<?> many ? many : List.of(value);
        for (int i = 0; i < items.size(); i++) {
            complete.add(complete(shape.item(), items.get(i), path + "[" + i + "]"));
        }
        return complete;
    }

    private static Object map(Shape.MapOf shape, Object value, String path) {
        if (!(value instanceof Map<?, ?> given)) {
            throw wrongValue(shape, value, path);
        }
        var complete = new LinkedHashMap<String, @Nullable Object>();
        given.forEach(
                (key, item) -> complete.put(String.valueOf(key), complete(shape.value(), item, path + "." + key)));
        return complete;
    }

    private static @Nullable Object text(@Nullable Object value) {
        return value == null ? null : String.valueOf(value);
    }

    /// A template yields `12` or `12.0` for what has to be whole.
    private static @Nullable Object whole(Shape shape, @Nullable Object value, String path) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return number.longValue();
        }
        return scalar(shape, value, path);
    }

    private static @Nullable Object scalar(Shape shape, @Nullable Object value, String path) {
        Object parsed = value instanceof String text && !(shape instanceof Shape.Choice) ? parse(text.strip()) : value;
        boolean fits = switch (shape) {
            case Shape.Whole _ ->
                parsed instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue());
            case Shape.Real _ -> parsed instanceof Number;
            case Shape.Flag _ -> parsed instanceof Boolean;
            case Shape.Time _ -> parsed instanceof String;
            case Shape.Choice choice ->
                choice.of().contains(String.valueOf(value).toLowerCase(java.util.Locale.ROOT));
            case Shape.Text _, Shape.Any _, Shape.ListOf _, Shape.MapOf _, Shape.Fields _ -> true;
        };
        if (value != null && !fits) {
            throw wrongValue(shape, value, path);
        }
        return value == null ? null : parsed;
    }

    private static Object wrong(Shape shape, Object value, String path) {
        throw wrongValue(shape, value, path);
    }

    private static DownbeatException wrongValue(Shape shape, Object value, String path) {
        return new DownbeatException(
                ErrorCode.BAD_INPUT,
                "setting '%s' takes %s, not %s".formatted(path, shape.words(), Excerpt.of(Json.write(value), 80)));
    }

    private static @Nullable Object parse(String yaml) {
        var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        return new Load(settings).loadFromString(yaml);
    }
}
