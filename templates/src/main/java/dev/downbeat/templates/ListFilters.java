package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Filters over lists and objects.
final class ListFilters {
    static final Set<String> NAMES = Set.of(
            "first",
            "last",
            "list",
            "items",
            "dictsort",
            "sort",
            "reverse",
            "unique",
            "sum",
            "min",
            "max",
            "map",
            "select",
            "reject",
            "selectattr",
            "rejectattr",
            "groupby",
            "batch",
            "slice");

    private ListFilters() {}

    static @Nullable Object apply(String name, @Nullable Object value, Args args, Scope scope) {
        if (value instanceof Map<?, ?> map && (name.equals("items") || name.equals("dictsort"))) {
            return name.equals("items") ? pairs(map) : sortedPairs(map, args);
        }
        if (value instanceof CharSequence text && name.equals("reverse")) {
            return new StringBuilder(text).reverse().toString();
        }
        var items = new ArrayList<@Nullable Object>(Access.items(value, "'" + name + "'"));
        scope.limits().steps(items.size());
        return switch (name) {
            case "first" ->
                items.isEmpty() ? Missing.because("the list is empty, it has no first item") : items.getFirst();
            case "last" ->
                items.isEmpty() ? Missing.because("the list is empty, it has no last item") : items.getLast();
            case "list" -> items;
            case "sort" -> sorted(items, args);
            case "reverse" -> items.reversed();
            case "unique" -> unique(items, args);
            case "sum" -> sum(items, args);
            case "min", "max" -> extreme(name, items, args);
            case "map" -> map(items, args, scope);
            case "select", "reject" -> kept(items, test(args, scope), name.equals("select"));
            case "selectattr", "rejectattr" -> {
                Object attribute = args.need(0, "attribute");
                var test = test(args.after(1), scope);
                yield kept(items, item -> test.test(attribute(item, attribute)), name.equals("selectattr"));
            }
            case "groupby" -> grouped(items, args.need(0, "attribute"));
            case "batch" -> batches(items, args.number(0, "linecount", 1));
            case "slice" -> slices(items, args.number(0, "slices", 1));
            default -> throw Arithmetic.wrong("'%s' takes an object, not %s".formatted(name, PyText.kind(value)));
        };
    }

    /// `a.b` or `0` of an item.
    static @Nullable Object attribute(@Nullable Object item, @Nullable Object path) {
        if (path instanceof Number) {
            return Access.get(item, path, "item");
        }
        Object value = item;
        for (String name : PyText.of(path).split("\\.", -1)) {
            value = Access.get(value, name, "item");
        }
        return value;
    }

    static List<List<@Nullable Object>> pairs(Map<?, ?> map) {
        var pairs = new ArrayList<List<@Nullable Object>>();
        for (Object key : map.keySet()) {
            var pair = new ArrayList<@Nullable Object>();
            pair.add(key);
            pair.add(map.get(key));
            pairs.add(pair);
        }
        return pairs;
    }

    private static Object sortedPairs(Map<?, ?> map, Args args) {
        int by = args.text(1, "by", "key").equals("value") ? 1 : 0;
        var pairs = pairs(map);
        pairs.sort((a, b) -> Compare.order(fold(a.get(by), false), fold(b.get(by), false)));
        return args.flag(2, "reverse", false) ? pairs.reversed() : pairs;
    }

