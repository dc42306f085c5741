package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text form of references, and the way back from settings to the tasks that they read.
final class TemplateText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern MARKUP = Pattern.compile("\\{(?=[{%#])");
    private static final Pattern BLOCK = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
    private static final Pattern OUTPUT = Pattern.compile(
            "\\boutputs\\s*(?:\\.\\s*([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)|\\[\\s*(['\"])(.+?)\\2\\s*])");

    private TemplateText() {}

    static String expression(String inner) {
        return "{{ " + inner + " }}";
    }

    /// What stands between the braces of [#expression].
    static String inner(String template) {
        return template.substring(2, template.length() - 2).strip();
    }

    /// `outputs.fit`, or `outputs['features.scale']` where the id is no plain name.
    static String output(TaskId task) {
        String id = task.value();
        return NAME.matcher(id).matches() ? "outputs." + id : "outputs['" + id + "']";
    }

    /// A value as part of a text: itself when it is text already, else JSON.
    static String text(@Nullable Object value) {
        return value instanceof String text ? text : Json.write(value);
    }

    /// A JSON value in which nothing is taken for a template when it is rendered.
    static Object escape(Object plain) {
        return switch (plain) {
            case String text -> MARKUP.matcher(text).replaceAll("{{ '{' }}");
            case List<?> list -> each(list);
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, @Nullable Object>();
                map.forEach((key, value) -> copy.put(key, value == null ? null : escape(value)));
                yield copy;
            }
            default -> plain;
        };
    }

    private static List<@Nullable Object> each(List<?> list) {
        var copy = new ArrayList<@Nullable Object>(list.size());
        for (Object item : list) {
            copy.add(item == null ? null : escape(item));
        }
        return copy;
    }

    /// What stands after `outputs` in all templates of a value: a task's id, after a dot perhaps with names
    /// of parts.
    static Set<String> reads(@Nullable Object settings) {
        var found = new LinkedHashSet<String>();
        collect(settings, found);
        return found;
    }

    private static void collect(@Nullable Object value, Set<String> found) {
        switch (value) {
            case String text -> {
                Matcher block = BLOCK.matcher(text);
                while (block.find()) {
                    Matcher output = OUTPUT.matcher(block.group());
                    while (output.find()) {
                        found.add(output.group(1) == null ? output.group(3) : output.group(1));
                    }
                }
            }
            case List<?> list -> list.forEach(item -> collect(item, found));
            case Map<?, ?> map -> map.values().forEach(item -> collect(item, found));
            case null, default -> {}
        }
    }
}
