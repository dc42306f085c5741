package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Renders the pieces of a template.
final class Renderer {
    private static final int SHOWN = 100;

    private final Evaluator evaluator = new Evaluator();

    String text(List<Piece> pieces, Scope scope) {
        var out = new StringBuilder();
        render(pieces, scope, out);
        return out.toString();
    }

    /// @throws DownbeatException BAD_TEMPLATE with the expression and what is wrong with it
    @Nullable
    Object value(Piece.Placed placed, Scope scope) {
        try {
            return evaluator.value(placed.expr(), scope);
        } catch (TemplateFailure e) {
            throw failure(placed.source(), e);
        }
    }

    /// The value as it leaves the template.
    ///
    /// @throws DownbeatException BAD_TEMPLATE as [#value]
    @Nullable
    Object result(Piece.Placed placed, Scope scope) {
        try {
            return Native.of(evaluator.value(placed.expr(), scope));
        } catch (TemplateFailure e) {
            throw failure(placed.source(), e);
        }
    }

    private static DownbeatException failure(String source, TemplateFailure failure) {
        return new DownbeatException(
                ErrorCode.BAD_TEMPLATE, "in '{{ %s }}': %s".formatted(shorten(source), failure.text()));
    }

    static String shorten(String text) {
        return Excerpt.of(text, SHOWN);
    }

    private void render(List<Piece> pieces, Scope scope, StringBuilder out) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Plain plain -> out.append(plain.text());
                case Piece.Output(Piece.Placed expr) -> append(out, expr, value(expr, scope));
                case Piece.If branch -> branch(branch, scope, out);
                case Piece.For loop -> loop(loop, scope, out);
                case Piece.Assign assign -> assign(assign, scope);
                case Piece.AssignMember member -> assign(member, scope);
                case Piece.Macro macro -> scope.set(macro.name(), callable(macro, scope));
                case Piece.Capture capture -> scope.set(capture.name(), text(capture.body(), scope.inner()));
            }
            if (out.length() > Limits.TEXT) {
                throw new DownbeatException(
                        ErrorCode.BAD_TEMPLATE, Limits.tooLong().text());
            }
        }
    }

    private static void append(StringBuilder out, Piece.Placed expr, @Nullable Object value) {
        try {
            out.append(Text.of(value));
        } catch (TemplateFailure e) {
            throw failure(expr.source(), e);
        }
    }

    private void branch(Piece.If branch, Scope scope, StringBuilder out) {
        for (Piece.Arm arm : branch.arms()) {
            Piece.Placed condition = arm.condition();
            if (condition == null || Comparing.truth(value(condition, scope))) {
                render(arm.body(), scope, out);
                return;
            }
        }
    }

    private void loop(Piece.For piece, Scope scope, StringBuilder out) {
        Piece.Loop loop = piece.loop();
        var rounds = new ArrayList<Scope>();
        var kept = new ArrayList<@Nullable Object>();
        for (Object item : items(loop.items(), scope)) {
            Scope round = scope.inner();
            bind(loop.names(), item, loop.items(), round);
            Piece.Placed filter = loop.filter();
            if (filter == null || Comparing.truth(value(filter, round))) {
                rounds.add(round);
                kept.add(item);
            }
        }
        for (int i = 0; i < rounds.size(); i++) {
            rounds.get(i).set("loop", facts(i, kept));
            render(piece.body(), rounds.get(i), out);
        }
        if (rounds.isEmpty()) {
            render(piece.otherwise(), scope.inner(), out);
        }
    }

    private List<@Nullable Object> items(Piece.Placed source, Scope scope) {
        Object value = value(source, scope);
        try {
            return Lists.items(value);
        } catch (TemplateFailure e) {
            throw failure(source.source(), e);
        }
    }

    private void bind(List<String> names, @Nullable Object item, Piece.Placed source, Scope scope) {
        try {
            evaluator.step();
            if (names.size() == 1) {
                scope.set(names.getFirst(), item);
                return;
            }
            if (!(item instanceof List<?> parts) || parts.size() != names.size()) {
                throw new TemplateFailure("each item must be a list of %d to fit %s, got %s"
                        .formatted(names.size(), String.join(", ", names), Text.kind(item)));
            }
            for (int i = 0; i < names.size(); i++) {
                scope.set(names.get(i), parts.get(i));
            }
        } catch (TemplateFailure e) {
            throw failure(source.source(), e);
        }
    }

    private void assign(Piece.Assign assign, Scope scope) {
        Object value = value(assign.expr(), scope);
        bind(assign.names(), value, assign.expr(), scope);
    }

    private void assign(Piece.AssignMember member, Scope scope) {
        Object value = value(member.expr(), scope);
        if (!(scope.get(member.owner()) instanceof Namespace namespace)) {
            throw failure(
                    member.owner() + "." + member.name(),
                    new TemplateFailure(
                            "'%s' is no namespace(), nothing else can be changed".formatted(member.owner())));
        }
        namespace.put(member.name(), value);
    }

    private Callable callable(Piece.Macro macro, Scope scope) {
        var parameters = List.copyOf(macro.parameters().sequencedKeySet());
        return (List<@Nullable Object> positional, Map<String, @Nullable Object> named) -> {
            Bound arguments = Bound.of("the macro '%s'".formatted(macro.name()), parameters, positional, named);
            Scope inner = scope.inner();
            macro.parameters().forEach((name, otherwise) -> {
                boolean left = otherwise != null && !arguments.has(name);
                inner.set(name, left ? value(otherwise, scope) : arguments.need(name));
            });
            return text(macro.body(), inner);
        };
    }

    /// What `loop` says within a loop.
    private static Map<String, @Nullable Object> facts(int index, List<@Nullable Object> items) {
        int length = items.size();
        var facts = new HashMap<String, @Nullable Object>();
        facts.put("index", index + 1);
        facts.put("index0", index);
        facts.put("revindex", length - index);
        facts.put("revindex0", length - index - 1);
        facts.put("first", index == 0);
        facts.put("last", index == length - 1);
        facts.put("length", length);
        if (index > 0) {
            facts.put("previtem", items.get(index - 1));
        }
        if (index < length - 1) {
            facts.put("nextitem", items.get(index + 1));
        }
        return facts;
    }
}