    private static @Nullable Object fold(@Nullable Object value, boolean caseCounts) {
        return value instanceof String text && !caseCounts ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static Function<@Nullable Object, @Nullable Object> key(Args args, int index) {
        Object path = args.get(index, "attribute", null);
        return path == null ? Op::present : item -> Op.present(attribute(item, path));
    }

    private static List<@Nullable Object> sorted(List<@Nullable Object> items, Args args) {
        boolean caseCounts = args.flag(1, "case_sensitive", false);
        var key = key(args, 2);
        Comparator<@Nullable Object> order =
                (a, b) -> Compare.order(fold(key.apply(a), caseCounts), fold(key.apply(b), caseCounts));
        items.sort(args.flag(0, "reverse", false) ? Collections.reverseOrder(order) : order);
        return items;
    }

    private static List<@Nullable Object> unique(List<@Nullable Object> items, Args args) {
        var key = key(args, 1);
        var seen = new java.util.HashSet<@Nullable Object>();
        var unique = new ArrayList<@Nullable Object>();
        for (Object item : items) {
            if (seen.add(fold(key.apply(item), args.flag(0, "case_sensitive", false)))) {
                unique.add(item);
            }
        }
        return unique;
    }

    private static Object sum(List<@Nullable Object> items, Args args) {
        var key = key(args, 0);
        Object sum = args.get(1, "start", 0);
        for (Object item : items) {
            sum = Arithmetic.apply(Op.ADD, sum, key.apply(item));
        }
        return sum == null ? 0 : sum;
    }

    private static @Nullable Object extreme(String name, List<@Nullable Object> items, Args args) {
        if (items.isEmpty()) {
            return Missing.because("the list is empty, it has no " + name);
        }
        var key = key(args, 1);
        Object best = items.getFirst();
        for (Object item : items) {
            int order = Compare.order(key.apply(item), key.apply(best));
            best = (name.equals("min") ? order < 0 : order > 0) ? item : best;
        }
        return best;
    }

    private static List<@Nullable Object> map(List<@Nullable Object> items, Args args, Scope scope) {
        var mapped = new ArrayList<@Nullable Object>();
        for (Object item : items) {
            mapped.add(Op.present(mapped(item, args, scope)));
        }
        return mapped;
    }

    private static @Nullable Object mapped(@Nullable Object item, Args args, Scope scope) {
        if (args.listed().isEmpty()) {
            Object value = attribute(item, args.need(0, "attribute"));
            return value instanceof Missing && args.named().containsKey("default")
                    ? args.named().get("default")
                    : value;
        }
        String filter = args.needText(0, "filter");
        if (!Filters.NAMES.contains(filter)) {
            throw Arithmetic.wrong("there is no filter '%s'%s".formatted(filter, Nearest.hint(filter, Filters.NAMES)));
        }
        return Filters.apply(filter, item, args.after(1), scope);
    }

    private static Predicate<@Nullable Object> test(Args args, Scope scope) {
        if (args.listed().isEmpty()) {
            return PyText::truth;
        }
        String test = args.needText(0, "test");
        if (!Tests.NAMES.contains(test)) {
            throw Arithmetic.wrong("there is no test '%s'%s".formatted(test, Nearest.hint(test, Tests.NAMES)));
        }
        Args rest = args.after(1);
        return item -> {
            scope.limits().step();
            return Tests.holds(test, item, rest);
        };
    }

    private static List<@Nullable Object> kept(
            List<@Nullable Object> items, Predicate<@Nullable Object> test, boolean keep) {
        var kept = new ArrayList<@Nullable Object>();
        for (Object item : items) {
            if (test.test(item) == keep) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static List<Map<String, @Nullable Object>> grouped(List<@Nullable Object> items, @Nullable Object path) {
        items.sort((a, b) -> Compare.order(attribute(a, path), attribute(b, path)));
        var groups = new ArrayList<Map<String, @Nullable Object>>();
        var members = new ArrayList<@Nullable Object>();
        for (Object item : items) {
            Object grouper = attribute(item, path);
            if (groups.isEmpty() || !Compare.equal(groups.getLast().get("grouper"), grouper)) {
                members = new ArrayList<>();
                var group = new LinkedHashMap<String, @Nullable Object>();
                group.put("grouper", grouper);
                group.put("list", members);
                groups.add(group);
            }
            members.add(item);
        }
        return groups;
    }

    private static List<Collection<?>> batches(List<?> items, int size) {
        if (size < 1) {
            throw Arithmetic.wrong("'batch' needs a size of 1 or more");
        }
        var batches = new ArrayList<Collection<?>>();
        for (int i = 0; i < items.size(); i += size) {
            batches.add(items.subList(i, Math.min(items.size(), i + size)));
        }
        return batches;
    }

    private static List<Collection<?>> slices(List<?> items, int count) {
        if (count < 1 || count > 10_000) {
            throw Arithmetic.wrong("'slice' makes 1 to 10,000 slices");
        }
        var slices = new ArrayList<Collection<?>>();
        int start = 0;
        for (int i = 0; i < count; i++) {
            int end = start + items.size() / count + (i < items.size() % count ? 1 : 0);
            slices.add(items.subList(start, end));
            start = end;
        }
        return slices;
    }
}
