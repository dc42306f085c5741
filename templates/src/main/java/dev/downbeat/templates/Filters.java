package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What can stand after `|`: the filters of Jinja2 that make sense for settings, the date filters of
/// Airflow, and `tojson`, `fromjson`, `date_add`.
final class Filters {
    @FunctionalInterface
    interface Body {
        @Nullable
        Object apply(Evaluator evaluator, @Nullable Object input, Bound arguments);
    }

    record Definition(List<String> parameters, Body body) {}

    private static final Map<String, Definition> ALL = all();

    private Filters() {}

    /// Collects the definitions.
    static final class Catalogue {
        private final Map<String, Definition> definitions = new HashMap<>();

        void define(String name, Body body, String... parameters) {
            definitions.put(name, new Definition(List.of(parameters), body));
        }
    }

    private static Map<String, Definition> all() {
        var catalogue = new Catalogue();
        for (String name : List.of("default", "d")) {
            // The evaluator itself answers these two, because it has to catch what is missing in their input.
            catalogue.define(name, (_, input, _) -> input, "default_value", "boolean");
        }
        dates(catalogue);
        text(catalogue);
        numbers(catalogue);
        ListFilters.define(catalogue);
        catalogue.define("tojson", (_, input, a) -> json(Native.of(input), a.has("indent")), "indent");
        catalogue.define("fromjson", (_, input, _) -> fromJson(Text.of(input)));
        return Map.copyOf(catalogue.definitions);
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    static boolean known(String name) {
        return ALL.containsKey(name);
    }

    static String unknown(String name) {
        return "unknown filter '%s'%s".formatted(name, Nearest.hint(name, ALL.keySet()));
    }

    static Definition find(String name) {
        Definition definition = ALL.get(name);
        if (definition == null) {
            throw new TemplateFailure(unknown(name));
        }
        return definition;
    }

    private static void dates(Catalogue catalogue) {
        date(catalogue, "ds", "%Y-%m-%d");
        date(catalogue, "ds_nodash", "%Y%m%d");
        date(catalogue, "ts_nodash", "%Y%m%dT%H%M%S");
        date(catalogue, "ts_nodash_with_tz", "%Y%m%dT%H%M%S%z");
        catalogue.define("ts", (_, input, _) -> Dates.iso(Dates.need("ts", input)));
        catalogue.define(
                "strftime",
                (_, input, a) -> Strftime.format(Dates.need("strftime", input), a.text("format")),
                "format");
        catalogue.define(
                "date_add",
                (_, input, a) -> Dates.add(input, a, 1),
                Stream.concat(Stream.of("duration"), Dates.UNITS.stream()).toArray(String[]::new));
    }

    private static void date(Catalogue catalogue, String name, String format) {
        catalogue.define(name, (_, input, _) -> Strftime.format(Dates.need(name, input), format));
    }

    private static void text(Catalogue catalogue) {
        catalogue.define("string", (_, input, _) -> Text.of(input));
        catalogue.define("upper", (_, input, _) -> Text.of(input).toUpperCase(Locale.ROOT));
        catalogue.define("lower", (_, input, _) -> Text.of(input).toLowerCase(Locale.ROOT));
        catalogue.define("title", (_, input, _) -> Words.title(Text.of(input)));
        catalogue.define("capitalize", (_, input, _) -> Words.capitalize(Text.of(input)));
        catalogue.define(
                "trim", (_, input, a) -> Words.strip(Text.of(input), a.text("chars", ""), true, true), "chars");
        catalogue.define("replace", (_, input, a) -> Words.replace(Text.of(input), a), "old", "new", "count");
        catalogue.define("split", (_, input, a) -> Words.split(Text.of(input), a), "sep", "maxsplit");
        catalogue.define("format", (_, input, a) -> Printf.format(Text.of(input), a.rest()), "*");
        catalogue.define("safe", (_, input, _) -> Text.of(input));
        catalogue.define("quote", (_, input, _) -> "'" + Text.of(input).replace("'", "'\\''") + "'");
        catalogue.define(
                "b64encode",
                (_, input, _) ->
                        Base64.getEncoder().encodeToString(Text.of(input).getBytes(StandardCharsets.UTF_8)));
        catalogue.define("b64decode", (_, input, _) -> base64(Text.of(input)));
        catalogue.define(
                "urlencode",
                (_, input, _) -> URLEncoder.encode(Text.of(input), StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/"));
        catalogue.define(
                "truncate", (_, input, a) -> Words.truncate(Text.of(input), a), "length", "killwords", "end", "leeway");
        catalogue.define("center", (_, input, a) -> Words.center(Text.of(input), a.integer("width", 80)), "width");
        catalogue.define("indent", (_, input, a) -> Words.indent(Text.of(input), a), "width", "first", "blank");
        LibraryFilters.PARAMETERS.forEach((name, parameters) -> catalogue.define(
                name, (_, input, a) -> LibraryFilters.apply(name, input, a), parameters.toArray(String[]::new)));
    }

    private static String json(@Nullable Object value, boolean pretty) {
        return pretty ? Json.pretty(value) : Json.write(value);
    }

    private static void numbers(Catalogue catalogue) {
        catalogue.define("abs", (_, input, _) -> {
            Number number = number("abs", input);
            return number.doubleValue() < 0 ? Numbers.negate(number) : number;
        });
        catalogue.define("int", (_, input, a) -> integer(input, a), "default", "base");
        catalogue.define("float", (_, input, a) -> fraction(input, a), "default");
        catalogue.define(
                "bool",
                (_, input, _) -> input instanceof String text
                        ? Set.of("true", "yes", "on", "1").contains(text.strip().toLowerCase(Locale.ROOT))
                        : Comparing.truth(input));
        catalogue.define("round", (_, input, a) -> round(number("round", input), a), "precision", "method");
    }

    static Number number(String filter, @Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new TemplateFailure("the filter '%s' needs a number, got %s".formatted(filter, Text.kind(value)));
    }

    private static @Nullable Object integer(@Nullable Object input, Bound arguments) {
        try {
            return switch (input) {
                case Boolean flag -> flag ? 1 : 0;
                case Number number when Numbers.whole(number) -> number;
                case Number number -> Numbers.narrow(new BigDecimal(bounded(number.toString())).toBigInteger());
                case String text when arguments.has("base") -> based(text.strip(), arguments.integer("base"));
                case String text -> Numbers.narrow(new BigDecimal(bounded(text)).toBigInteger());
                case null, default -> throw new NumberFormatException("not a number");
            };
        } catch (NumberFormatException e) {
            return otherwise("int", input, arguments);
        }
    }

    private static @Nullable Object fraction(@Nullable Object input, Bound arguments) {
        try {
            return switch (input) {
                case Boolean flag -> flag ? 1.0 : 0.0;
                case Number number -> number.doubleValue();
                case String text -> Double.parseDouble(text.strip());
                case null, default -> throw new NumberFormatException("not a number");
            };
        } catch (NumberFormatException e) {
            return otherwise("float", input, arguments);
        }
    }

    private static Number based(String text, int base) {
        if (text.length() > 400) {
            throw new NumberFormatException("too long");
        }
        boolean prefixed = base == 16 && text.startsWith("0x");
        return Numbers.narrow(new BigInteger(prefixed ? text.substring(2) : text, base));
    }

    /// Short enough that `1e999999999` does not fill the memory.
    private static String bounded(String text) {
        if (text.length() > 400 || new BigDecimal(text.strip()).scale() < -400) {
            throw new NumberFormatException("too long");
        }
        return text.strip();
    }

    /// Unlike Jinja2, which makes 0 of what is no number: a broken value must not pass for a good one.
    private static @Nullable Object otherwise(String filter, @Nullable Object input, Bound arguments) {
        if (arguments.has("default")) {
            return arguments.get("default");
        }
        throw new TemplateFailure("the filter '%s' cannot make a number of %s; give it a default: %s(default=0)"
                .formatted(filter, input instanceof String text ? "'" + text + "'" : Text.kind(input), filter));
    }

    private static Object round(Number number, Bound arguments) {
        RoundingMode mode = switch (arguments.text("method", "common")) {
            case "common" -> RoundingMode.HALF_EVEN;
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> throw new TemplateFailure("round: 'method' must be common, ceil or floor");
        };
        if (!Double.isFinite(number.doubleValue())) {
            return number;
        }
        int precision = Math.clamp(arguments.integer("precision", 0), -300, 300);
        if (Numbers.whole(number) && precision >= 0) {
            return mode == RoundingMode.HALF_EVEN ? number : (Object) number.doubleValue();
        }
        // Python rounds the exact value of the fraction, but scales it for ceil and floor.
        BigDecimal exact = mode == RoundingMode.HALF_EVEN && number instanceof Double
                ? new BigDecimal(number.doubleValue())
                : new BigDecimal(number.toString());
        BigDecimal rounded = exact.setScale(precision, mode);
        return Numbers.whole(number) ? (Object) Numbers.narrow(rounded.toBigInteger()) : (Object) rounded.doubleValue();
    }

    private static String base64(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new TemplateFailure("b64decode: the text is not Base64");
        }
    }

    private static @Nullable Object fromJson(String text) {
        try {
            return Json.read(text);
        } catch (DownbeatException e) {
            throw new TemplateFailure("fromjson: " + e.text());
        }
    }
}
