package dev.downbeat.templates;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Renders templates in Jinja's language and evaluates its expressions; strict: a name that is not there is
/// an
/// error.
///
/// ```java
/// var templates = new Templates();
/// templates.renderText("{{ ds }}/{{ params.name | upper }}", variables);
/// templates.evaluate("outputs.train.accuracy >= params.threshold", variables);
/// ```
///
/// Safe for many threads; keep one. Parsed texts are kept for the next time.
public final class Templates {
    private static final int KEPT = 2_000;

    private final Jinjava jinjava = new Jinjava(JinjavaConfig.newBuilder()
            .withNestedInterpretationEnabled(false)
            .withMaxOutputSize(Limits.TEXT)
            .withMaxStringLength(Limits.TEXT)
            .withMaxListSize(Limits.ITEMS)
            .withLegacyOverrides(LegacyOverrides.ALL)
            .build());
    private final Map<String, Template> templates = new ConcurrentHashMap<>();
    private final Map<String, Expr> expressions = new ConcurrentHashMap<>();

    public Templates() {}

    /// Whether the text has a marker of the language: `{{`, `{%` or `{#`.
    public static boolean isTemplate(String text) {
        for (int i = text.indexOf('{'); i >= 0 && i + 1 < text.length(); i = text.indexOf('{', i + 1)) {
            char c = text.charAt(i + 1);
            if (c == '{' || c == '%' || c == '#') {
                return true;
            }
        }
        return false;
    }

    /// Renders every string in the tree of lists and maps (values, not keys). A string that is exactly one
    /// `{{ expression }}` becomes the value itself: number, list, map, boolean, null. Others become text.
    ///
    /// @return JSON values; the tree itself when no string in it is a template
    /// @throws DownbeatException BAD_TEMPLATE
    public @Nullable Object render(@Nullable Object tree, Map<String, @Nullable Object> variables) {
        return hasTemplate(tree) ? rendered(tree, scope(variables)) : tree;
    }

    private static boolean hasTemplate(@Nullable Object tree) {
        return switch (tree) {
            case String text -> isTemplate(text);
            case Map<?, ?> map -> map.values().stream().anyMatch(Templates::hasTemplate);
            case Collection<?> items -> items.stream().anyMatch(Templates::hasTemplate);
            case null, default -> false;
        };
    }

    private @Nullable Object rendered(@Nullable Object tree, Scope scope) {
        return switch (tree) {
            case String text when isTemplate(text) -> value(text, scope);
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, value) -> copy.put(String.valueOf(key), rendered(value, scope)));
                yield copy;
            }
            case Collection<?> items -> {
                var copy = new ArrayList<@Nullable Object>(items.size());
                items.forEach(item -> copy.add(rendered(item, scope)));
                yield copy;
            }
            case null -> null;
            default -> tree;
        };
    }

    private @Nullable Object value(String text, Scope scope) {
        Template template = template(text);
        return template.single().isPresent() ? Native.of(template.single().get().value(scope)) : text(template, scope);
    }

    /// The text with all its expressions filled in.
    ///
    /// @throws DownbeatException BAD_TEMPLATE
    public String renderText(String template, Map<String, @Nullable Object> variables) {
        return isTemplate(template) ? text(template(template), scope(variables)) : template;
    }

    private static String text(Template template, Scope scope) {
        var out = new StringBuilder();
        Part.writeAll(template.parts(), scope.inner(), out);
        return out.toString();
    }

    /// The value of an expression (without `{{ }}`).
    ///
    /// @return a JSON value
    /// @throws DownbeatException BAD_TEMPLATE
    public @Nullable Object evaluate(String expression, Map<String, @Nullable Object> variables) {
        return Native.of(expression(expression).value(scope(variables)));
    }

    /// What is wrong in the text; empty when it can be parsed.
    public List<Mistake> check(String template) {
        return mistakes(template, () -> {
            if (isTemplate(template)) {
                parsed(template, templates, text -> TemplateParser.parse(jinjava, text));
            }
        });
    }

    /// What is wrong in an expression (without `{{ }}`); empty when it can be parsed.
    public List<Mistake> checkExpression(String expression) {
        return mistakes(expression, () -> parsed(expression, expressions, this::parseExpression));
    }

    private static List<Mistake> mistakes(String text, Runnable parse) {
        try {
            parse.run();
            return List.of();
        } catch (TemplateSyntaxException e) {
            return List.of(Mistake.at(text, e.offset(), e.text()));
        }
    }

    /// What the text names.
    ///
    /// @throws DownbeatException BAD_TEMPLATE when it cannot be parsed
    public Reads reads(String template) {
        return reads(template, Set.of());
    }

    /// The same, where `outputs.a.b` counts as the task `a.b` when that is one of `tasks`.
    public Reads reads(String template, Collection<String> tasks) {
        if (!isTemplate(template)) {
            return Reads.NOTHING;
        }
        Template parsed = template(template);
        var paths =
                parsed.exprs().stream().flatMap(expr -> expr.paths().stream()).toList();
        return Reads.of(paths, parsed.locals(), tasks);
    }

    /// What an expression (without `{{ }}`) names.
    ///
    /// @throws DownbeatException BAD_TEMPLATE when it cannot be parsed
    public Reads readsOfExpression(String expression) {
        return readsOfExpression(expression, Set.of());
    }

    /// The same, where `outputs.a.b` counts as the task `a.b` when that is one of `tasks`.
    public Reads readsOfExpression(String expression, Collection<String> tasks) {
        return Reads.of(expression(expression).paths(), Set.of(), tasks);
    }

    private Scope scope(Map<String, @Nullable Object> variables) {
        return Scope.of(variables, jinjava::newInterpreter);
    }

    private Template template(String text) {
        return placed(text, () -> parsed(text, templates, source -> TemplateParser.parse(jinjava, source)));
    }

    private Expr expression(String text) {
        return placed(text, () -> parsed(text, expressions, this::parseExpression));
    }

    private Expr parseExpression(String text) {
        Expr expr = Expr.parse(jinjava, text, 0);
        for (String function : expr.functions()) {
            if (!Functions.NAMES.contains(function)) {
                throw new TemplateSyntaxException(
                        Math.max(0, text.indexOf(function)),
                        "there is no function '%s'%s".formatted(function, Nearest.hint(function, Functions.NAMES)));
            }
        }
        return expr;
    }

    private static <T> T parsed(String text, Map<String, T> kept, Function<String, T> parse) {
        T known = kept.get(text);
        if (known != null) {
            return known;
        }
        T made = parse.apply(text);
        if (kept.size() >= KEPT) {
            kept.clear();
        }
        kept.put(text, made);
        return made;
    }

    /// Tells the place of a mistake in the message.
    private static <T> T placed(String text, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (TemplateSyntaxException e) {
            String place = Mistake.at(text, e.offset(), e.text()).toString();
            throw new DownbeatException(ErrorCode.BAD_TEMPLATE, "%s (in '%s')".formatted(place, Expr.shorten(text)), e);
        }
    }
}
