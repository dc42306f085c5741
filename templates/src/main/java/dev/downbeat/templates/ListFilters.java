package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The filters that work on lists and maps. Where one takes `attribute`, that is a name or a path:
/// `user.name`.
final class ListFilters {
    private ListFilters() {}

    static void define(Filters.Catalogue catalogue) {
        sizes(catalogue);
        order(catalogue);
        choosing(catalogue);
        shapes(catalogue);
    }

    private static void sizes(Filters.Catalogue catalogue) {
        catalogue.define("length", (_, input, _) -> length(input));
        catalogue.define("count", (_, input, _) -> length(input));
        catalogue.define("first", (_, input, _) -> end(input, true));
        catalogue.define("last", (_, input, _) -> end(input, false));
        catalogue.define("join", (e, input, a) -> Words.join(picked(e, input, a), a.text("d", "")), "d", "attribute");
        catalogue.define("sum", ListFilters::sum, "attribute", "start");
        catalogue.define("min", (e, input, a) -> extreme(e, input, a, 1), "case_sensitive", "attribute");
        catalogue.define("max", (e, input, a) -> extreme(e, input, a, -1), "case_sensitive", "attribute");
    }

    private static void order(Filters.Catalogue catalogue) {
        catalogue.define("sort", ListFilters::sort, "reverse", "case_sensitive", "attribute");
        catalogue.define(
                "reverse",
                (_, input, _) -> input instanceof String text
                        ? new StringBuilder(text).reverse().toString()
                        : new ArrayList<>(Lists.items(input).reversed()));
        catalogue.define("unique", ListFilters::unique, "case_sensitive", "attribute");
        catalogue.define("groupby", ListFilters::group, "attribute", "default");
        catalogue.define("dictsort", (_, input, a) -> dictSort(input, a), "case_sensitive", "by", "reverse");
    }

    private static void choosing(Filters.Catalogue catalogue) {
        catalogue.define("select", (e, input, a) -> choose(e, input, a, false, true), "*");
        catalogue.define("reject", (e, input, a) -> choose(e, input, a, false, false), "*");
        catalogue.define("selectattr", (e, input, a) -> choose(e, input, a, true, true), "*");
        catalogue.define("rejectattr", (e, input, a) -> choose(e, input, a, true, false), "*");
        catalogue.define("map", ListFilters::map, "*", "**");
    }

    private static void shapes(Filters.Catalogue catalogue) {
        catalogue.define("list", (_, input, _) -> new ArrayList<>(Lists.items(input)));
        catalogue.define("items", (_, input, _) -> Words.entries(mapping("items", input)));
        catalogue.define("batch", (e, input, a) -> batch(e, Lists.items(input), a), "linecount", "fill_with");
    }

    private static int length(@Nullable Object input) {
        return switch (input) {
            case String text -> text.codePointCount(0, text.length());
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> throw new TemplateFailure("%s has no length".formatted(Text.kind(input)));
        };
    }

    private static @Nullable Object end(@Nullable Object input, boolean first) {
        List<@Nullable Object> items = Lists.items(input);
        if (items.isEmpty()) {
            throw new TemplateFailure.Missing(
                    "the list is empty: it has no %s element".formatted(first ? "first" : "last"));
        }
        return first ? items.getFirst() : items.getLast();
    }

    private static Map<?, ?> mapping(String filter, @Nullable Object input) {
        if (input instanceof Map<?, ?> map) {
            return map;
        }
        throw new TemplateFailure("the filter '%s' needs a map, got %s".formatted(filter, Text.kind(input)));
    }

    /// The part of an item that a path names.
    private static @Nullable Object pick(Evaluator evaluator, @Nullable Object item, String path) {
        evaluator.step();
        Object value = item;
        for (String name : path.split("\\.", -1)) {
            boolean index = value instanceof List<?> && name.chars().allMatch(Character::isDigit) && !name.isEmpty();
            if (index && value instanceof List<?> list && name.length() < 9 && Integer.parseInt(name) < list.size()) {
                value = list.get(Integer.parseInt(name));
            } else {
                value = evaluator.attribute(value, name, new Expr.Name("item", 0));
            }
        }
        return value;
    }

