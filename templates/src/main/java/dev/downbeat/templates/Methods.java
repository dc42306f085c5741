package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The methods that Python users call on values. All are pure; none of Java's is reachable.
final class Methods {
    private static final List<String> OF_TEXT = List.of(
            "upper",
            "lower",
            "title",
            "capitalize",
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "splitlines",
            "replace",
            "startswith",
            "endswith",
            "removeprefix",
            "removesuffix",
            "find",
            "count",
            "join",
            "isdigit",
            "zfill");
    private static final List<String> OF_OBJECT = List.of("get", "items", "keys", "values");
    private static final List<String> OF_LIST = List.of("index", "count");
    private static final List<String> OF_TIME = List.of(
            "strftime", "isoformat", "timestamp", "date", "add", "subtract", "in_timezone", "weekday", "isoweekday");

    private Methods() {}

    /// @param owner how the template calls `base`, for the message
    static @Nullable Object call(@Nullable Object base, String method, Args args, String owner) {
        List<String> known = switch (base) {
            case Macros _ -> Macros.NAMES;
            case CharSequence _ -> OF_TEXT;
            case Map<?, ?> _ -> OF_OBJECT;
            case List<?> _ -> OF_LIST;
            case Moment _ -> OF_TIME;
            case null, default -> List.of();
        };
        if (!known.contains(method)) {
            throw Arithmetic.wrong("%s has no method '%s'%s"
                    .formatted(
                            owner.isEmpty() ? PyText.kind(base) : "'" + owner + "'",
                            method,
                            Nearest.hint(method, known)));
        }
        return switch (base) {
            case Macros macros -> macros.call(method, args);
            case CharSequence text -> onText(text.toString(), method, args);
            case Map<?, ?> map -> onObject(map, method, args);
            case List<?> list -> onList(list, method, args);
            case Moment moment -> onTime(moment, method, args);
            case null, default -> throw new IllegalStateException(method);
        };
    }

    private static Object onText(String text, String method, Args args) {
        return switch (method) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> TextFilters.title(text);
            case "capitalize" -> TextFilters.capitalize(text);
            case "strip" -> TextFilters.strip(text, characters(args), true, true);
            case "lstrip" -> TextFilters.strip(text, characters(args), true, false);
            case "rstrip" -> TextFilters.strip(text, characters(args), false, true);
            case "split" -> split(text, args);
            case "splitlines" -> text.lines().toList();
            case "replace" -> TextFilters.replace(text, args);
            case "startswith" -> text.startsWith(args.needText(0, "prefix"));
            case "endswith" -> text.endsWith(args.needText(0, "suffix"));
            case "removeprefix" -> without(text, args.needText(0, "prefix"), "");
            case "removesuffix" -> without(text, "", args.needText(0, "suffix"));
            case "find" -> text.indexOf(args.needText(0, "sub"));
            case "count" -> TextFilters.occurrences(text, args.needText(0, "sub"));
            case "join" -> TextFilters.join(Access.items(args.need(0, "items"), "'join'"), text);
            case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "zfill" ->
                "0".repeat(Math.max(0, TextFilters.width(args.number(0, "width", 0)) - text.length())) + text;
            default -> throw new IllegalStateException(method);
        };
    }

    private static String without(String text, String prefix, String suffix) {
        int start = text.startsWith(prefix) ? prefix.length() : 0;
        int end = text.endsWith(suffix) ? text.length() - suffix.length() : text.length();
        return text.substring(start, Math.max(start, end));
    }

    private static String characters(Args args) {
        return args.text(0, "chars", TextFilters.WHITE);
    }

    private static List<String> split(String text, Args args) {
        int most = args.number(1, "maxsplit", -1);
        if (!args.has(0, "sep")) {
            String stripped = text.strip();
            return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+", most < 0 ? 0 : most + 1));
        }
        String separator = args.needText(0, "sep");
        if (separator.isEmpty()) {
            throw Arithmetic.wrong("'split' needs a separator that is not empty");
        }
        return List.of(text.split(java.util.regex.Pattern.quote(separator), most < 0 ? -1 : most + 1));
    }

    private static @Nullable Object onObject(Map<?, ?> map, String method, Args args) {
        return switch (method) {
            case "get" -> {
                Object found = Access.get(map, args.need(0, "key"), "");
                yield found instanceof Missing ? args.get(1, "default", null) : found;
            }
            case "items" -> ListFilters.pairs(map);
            case "keys" -> new ArrayList<>(map.keySet());
            case "values" -> new ArrayList<>(map.values());
            default -> throw new IllegalStateException(method);
        };
    }

    private static Object onList(List<?> list, String method, Args args) {
        Object item = args.need(0, "value");
        if (method.equals("count")) {
            return (int) list.stream().filter(each -> Compare.equal(each, item)).count();
        }
        for (int i = 0; i < list.size(); i++) {
            if (Compare.equal(list.get(i), item)) {
                return i;
            }
        }
        throw Arithmetic.wrong("the list has no such item");
    }

    private static Object onTime(Moment moment, String method, Args args) {
        return switch (method) {
            case "strftime" -> Strftime.format(moment.at(), args.needText(0, "format"));
            case "isoformat" -> moment.ts();
            case "timestamp" -> moment.at().toEpochSecond();
            case "date" -> moment.ds();
            case "add" -> new Moment(shift(moment, args, 1));
            case "subtract" -> new Moment(shift(moment, args, -1));
            case "in_timezone" -> moment.in(zone(args.needText(0, "tz")));
            case "weekday" -> moment.at().getDayOfWeek().getValue() - 1;
            case "isoweekday" -> moment.at().getDayOfWeek().getValue();
            default -> throw new IllegalStateException(method);
        };
    }

    private static java.time.ZonedDateTime shift(Moment moment, Args args, int sign) {
        var known = List.of("years", "months", "weeks", "days", "hours", "minutes", "seconds");
        args.named().keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Arithmetic.wrong("a time has no '%s'%s".formatted(name, Nearest.hint(name, known)));
                });
        try {
            return moment.at()
                    .plusYears(sign * amount(args, "years"))
                    .plusMonths(sign * amount(args, "months"))
                    .plusWeeks(sign * amount(args, "weeks"))
                    .plusDays(sign * amount(args, "days"))
                    .plus(Duration.ofHours(sign * amount(args, "hours")))
                    .plus(Duration.ofMinutes(sign * amount(args, "minutes")))
                    .plus(Duration.ofSeconds(sign * amount(args, "seconds")));
        } catch (DateTimeException | ArithmeticException e) {
            throw Arithmetic.wrong("the time would be out of range");
        }
    }

    private static long amount(Args args, String unit) {
        return Numbers.toInt(Optional.ofNullable(args.named().get(unit)).orElse(0), unit);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Arithmetic.wrong(
                    "'%s' is no time zone%s".formatted(name, Nearest.hint(name, ZoneId.getAvailableZoneIds())));
        }
    }
}
