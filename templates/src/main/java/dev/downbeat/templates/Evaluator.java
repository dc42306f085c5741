package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Evaluates expressions over JSON values. Knows no Java object, class or method: what a template can do is
/// what is written out here and in [Filters], [Methods], [Macros] and [Tests].
final class Evaluator {
    private static final int NAMES_SHOWN = 12;

    /// The key that marks a reference to a large value; its value is the path.
    private static final String ARTIFACT = "$artifact";

    private int steps;
    private int calls;
    private long made;

    void step() {
        if (++steps > Limits.STEPS) {
            throw Limits.tooManySteps();
        }
    }

    @Nullable
    Object value(Expr expr, Scope scope) {
        step();
        return switch (expr) {
            case Expr.Literal literal -> literal.value();
            case Expr.Name name -> variable(name, scope);
            case Expr.Attribute attribute ->
                attribute(value(attribute.base(), scope), attribute.name(), attribute.base());
            case Expr.Item item -> item(value(item.base(), scope), value(item.key(), scope), item.base());
            case Expr.Slice slice -> charged(slice(slice, scope));
            case Expr.Call call -> charged(call(call, scope));
            case Expr.Filter filter -> charged(filter(filter, scope));
            case Expr.Test test -> test(test, scope);
            case Expr.Not not -> !Comparing.truth(value(not.operand(), scope));
            case Expr.Negate negate -> negate(value(negate.operand(), scope));
            case Expr.Logic logic -> logic(logic, scope);
            case Expr.Arithmetic math ->
                charged(math(math.operator(), value(math.left(), scope), value(math.right(), scope)));
            case Expr.Comparison comparison -> comparison(comparison, scope);
            case Expr.Choice choice -> choice(choice, scope);
            case Expr.Items items -> charged(all(items.items(), scope));
            case Expr.Dict dict -> dict(dict, scope);
        };
    }

    /// Counts what is made, so that many values within their own limits do not fill the memory together.
    private @Nullable Object charged(@Nullable Object value) {
        made += switch (value) {
            case String text -> text.length();
            case List<?> list -> list.size();
            case null, default -> 0;
        };
        if (made > Limits.MADE) {
            throw Limits.tooMuch();
        }
        return value;
    }

    /// What an expression comes to when it may name something that is not there.
    private record Attempt(boolean there, @Nullable Object value) {
        static final Attempt NOTHING = new Attempt(false, null);
    }