    private static List<@Nullable Object> picked(Evaluator evaluator, @Nullable Object input, Bound arguments) {
        var picked = new ArrayList<@Nullable Object>();
        for (Object item : Lists.items(input)) {
            picked.add(arguments.get("attribute") == null ? item : pick(evaluator, item, arguments.text("attribute")));
        }
        return picked;
    }

    private static @Nullable Object sum(Evaluator evaluator, @Nullable Object input, Bound arguments) {
        Object total = arguments.has("start") ? arguments.get("start") : 0;
        for (Object item : picked(evaluator, input, arguments)) {
            total = Evaluator.math(Expr.Operator.ADD, total, item);
        }
        return total;
    }

    private static @Nullable Object extreme(
            Evaluator evaluator, @Nullable Object input, Bound arguments, int direction) {
        List<@Nullable Object> items = Lists.items(input);
        if (items.isEmpty()) {
            throw new TemplateFailure.Missing("the list is empty");
        }
        List<@Nullable Object> keys = keys(picked(evaluator, input, arguments), arguments);
        int best = 0;
        for (int i = 1; i < keys.size(); i++) {
            if (Comparing.order(keys.get(i), keys.get(best)) * direction < 0) {
                best = i;
            }
        }
        return items.get(best);
    }

    private static List<@Nullable Object> keys(List<@Nullable Object> values, Bound arguments) {
        UnaryOperator<@Nullable Object> key = value -> value instanceof String text && !arguments.flag("case_sensitive")
                ? text.toLowerCase(Locale.ROOT)
                : value;
        var keys = new ArrayList<@Nullable Object>();
        values.forEach(value -> keys.add(key.apply(value)));
        return keys;
    }

    private record Keyed(@Nullable Object key, @Nullable Object item) {}

    private static List<Keyed> keyed(Evaluator evaluator, @Nullable Object input, Bound arguments) {
        List<@Nullable Object> items = Lists.items(input);
        List<@Nullable Object> keys = keys(picked(evaluator, input, arguments), arguments);
        var keyed = new ArrayList<Keyed>();
        for (int i = 0; i < items.size(); i++) {
            keyed.add(new Keyed(keys.get(i), items.get(i)));
        }
        return keyed;
    }

    private static List<@Nullable Object> items(List<Keyed> keyed) {
        var items = new ArrayList<@Nullable Object>();
        keyed.forEach(one -> items.add(one.item()));
        return items;
    }

    private static Object sort(Evaluator evaluator, @Nullable Object input, Bound arguments) {
        List<Keyed> keyed = keyed(evaluator, input, arguments);
        Comparator<Keyed> order = (a, b) -> Comparing.order(a.key(), b.key());
        keyed.sort(arguments.flag("reverse") ? order.reversed() : order);
        return items(keyed);
    }

    private static Object unique(Evaluator evaluator, @Nullable Object input, Bound arguments) {
        var kept = new ArrayList<Keyed>();
        for (Keyed one : keyed(evaluator, input, arguments)) {
            boolean seen = false;
            for (Keyed before : kept) {
                evaluator.step();
                seen = seen || Comparing.equal(before.key(), one.key());
            }
            if (!seen) {
                kept.add(one);
            }
        }
        return items(kept);
    }

    private static Object group(Evaluator evaluator, @Nullable Object input, Bound arguments) {
        var groups = new LinkedHashMap<@Nullable Object, List<@Nullable Object>>();
        List<Keyed> keyed = new ArrayList<>();
        for (Object item : Lists.items(input)) {
            keyed.add(new Keyed(pick(evaluator, item, arguments.text("attribute")), item));
        }
        keyed.sort((a, b) -> Comparing.order(a.key(), b.key()));
        keyed.forEach(
                one -> groups.computeIfAbsent(one.key(), _ -> new ArrayList<>()).add(one.item()));
        return Words.entries(groups);
    }

