package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `macros.…`: date functions under the names that Airflow gives them. None reads the clock: the same run
/// renders the same text at every attempt.
final class Macros {
    static final String NAME = "macros";

    static final Map<String, List<String>> PARAMETERS = Map.of(
            "ds_add", List.of("ds", "days"),
            "ds_format", List.of("ds", "input_format", "output_format"),
            "datetime_diff", List.of("later", "earlier"));

    private Macros() {}

    static TemplateFailure.Syntax unknown(String name, int at) {
        return new TemplateFailure.Syntax(at, message(name));
    }

    private static String message(String name) {
        String hint = Nearest.hint(name, PARAMETERS.keySet());
        String all = String.join(", ", PARAMETERS.keySet().stream().sorted().toList());
        return "unknown macro '%s'%s".formatted(name, hint.isEmpty() ? ": there are " + all : hint);
    }

    static @Nullable Object call(String name, List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
        List<String> parameters = PARAMETERS.get(name);
        if (parameters == null) {
            throw new TemplateFailure.Missing(message(name));
        }
        Bound arguments = Bound.of("macros." + name, parameters, positional, named);
        return switch (name) {
            case "ds_add" -> {
                Moment date = Dates.need("macros.ds_add", arguments.need("ds"));
                yield Dates.like(arguments.get("ds"), date.with(date.at().plusDays(arguments.integer("days"))));
            }
            case "ds_format" ->
                Strftime.format(
                        Strftime.parse(arguments.text("ds"), arguments.text("input_format")),
                        arguments.text("output_format"));
            case "datetime_diff" -> {
                Moment later = Dates.need("macros.datetime_diff", arguments.need("later"));
                Moment earlier = Dates.need("macros.datetime_diff", arguments.need("earlier"));
                Duration between = Duration.between(earlier.at(), later.at());
                yield between.getNano() == 0
                        ? (Object) Numbers.narrow(java.math.BigInteger.valueOf(between.getSeconds()))
                        : (Object) (between.toNanos() / 1e9);
            }
            default -> throw new IllegalArgumentException("no macro " + name);
        };
    }
}