    private Attempt attempt(Expr expr, Scope scope) {
        try {
            return new Attempt(true, value(expr, scope));
        } catch (TemplateFailure.Missing e) {
            return Attempt.NOTHING;
        } catch (DownbeatException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Attempt.NOTHING;
            }
            throw e;
        }
    }

    private static @Nullable Object variable(Expr.Name name, Scope scope) {
        if (!scope.has(name.name())) {
            throw missing(name.name(), name.name(), scope.all(), "");
        }
        return scope.get(name.name());
    }

    @Nullable
    Object attribute(@Nullable Object base, String name, Expr from) {
        if (base instanceof Map<?, ?> map) {
            return entry(map, name, from);
        }
        if (Dates.PARTS.contains(name)) {
            Moment moment = Dates.read(base);
            if (moment != null) {
                return Dates.part(moment, name);
            }
        }
        throw noPart(base, name, path(from));
    }

    private static @Nullable Object entry(Map<?, ?> map, String name, Expr from) {
        Object value = map.get(name);
        if (value != null || map.containsKey(name)) {
            return value;
        }
        if (name.equals("path") && map.get(ARTIFACT) instanceof String path) {
            return path;
        }
        throw noPart(map, name, path(from));
    }

    private static @Nullable Object item(@Nullable Object base, @Nullable Object key, Expr from) {
        if (base instanceof Map<?, ?> map) {
            return entry(map, Text.of(key), from);
        }
        if (key instanceof Number number && Numbers.whole(number)) {
            if (base instanceof List<?> list) {
                return element(list, number, from);
            }
            if (base instanceof String text) {
                return element(Lists.items(text), number, from);
            }
        }
        throw noPart(base, Text.of(key), path(from));
    }

    private static @Nullable Object element(List<?> list, Number number, Expr from) {
        int size = list.size();
        long index = Math.clamp(number.longValue(), -Limits.TEXT, Limits.TEXT);
        long place = index < 0 ? index + size : index;
        if (place < 0 || place >= size) {
            throw new TemplateFailure.Missing("'%s' has no element %s: it has %d".formatted(path(from), number, size));
        }
        return list.get((int) place);
    }

    private static TemplateFailure.Missing noPart(@Nullable Object base, String name, String path) {
        if (base instanceof Map<?, ?> map) {
            Collection<String> known = map instanceof LazyMap lazy
                    ? lazy.known()
                    : map.keySet().stream().map(String::valueOf).toList();
            return missing(path.isEmpty() ? name : path + "." + name, name, known, path);
        }
        if (base instanceof Moment) {
            return missing(path + "." + name, name, Dates.PARTS, path);
        }
        return new TemplateFailure.Missing("unknown name '%s': '%s' is %s"
                .formatted(path.isEmpty() ? name : path + "." + name, path, Text.kind(base)));
    }

    private static TemplateFailure.Missing missing(String full, String name, Collection<String> known, String owner) {
        String hint = Nearest.hint(name, known);
        if (hint.isEmpty() && !owner.isEmpty() && !known.isEmpty() && known.size() <= NAMES_SHOWN) {
            hint = ": '%s' has %s".formatted(owner, known.stream().sorted().collect(Collectors.joining(", ")));
        }
        return new TemplateFailure.Missing("unknown name '%s'%s".formatted(full, hint));
    }

    /// `outputs.train.accuracy`, as far as the expression is such a path.
    static String path(Expr expr) {
        return switch (expr) {
            case Expr.Name name -> name.name();
            case Expr.Attribute attribute -> path(attribute.base()) + "." + attribute.name();
            case Expr.Item(Expr base, Expr.Literal(var key), int _) -> path(base) + "." + key;
            case Expr.Item item -> path(item.base()) + "[…]";
            case Expr.Call call -> path(call.callee()) + "(…)";
            default -> "(…)";
        };
    }

    private @Nullable Object slice(Expr.Slice slice, Scope scope) {
        Object base = value(slice.base(), scope);
        Integer from = bound(slice.from(), scope);
        Integer to = bound(slice.to(), scope);
        Integer step = bound(slice.step(), scope);
        return switch (base) {
            case List<?> list -> Lists.slice(list, from, to, step);
            case String text -> Lists.slice(text, from, to, step);
            case null, default -> throw new TemplateFailure("%s has no slices".formatted(Text.kind(base)));
        };
    }

    private @Nullable Integer bound(@Nullable Expr expr, Scope scope) {
        Object value = expr == null ? null : value(expr, scope);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number number) || !Numbers.whole(number)) {
            throw new TemplateFailure("a slice needs whole numbers, got " + Text.kind(value));
        }
        return Math.clamp(number.longValue(), -Limits.TEXT, Limits.TEXT);
    }

    private @Nullable Object call(Expr.Call call, Scope scope) {
        List<@Nullable Object> positional = all(call.arguments().positional(), scope);
        Map<String, @Nullable Object> named = named(call.arguments(), scope);
        return switch (call.callee()) {
            case Expr.Name(String name, int _)
            when scope.has(name) && scope.get(name) instanceof Callable macro -> entered(macro, positional, named);
            case Expr.Name(String name, int _)
            when name.equals("range") ->
                Lists.range(
                        Bound.of("range", List.of("*"), positional, Map.of()).rest());
            case Expr.Name(String name, int _)
            when name.equals("namespace") && positional.isEmpty() -> {
                var namespace = new Namespace();
                namespace.putAll(named);
                yield namespace;
            }
            case Expr.Attribute(Expr.Name(String owner, int _), String name, int _)
            when owner.equals(Macros.NAME) && !scope.hides(owner) -> Macros.call(name, positional, named);
            case Expr.Attribute attribute ->
                Methods.call(
                        value(attribute.base(), scope), attribute.name(), positional, named, path(attribute.base()));
            default -> throw new TemplateFailure("'%s' cannot be called".formatted(path(call.callee())));
        };
    }

    private @Nullable Object entered(
            Callable macro, List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
        if (calls >= Limits.CALLS) {
            throw new TemplateFailure("macros call each other more than %d levels deep".formatted(Limits.CALLS));
        }
        calls++;
        try {
            return macro.call(positional, named);
        } finally {
            calls--;
        }
    }

    private @Nullable Object filter(Expr.Filter filter, Scope scope) {
        Filters.Definition definition = Filters.find(filter.name());
        boolean forgiving = filter.name().equals("default") || filter.name().equals("d");
        Attempt input = forgiving ? attempt(filter.input(), scope) : new Attempt(true, value(filter.input(), scope));
        Bound arguments = Bound.of(
                "the filter '%s'".formatted(filter.name()),
                definition.parameters(),
                all(filter.arguments().positional(), scope),
                named(filter.arguments(), scope));
        if (forgiving) {
            boolean keep = input.there() && (!arguments.flag("boolean") || Comparing.truth(input.value()));
            return keep ? input.value() : arguments.has("default_value") ? arguments.get("default_value") : "";
        }
        return definition.body().apply(this, input.value(), arguments);
    }

    private boolean test(Expr.Test test, Scope scope) {
        boolean answer = switch (test.name()) {
            case "defined" -> attempt(test.input(), scope).there();
            case "undefined" -> !attempt(test.input(), scope).there();
            default -> Tests.holds(test.name(), value(test.input(), scope), all(test.arguments(), scope));
        };
        return answer != test.negated();
    }

    private static Number negate(@Nullable Object value) {
        if (value instanceof Number number) {
            return Numbers.negate(number);
        }
        throw new TemplateFailure("'-' needs a number, got " + Text.kind(value));
    }

    private @Nullable Object logic(Expr.Logic logic, Scope scope) {
        Object left = value(logic.left(), scope);
        return Comparing.truth(left) == logic.and() ? value(logic.right(), scope) : left;
    }

    static Object math(Expr.Operator operator, @Nullable Object left, @Nullable Object right) {
        if (operator == Expr.Operator.CONCAT) {
            return Lists.concat(Text.of(left), Text.of(right));
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Numbers.apply(operator, a, b);
        }
        if (operator == Expr.Operator.ADD && left instanceof String a && right instanceof String b) {
            return Lists.concat(a, b);
        }
        if (operator == Expr.Operator.ADD && left instanceof List<?> a && right instanceof List<?> b) {
            return Lists.concat(a, b);
        }
        if (operator == Expr.Operator.MULTIPLY
                && left instanceof String text
                && right instanceof Number times
                && Numbers.whole(times)) {
            return Lists.repeat(text, times.longValue());
        }
        if (operator == Expr.Operator.MULTIPLY
                && left instanceof List<?> list
                && right instanceof Number times
                && Numbers.whole(times)) {
            return Lists.repeat(list, times.longValue());
        }
        if (operator == Expr.Operator.MULTIPLY
                && Numbers.whole(left)
                && (right instanceof String || right instanceof List<?>)) {
            return math(operator, right, left);
        }
        boolean text = left instanceof String || right instanceof String;
        throw new TemplateFailure("'%s' does not go with %s and %s%s"
                .formatted(
                        operator.sign(),
                        Text.kind(left),
                        Text.kind(right),
                        operator == Expr.Operator.ADD && text ? ": join text with ~" : ""));
    }

    private boolean comparison(Expr.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (Expr.Link link : comparison.links()) {
            Object right = value(link.right(), scope);
            if (!Comparing.holds(link.comparator(), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private @Nullable Object choice(Expr.Choice choice, Scope scope) {
        if (Comparing.truth(value(choice.condition(), scope))) {
            return value(choice.yes(), scope);
        }
        Expr no = choice.no();
        return no == null ? "" : value(no, scope);
    }

    private List<@Nullable Object> all(List<Expr> items, Scope scope) {
        var values = new ArrayList<@Nullable Object>(items.size());
        items.forEach(item -> values.add(value(item, scope)));
        return values;
    }

    private Map<String, @Nullable Object> named(Expr.Arguments arguments, Scope scope) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        arguments.named().forEach((name, expr) -> values.put(name, value(expr, scope)));
        return values;
    }

    private Map<String, @Nullable Object> dict(Expr.Dict dict, Scope scope) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        dict.entries().forEach(entry -> map.put(Text.of(value(entry.key(), scope)), value(entry.value(), scope)));
        return map;
    }
}
