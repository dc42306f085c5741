package dev.downbeat.templates;

import com.hubspot.jinjava.lib.filter.Filter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Filters taken over from jinjava as they are: those that turn text into text. All others of the library are
/// left out on purpose; some of them read properties of Java objects, render again, forgive what is missing,
/// or know no limit.
final class LibraryFilters {
    /// With the names of their parameters.
    static final Map<String, List<String>> PARAMETERS = Map.of(
            "escape", List.of(),
            "e", List.of(),
            "filesizeformat", List.of("binary"),
            "md5", List.of(),
            "regex_replace", List.of("regex", "new"),
            "striptags", List.of(),
            "urldecode", List.of(),
            "wordcount", List.of(),
            "wordwrap", List.of("width", "break_long_words"));

    private LibraryFilters() {}

    static Object apply(String name, @Nullable Object input, Bound arguments) {
        var interpreter = Syntax.interpreter();
        Filter filter = interpreter.getContext().getFilter(name);
        String[] positional = PARAMETERS.getOrDefault(name, List.of()).stream()
                .takeWhile(arguments::has)
                .map(arguments::text)
                .toArray(String[]::new);
        if (positional.length < arguments.named().size()) {
            throw new TemplateFailure("the filter '%s' needs the argument '%s'"
                    .formatted(name, PARAMETERS.getOrDefault(name, List.of()).get(positional.length)));
        }
        try {
            Object result = filter.filter(input instanceof Number ? input : Text.of(input), interpreter, positional);
            return result instanceof Number number ? number : String.valueOf(result);
        } catch (RuntimeException e) {
            throw new TemplateFailure("the filter '%s': %s".formatted(name, e.getMessage()));
        }
    }
}