    private static Object dictSort(@Nullable Object input, Bound arguments) {
        int by = arguments.text("by", "key").equals("value") ? 1 : 0;
        List<@Nullable Object> entries = Words.entries(mapping("dictsort", input));
        Comparator<@Nullable Object> order =
                (a, b) -> a instanceof List<?> x && b instanceof List<?> y ? Comparing.order(x.get(by), y.get(by)) : 0;
        entries.sort(arguments.flag("reverse") ? order.reversed() : order);
        return entries;
    }

    /// `select("odd")`, `selectattr("score", "gt", 3)`; without a test the value's truth decides.
    private static Object choose(
            Evaluator evaluator, @Nullable Object input, Bound arguments, boolean byAttribute, boolean keep) {
        List<@Nullable Object> given = arguments.rest();
        if (byAttribute && given.isEmpty()) {
            throw new TemplateFailure("an attribute is missing: selectattr(\"name\")");
        }
        List<@Nullable Object> test = byAttribute ? given.subList(1, given.size()) : given;
        if (!test.isEmpty()) {
            Tests.check(Text.of(test.getFirst()), test.size() - 1, 0);
        }
        var chosen = new ArrayList<@Nullable Object>();
        for (Object item : Lists.items(input)) {
            Object value = byAttribute ? pick(evaluator, item, Text.of(given.getFirst())) : item;
            boolean holds = test.isEmpty()
                    ? Comparing.truth(value)
                    : Tests.holds(Text.of(test.getFirst()), value, test.subList(1, test.size()));
            if (holds == keep) {
                chosen.add(item);
            }
        }
        return chosen;
    }

    /// `map(attribute="name")` or `map("upper")`
    private static Object map(Evaluator evaluator, @Nullable Object input, Bound arguments) {
        var mapped = new ArrayList<@Nullable Object>();
        List<@Nullable Object> rest = arguments.rest();
        if (arguments.has("attribute")) {
            Bound.of("the filter 'map'", List.of("attribute", "default"), rest, arguments.named());
            for (Object item : Lists.items(input)) {
                mapped.add(mapAttribute(evaluator, item, arguments));
            }
            return mapped;
        }
        if (rest.isEmpty()) {
            throw new TemplateFailure(
                    "map needs a filter's name or an attribute: map(\"upper\"), map(attribute=\"id\")");
        }
        Filters.Definition filter = Filters.find(Text.of(rest.getFirst()));
        Bound bound = Bound.of(
                Text.of(rest.getFirst()), filter.parameters(), rest.subList(1, rest.size()), arguments.named());
        for (Object item : Lists.items(input)) {
            evaluator.step();
            mapped.add(filter.body().apply(evaluator, item, bound));
        }
        return mapped;
    }

    private static @Nullable Object mapAttribute(Evaluator evaluator, @Nullable Object item, Bound arguments) {
        try {
            return pick(evaluator, item, arguments.text("attribute"));
        } catch (TemplateFailure.Missing e) {
            if (arguments.has("default")) {
                return arguments.get("default");
            }
            throw e;
        }
    }

    private static Object batch(Evaluator evaluator, List<@Nullable Object> items, Bound arguments) {
        int size = arguments.integer("linecount");
        if (size < 1) {
            throw new TemplateFailure("batch needs a size of 1 or more, was " + size);
        }
        var batches = new ArrayList<@Nullable Object>();
        for (int from = 0; from < items.size(); from += size) {
            evaluator.step();
            var batch = new ArrayList<@Nullable Object>(items.subList(from, Math.min(from + size, items.size())));
            while (arguments.has("fill_with") && batch.size() < size && batch.size() < Limits.ITEMS) {
                batch.add(arguments.get("fill_with"));
            }
            batches.add(batch);
        }
        return batches;
    }
}
