package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What can be called on a value: `name.upper()`, `params.items()`, `logical_date.strftime('%Y')`. Nothing
/// else can.
final class Methods {
    private record Method<T>(List<String> parameters, BiFunction<T, Bound, @Nullable Object> body) {}

    private static final Map<String, Method<String>> ON_TEXT = Map.ofEntries(
            method("upper", (text, _) -> text.toUpperCase(Locale.ROOT)),
            method("lower", (text, _) -> text.toLowerCase(Locale.ROOT)),
            method("title", (text, _) -> Words.title(text)),
            method("capitalize", (text, _) -> Words.capitalize(text)),
            method("strip", (text, a) -> Words.strip(text, a.text("chars", ""), true, true), "chars"),
            method("lstrip", (text, a) -> Words.strip(text, a.text("chars", ""), true, false), "chars"),
            method("rstrip", (text, a) -> Words.strip(text, a.text("chars", ""), false, true), "chars"),
            method("split", Words::split, "sep", "maxsplit"),
            method("splitlines", (text, _) -> new ArrayList<Object>(text.lines().toList())),
            method("replace", Words::replace, "old", "new", "count"),
            method("startswith", (text, a) -> text.startsWith(a.text("prefix")), "prefix"),
            method("endswith", (text, a) -> text.endsWith(a.text("suffix")), "suffix"),
            method("removeprefix", (text, a) -> Words.without(text, a.text("prefix"), ""), "prefix"),
            method("removesuffix", (text, a) -> Words.without(text, "", a.text("suffix")), "suffix"),
            method("find", (text, a) -> text.indexOf(a.text("sub")), "sub"),
            method("count", (text, a) -> Words.count(text, a.text("sub")), "sub"),
            method("join", (text, a) -> Words.join(Lists.items(a.need("iterable")), text), "iterable"),
            method("zfill", (text, a) -> Words.zfill(text, a.integer("width")), "width"),
            method("isdigit", (text, _) -> !text.isEmpty() && text.chars().allMatch(Character::isDigit)),
            method("strftime", (text, a) -> Strftime.format(Dates.need("strftime", text), a.text("format")), "format"),
            method("isoformat", (text, _) -> Dates.need("isoformat", text).toString()),
            method("weekday", (text, _) -> onDate(text, "weekday")),
            method("isoweekday", (text, _) -> onDate(text, "isoweekday")),
            method("timestamp", (text, _) -> onDate(text, "timestamp")),
            method("date", (text, _) -> onDate(text, "date")));

    private static final String[] UNITS = Dates.UNITS.toArray(String[]::new);

    private static final Map<String, Method<Moment>> ON_DATES = Map.ofEntries(
            method("strftime", (date, a) -> Strftime.format(date, a.text("format")), "format"),
            method("isoformat", (date, _) -> date.toString()),
            method("weekday", (date, _) -> onDate(date, "weekday")),
            method("isoweekday", (date, _) -> onDate(date, "isoweekday")),
            method("timestamp", (date, _) -> onDate(date, "timestamp")),
            method("date", (date, _) -> onDate(date, "date")),
            method("add", (date, a) -> Dates.add(date, a, 1), UNITS),
            method("subtract", (date, a) -> Dates.add(date, a, -1), UNITS),
            method("in_timezone", (date, a) -> Dates.inZone(date, a.text("tz")), "tz"));

    private static final Map<String, Method<Map<?, ?>>> ON_MAPS = Map.ofEntries(
            method("items", (map, _) -> Words.entries(map)),
            method("keys", (map, _) -> new ArrayList<@Nullable Object>(map.keySet())),
            method("values", (map, _) -> new ArrayList<@Nullable Object>(map.values())),
            method(
                    "get",
                    (map, a) -> map.containsKey(a.text("key")) ? map.get(a.text("key")) : a.get("default"),
                    "key",
                    "default"));

    private static final Map<String, Method<List<?>>> ON_LISTS = Map.ofEntries(
            method(
                    "count",
                    (list, a) -> (int) list.stream()
                            .filter(item -> Comparing.equal(item, a.need("item")))
                            .count(),
                    "item"),
            method("index", (list, a) -> index(list, a.need("item")), "item"));

    private Methods() {}

    private static Object onDate(Object date, String method) {
        Moment moment = Dates.need(method, date);
        return switch (method) {
            case "weekday" -> moment.at().getDayOfWeek().getValue() - 1;
            case "isoweekday" -> moment.at().getDayOfWeek().getValue();
            case "timestamp" -> moment.at().toInstant().toEpochMilli() / 1e3;
            case "date" -> moment.at().toLocalDate().toString();
            default -> throw new IllegalArgumentException("no method " + method);
        };
    }

    private static int index(List<?> list, @Nullable Object item) {
        for (int i = 0; i < list.size(); i++) {
            if (Comparing.equal(list.get(i), item)) {
                return i;
            }
        }
        throw new TemplateFailure("the list has no such item");
    }

    private static <T> Map.Entry<String, Method<T>> method(
            String name, BiFunction<T, Bound, @Nullable Object> body, String... parameters) {
        return Map.entry(name, new Method<>(List.of(parameters), body));
    }

    static @Nullable Object call(
            @Nullable Object base,
            String name,
            List<@Nullable Object> positional,
            Map<String, @Nullable Object> named,
            String path) {
        return switch (base) {
            case String text -> call(ON_TEXT, text, name, positional, named, path);
            case Map<?, ?> map -> call(ON_MAPS, map, name, positional, named, path);
            case List<?> list -> call(ON_LISTS, list, name, positional, named, path);
            case Moment date -> call(ON_DATES, date, name, positional, named, path);
            case null, default ->
                throw new TemplateFailure("'%s' is %s and has no function '%s'".formatted(path, Text.kind(base), name));
        };
    }

    private static <T> @Nullable Object call(
            Map<String, Method<T>> methods,
            T base,
            String name,
            List<@Nullable Object> positional,
            Map<String, @Nullable Object> named,
            String path) {
        Method<T> method = methods.get(name);
        if (method == null) {
            String hint = Nearest.hint(name, methods.keySet());
            String all = methods.keySet().stream().sorted().collect(Collectors.joining(", "));
            throw new TemplateFailure(
                    "'%s' has no function '%s'%s".formatted(path, name, hint.isEmpty() ? ": there are " + all : hint));
        }
        return method.body().apply(base, Bound.of(name + "()", method.parameters(), positional, named));
    }
}
