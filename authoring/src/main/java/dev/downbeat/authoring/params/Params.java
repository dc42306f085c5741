package dev.downbeat.authoring.params;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of a run's params.
public final class Params {
    private Params() {}

    /// All declared params: as given, else their defaults.
    ///
    /// @throws DownbeatException BAD_INPUT with every mistake: unknown names, missing values, values that do
    ///         not fit
    public static Map<String, @Nullable Object> resolve(
            Map<String, ParamSpec> declared, Map<String, @Nullable Object> given) {
        var mistakes = new ArrayList<String>();
        for (String name : given.keySet()) {
            if (!declared.containsKey(name)) {
                mistakes.add("there is no param '%s'%s".formatted(name, orKnown(name, declared)));
            }
        }
        var values = new LinkedHashMap<String, @Nullable Object>();
        declared.forEach((name, param) -> {
            if (given.containsKey(name)) {
                ParamSchema.mistakes(param, given.get(name))
                        .forEach(mistake -> mistakes.add("param '%s' = %s".formatted(name, mistake)));
                values.put(name, given.get(name));
            } else if (param.required()) {
                mistakes.add("param '%s' needs a value: it has no default".formatted(name));
            } else {
                values.put(name, param.defaultValue());
            }
        });
        if (!mistakes.isEmpty()) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, String.join("; ", mistakes));
        }
        return values;
    }

    /// Reads `key=value` texts as they come from a command line: by the declared type, text where text is
    /// wanted, JSON where it is not.
    ///
    /// @throws DownbeatException BAD_INPUT when one has no `=`, or its value is no JSON though its type needs
    ///         it
    public static Map<String, @Nullable Object> parse(Map<String, ParamSpec> declared, List<String> texts) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "'%s' is not a param: write name=value".formatted(text));
            }
            String name = text.substring(0, equals);
            values.put(name, parse(declared.get(name), name, text.substring(equals + 1)));
        }
        return values;
    }

    private static @Nullable Object parse(@Nullable ParamSpec param, String name, String text) {
        if (param == null || "string".equals(param.schema().get("type"))) {
            return text;
        }
        try {
            return Json.read(text);
        } catch (DownbeatException e) {
            if (param.schema().get("type") instanceof String type) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT,
                        "param '%s' takes %s, not '%s'".formatted(name, withArticle(type), text),
                        e);
            }
            return text;
        }
    }

    private static String withArticle(String type) {
        return ("aeiou".indexOf(type.charAt(0)) >= 0 ? "an " : "a ") + type;
    }

    private static String orKnown(String name, Map<String, ParamSpec> declared) {
        String hint = Nearest.hint(name, declared.keySet());
        if (!hint.isEmpty()) {
            return hint;
        }
        return declared.isEmpty() ? ": the DAG declares none" : ": there are " + String.join(", ", declared.keySet());
    }
}
