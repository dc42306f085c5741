package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
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
/// an error.
///
/// ```java
/// var templates = new Templates();
/// templates.renderText("{{ ds }}/{{ params.name | upper }}", variables);
/// templates.evaluate("outputs.train.accuracy >= params.threshold", variables);
/// ```
///
/// Only `| default(…)` and `is defined` forgive a name that is not there, also deep within
/// (`outputs.train.acuracy`). Filters, tests, functions and methods are a fixed set; there are no includes.
/// A rendering is bounded in size and steps. Safe for many threads; keep one, parsed texts are kept for the
/// next time.
public final class Templates {
    private static final int KEPT = 2_000;
    private static final int KEPT_LENGTH = 20_000;

    private final Map<String, Syntax.Read> templates = new ConcurrentHashMap<>();
    private final Map<String, Syntax.Read> expressions = new ConcurrentHashMap<>();

    public Templates() {}

    /// Whether the text has a marker of the language: `{{`, `{%` or `{#`.
    public static boolean isTemplate(String text) {
        return Syntax.isTemplate(text);
    }

    /// Renders every string in the tree of lists and maps (values, not keys). A string that is exactly one
    /// `{{ expression }}` becomes the value itself: number, list, map, boolean, null. Others become text.
    ///
    /// @return JSON values; the tree itself when no string in it is a template
    /// @throws DownbeatException BAD_TEMPLATE for bad syntax, a name that is not there, a wrong type, a limit
    public @Nullable Object render(@Nullable Object tree, Map<String, @Nullable Object> variables) {
        return hasTemplate(tree) ? rendered(tree, variables) : tree;
    }

    private static boolean hasTemplate(@Nullable Object tree) {
        return switch (tree) {
            case String text -> isTemplate(text);
            case Map<?, ?> map -> map.values().stream().anyMatch(Templates::hasTemplate);
            case Collection<?> items -> items.stream().anyMatch(Templates::hasTemplate);
            case null, default -> false;
        };
    }

    private @Nullable Object rendered(@Nullable Object tree, Map<String, @Nullable Object> variables) {
        return switch (tree) {
            case String text when isTemplate(text) -> value(text, variables);
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, value) -> copy.put(String.valueOf(key), rendered(value, variables)));
                yield copy;
            }
            case Collection<?> items -> {
                var copy = new ArrayList<@Nullable Object>(items.size());
                items.forEach(item -> copy.add(rendered(item, variables)));
                yield copy;
            }
            case null, default -> tree;
        };
    }

    private @Nullable Object value(String text, Map<String, @Nullable Object> variables) {
        List<Piece> pieces = sound(text);
        return pieces.size() == 1 && pieces.getFirst() instanceof Piece.Output(Piece.Placed expr)
                ? run(() -> new Renderer().result(expr, Scope.of(variables)))
                : text(pieces, variables);
    }

    /// The text with all its expressions filled in.
    ///
    /// @throws DownbeatException BAD_TEMPLATE as [#render]
    public String renderText(String template, Map<String, @Nullable Object> variables) {
        return isTemplate(template) ? text(sound(template), variables) : template;
    }

    private static String text(List<Piece> pieces, Map<String, @Nullable Object> variables) {
        return run(() -> new Renderer().text(pieces, Scope.of(variables)));
    }

    /// The value of an expression (without `{{ }}`).
    ///
    /// @return a JSON value
    /// @throws DownbeatException BAD_TEMPLATE as [#render]
    public @Nullable Object evaluate(String expression, Map<String, @Nullable Object> variables) {
        Piece.Placed placed = soundExpression(expression);
        return run(() -> new Renderer().result(placed, Scope.of(variables)));
    }

    /// All that is wrong in the syntax of the text, unknown filters, tests and functions among it; empty
    /// when it is sound. Names are not looked at, see [#reads(String)].
    public List<Mistake> check(String template) {
        return isTemplate(template) ? read(template).mistakes() : List.of();
    }

    /// What is wrong in an expression (without `{{ }}`); empty when it is sound.
    public List<Mistake> checkExpression(String expression) {
        return readExpression(expression).mistakes();
    }

    /// What the text names.
    ///
    /// @throws DownbeatException BAD_TEMPLATE when it cannot be parsed
    public Reads reads(String template) {
        return reads(template, Set.of());
    }

    /// The same, where `outputs.a.b` counts as the task `a.b` when that is one of `tasks`.
    public Reads reads(String template, Collection<String> tasks) {
        return isTemplate(template) ? Reads.of(NameFinder.paths(sound(template)), tasks) : Reads.NOTHING;
    }

    /// What an expression (without `{{ }}`) names.
    ///
    /// @throws DownbeatException BAD_TEMPLATE when it cannot be parsed
    public Reads readsOfExpression(String expression) {
        return readsOfExpression(expression, Set.of());
    }

    /// The same, where `outputs.a.b` counts as the task `a.b` when that is one of `tasks`.
    public Reads readsOfExpression(String expression, Collection<String> tasks) {
        return Reads.of(NameFinder.paths(List.of(new Piece.Output(soundExpression(expression)))), tasks);
    }

    private List<Piece> sound(String template) {
        return sound(template, read(template));
    }

    private Piece.Placed soundExpression(String expression) {
        return switch (sound(expression, readExpression(expression)).getFirst()) {
            case Piece.Output(Piece.Placed placed) -> placed;
            default -> throw new IllegalStateException("an expression reads as one output");
        };
    }

    private static List<Piece> sound(String text, Syntax.Read read) {
        if (!read.mistakes().isEmpty()) {
            Mistake mistake = read.mistakes().getFirst();
            throw new DownbeatException(
                    ErrorCode.BAD_TEMPLATE,
                    "in '%s', line %d, column %d: %s"
                            .formatted(Renderer.shorten(text), mistake.line(), mistake.column(), mistake.message()));
        }
        return read.pieces();
    }

    private Syntax.Read read(String template) {
        return kept(templates, template, Syntax::read);
    }

    private Syntax.Read readExpression(String expression) {
        return kept(expressions, expression, Syntax::readExpression);
    }

    private static Syntax.Read kept(Map<String, Syntax.Read> kept, String text, Function<String, Syntax.Read> read) {
        if (text.length() > KEPT_LENGTH) {
            return read.apply(text);
        }
        if (kept.size() >= KEPT) {
            // Texts come from a bounded number of DAG versions; starting over is cheaper than keeping count.
            kept.clear();
        }
        return kept.computeIfAbsent(text, read);
    }

    private static <T extends @Nullable Object> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (TemplateFailure e) {
            throw new DownbeatException(ErrorCode.BAD_TEMPLATE, e.text(), e);
        } catch (StackOverflowError e) {
            // All nesting has a limit, but macros multiply them, and how deep a stack goes depends on the thread.
            throw new DownbeatException(ErrorCode.BAD_TEMPLATE, "the template is nested too deeply", e);
        }
    }
}
