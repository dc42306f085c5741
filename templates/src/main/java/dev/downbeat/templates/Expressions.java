package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Reading an expression together with the checks that need no values, and walking over its parts.
final class Expressions {
    /// Those that need no value in front of them.
    static final Set<String> FUNCTIONS = Set.of("range", "namespace");

    private Expressions() {}

    static Expr read(String source, int at) {
        return read(source, at, FUNCTIONS);
    }

    /// @param at        where the expression stands in the text that offsets of mistakes count in
    /// @param functions the names that can be called
    /// @throws TemplateFailure.Syntax also for filters and macros that do not exist
    static Expr read(String source, int at, Set<String> functions) {
        try {
            Expr expr = ExprParser.parse(source);
            check(expr, functions);
            return expr;
        } catch (TemplateFailure.Syntax e) {
            throw new TemplateFailure.Syntax(at + e.offset(), e.text());
        }
    }

    private static void check(Expr expr, Set<String> functions) {
        if (expr instanceof Expr.Filter filter && !Filters.known(filter.name())) {
            throw new TemplateFailure.Syntax(filter.at(), Filters.unknown(filter.name()));
        }
        if (expr
                        instanceof
                        Expr.Call(
                                Expr.Attribute(Expr.Name(String owner, int _), String name, int at),
                                Expr.Arguments _,
                                int _)
                && owner.equals(Macros.NAME)
                && !Macros.PARAMETERS.containsKey(name)) {
            throw Macros.unknown(name, at);
        }
        if (expr instanceof Expr.Call(Expr.Name(String name, int at), Expr.Arguments _, int _)
                && !functions.contains(name)) {
            String hint = Nearest.hint(name, functions);
            throw new TemplateFailure.Syntax(
                    at, "unknown function '%s'%s".formatted(name, hint.isEmpty() ? ": there is range()" : hint));
        }
        parts(expr).forEach(part -> check(part, functions));
    }

    /// The expressions directly within one.
    static List<Expr> parts(Expr expr) {
        var parts = new ArrayList<Expr>();
        Consumer<Expr.Arguments> arguments = given -> {
            parts.addAll(given.positional());
            parts.addAll(given.named().values());
        };
        switch (expr) {
            case Expr.Literal _, Expr.Name _ -> {}
            case Expr.Attribute attribute -> parts.add(attribute.base());
            case Expr.Item item -> parts.addAll(List.of(item.base(), item.key()));
            case Expr.Slice slice -> slice(slice, parts);
            case Expr.Call call -> {
                parts.add(call.callee());
                arguments.accept(call.arguments());
            }
            case Expr.Filter filter -> {
                parts.add(filter.input());
                arguments.accept(filter.arguments());
            }
            case Expr.Test test -> {
                parts.add(test.input());
                parts.addAll(test.arguments());
            }
            case Expr.Not not -> parts.add(not.operand());
            case Expr.Negate negate -> parts.add(negate.operand());
            case Expr.Logic logic -> parts.addAll(List.of(logic.left(), logic.right()));
            case Expr.Arithmetic math -> parts.addAll(List.of(math.left(), math.right()));
            case Expr.Comparison comparison -> {
                parts.add(comparison.first());
                comparison.links().forEach(link -> parts.add(link.right()));
            }
            case Expr.Choice choice -> choice(choice, parts);
            case Expr.Items items -> parts.addAll(items.items());
            case Expr.Dict dict -> dict.entries().forEach(entry -> parts.addAll(List.of(entry.key(), entry.value())));
        }
        return parts;
    }

    private static void slice(Expr.Slice slice, List<Expr> parts) {
        parts.add(slice.base());
        for (Expr bound : new Expr[] {slice.from(), slice.to(), slice.step()}) {
            if (bound != null) {
                parts.add(bound);
            }
        }
    }

    private static void choice(Expr.Choice choice, List<Expr> parts) {
        parts.addAll(List.of(choice.condition(), choice.yes()));
        Expr no = choice.no();
        if (no != null) {
            parts.add(no);
        }
    }
}
