package dev.downbeat.templates;

import com.hubspot.jinjava.interpret.InvalidArgumentException;
import com.hubspot.jinjava.interpret.InvalidInputException;
import com.hubspot.jinjava.lib.filter.Filter;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Durations;
import dev.downbeat.sdk.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `value | name(args)`: dates and JSON here, texts in [TextFilters], lists in [ListFilters], and a few that
/// Jinjava
/// has and that keep to our rules.
final class Filters {
    private static final Set<String> DATES =
            Set.of("ds", "ds_nodash", "ts", "ts_nodash", "ts_nodash_with_tz", "date_add");
    private static final Set<String> VALUES = Set.of(
            "default", "d", "tojson", "fromjson", "int", "float", "bool", "abs", "round", "string", "length", "count");
    private static final Set<String> JINJAVAS = Set.of(
            "escape",
            "e",
            "forceescape",
            "filesizeformat",
            "urlencode",
            "urldecode",
            "wordcount",
            "wordwrap",
            "truncate",
            "indent",
            "center",
            "striptags",
            "md5",
            "b64encode",
            "b64decode",
            "regex_replace",
            "xmlattr",
            "format");
    static final Set<String> NAMES = names();

    private Filters() {}

    private static Set<String> names() {
        var all = new TreeSet<>(DATES);
        all.addAll(VALUES);
        all.addAll(TextFilters.NAMES);
        all.addAll(ListFilters.NAMES);
        all.addAll(JINJAVAS);
        return all;
    }

    static @Nullable Object apply(String name, @Nullable Object input, Args args, Scope scope) {
        scope.limits().step();
        if (name.equals("default") || name.equals("d")) {
            return otherwise(input, args);
        }
        Object value = Op.present(input);
        if (DATES.contains(name)) {
            return date(name, Macros.moment(value), args);
        }
        if (VALUES.contains(name)) {
            return value(name, value, args);
        }
        if (TextFilters.NAMES.contains(name)) {
            return TextFilters.apply(name, value, args);
        }
        if (ListFilters.NAMES.contains(name)) {
            return ListFilters.apply(name, value, args, scope);
        }
        return jinjavas(name, value, args, scope);
    }

    private static @Nullable Object otherwise(@Nullable Object input, Args args) {
        boolean falseToo = args.flag(1, "boolean", false);
        boolean use = input instanceof Missing || (falseToo && !PyText.truth(input));
        return use ? args.get(0, "default_value", "") : input;
    }

    private static Object date(String name, Moment moment, Args args) {
        return switch (name) {
            case "ds" -> moment.ds();
            case "ds_nodash" -> moment.dsNodash();
            case "ts" -> moment.ts();
            case "ts_nodash" -> moment.tsNodash();
            case "ts_nodash_with_tz" -> moment.tsNodashWithTz();
            case "date_add" -> shifted(moment, args.needText(0, "duration").strip());
            default -> throw new IllegalStateException(name);
        };
    }

    private static Moment shifted(Moment moment, String duration) {
        boolean back = duration.startsWith("-");
        try {
            var length = Durations.parse(back ? duration.substring(1) : duration);
            return moment.plus(back ? length.negated() : length);
        } catch (IllegalArgumentException | java.time.DateTimeException | ArithmeticException e) {
            throw Arithmetic.wrong("cannot add: " + e.getMessage());
        }
    }

    private static @Nullable Object value(String name, @Nullable Object value, Args args) {
        return switch (name) {
            case "tojson" -> json(value, args);
            case "fromjson" -> read(PyText.of(value), "'fromjson' was given a text that is no JSON");
            case "int" -> Numbers.read(value).<Object>map(Numbers::whole).orElse(args.get(0, "default", 0));
            case "float" ->
                Numbers.read(value).<Object>map(BigDecimal::doubleValue).orElse(args.get(0, "default", 0.0));
            case "bool" -> bool(value);
            case "abs" -> Compare.order(value, 0) < 0 ? Arithmetic.negate(value) : value;
            case "round" -> Numbers.round(value, args.number(0, "precision", 0), args.text(1, "method", "common"));
            case "string" -> PyText.of(value);
            case "length", "count" -> Access.items(value, "'length'").size();
            default -> throw new IllegalStateException(name);
        };
    }

    private static String json(@Nullable Object value, Args args) {
        Object plain = Native.of(value);
        return args.number(0, "indent", 0) > 0 ? Json.pretty(plain) : Json.write(plain);
    }

    /// The parser's own message could show what is in the text, which may be secret.
    static @Nullable Object read(String text, String problem) {
        try {
            return Json.read(text);
        } catch (DownbeatException _) {
            throw Arithmetic.wrong(problem);
        }
    }

    private static boolean bool(@Nullable Object value) {
        return value instanceof CharSequence text
                ? Set.of("true", "yes", "on", "1")
                        .contains(text.toString().strip().toLowerCase(java.util.Locale.ROOT))
                : PyText.truth(value);
    }

    private static @Nullable Object jinjavas(String name, @Nullable Object value, Args args, Scope scope) {
        Filter filter = scope.interpreter().getContext().getFilter(name);
        if (filter == null) {
            throw Arithmetic.wrong("there is no filter '%s'".formatted(name));
        }
        for (Object argument : args.listed()) {
            if (argument instanceof Number number) {
                TextFilters.width(Numbers.toInt(number, "width"));
            }
        }
        try {
            Object text = value instanceof Map || value instanceof List ? value : PyText.of(value);
            Object result = filter.filter(
                    text, scope.interpreter(), new ArrayList<>(args.listed()).toArray(), Map.copyOf(args.named()));
            var error = scope.interpreter().getLastError();
            if (error.isPresent()) {
                scope.interpreter().removeLastError();
                throw Arithmetic.wrong("'%s': %s".formatted(name, error.get().getMessage()));
            }
            return result instanceof CharSequence made ? Op.concat(made.toString(), "") : result;
        } catch (InvalidArgumentException | InvalidInputException e) {
            throw new DownbeatException(
                    dev.downbeat.model.ErrorCode.BAD_TEMPLATE, "'%s': %s".formatted(name, e.getMessage()), e);
        }
    }
}
