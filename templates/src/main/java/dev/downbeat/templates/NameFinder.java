package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the names that a template takes from outside; names of loops, assignments and macros hide those.
final class NameFinder {
    private final List<List<String>> paths = new ArrayList<>();

    private NameFinder() {}

    /// The paths from a top-level name on, each as far as the text tells: `outputs[params.which].x` gives
    /// `outputs` and `params.which`.
    static List<List<String>> paths(List<Piece> pieces) {
        var finder = new NameFinder();
        finder.pieces(pieces, Set.of());
        return finder.paths;
    }

    private void pieces(List<Piece> pieces, Set<String> outer) {
        var hidden = new TreeSet<>(outer);
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Plain _ -> {}
                case Piece.Output(Piece.Placed expr) -> placed(expr, hidden);
                case Piece.If branch -> branch(branch, hidden);
                case Piece.For loop -> loop(loop, hidden);
                case Piece.Assign assign -> {
                    placed(assign.expr(), hidden);
                    hidden.addAll(assign.names());
                }
                case Piece.AssignMember member -> placed(member.expr(), hidden);
                case Piece.Macro macro -> macro(macro, hidden);
                case Piece.Capture capture -> {
                    pieces(capture.body(), hidden);
                    hidden.add(capture.name());
                }
            }
        }
    }

    private void branch(Piece.If branch, Set<String> hidden) {
        for (Piece.Arm arm : branch.arms()) {
            Piece.Placed condition = arm.condition();
            if (condition != null) {
                placed(condition, hidden);
            }
            pieces(arm.body(), hidden);
        }
        // What an arm assigns is seen behind it.
        for (Piece.Arm arm : branch.arms()) {
            for (Piece piece : arm.body()) {
                switch (piece) {
                    case Piece.Assign assign -> hidden.addAll(assign.names());
                    case Piece.Capture capture -> hidden.add(capture.name());
                    case Piece.Macro macro -> hidden.add(macro.name());
                    case Piece.Plain _, Piece.Output _, Piece.If _, Piece.For _, Piece.AssignMember _ -> {}
                }
            }
        }
    }

    private void loop(Piece.For loop, Set<String> hidden) {
        placed(loop.loop().items(), hidden);
        var inner = new TreeSet<>(hidden);
        inner.addAll(loop.loop().names());
        Piece.Placed filter = loop.loop().filter();
        if (filter != null) {
            placed(filter, inner);
        }
        inner.add("loop");
        pieces(loop.body(), inner);
        pieces(loop.otherwise(), hidden);
    }

    private void macro(Piece.Macro macro, Set<String> hidden) {
        macro.parameters().values().stream().filter(Objects::nonNull).forEach(value -> placed(value, hidden));
        hidden.add(macro.name());
        var inner = new TreeSet<>(hidden);
        inner.addAll(macro.parameters().keySet());
        pieces(macro.body(), inner);
    }

    private void placed(Piece.Placed placed, Set<String> hidden) {
        expr(placed.expr(), hidden);
    }

    private void expr(Expr expr, Set<String> hidden) {
        var path = new ArrayList<String>();
        Expr.Name root = root(expr, path);
        if (root == null) {
            parts(expr).forEach(part -> expr(part, hidden));
        } else if (!hidden.contains(root.name())) {
            path.addFirst(root.name());
            paths.add(path);
        }
    }

    /// Without the names of functions: of `outputs.train.items()` the path ends before the method.
    private static List<Expr> parts(Expr expr) {
        if (!(expr instanceof Expr.Call(Expr callee, Expr.Arguments arguments, int _))) {
            return Expressions.parts(expr);
        }
        var parts = new ArrayList<Expr>(arguments.positional());
        parts.addAll(arguments.named().values());
        switch (callee) {
            case Expr.Name _ -> {}
            case Expr.Attribute(Expr.Name(String owner, int _), String _, int _) when owner.equals(Macros.NAME) -> {}
            case Expr.Attribute method -> parts.add(method.base());
            default -> parts.add(callee);
        }
        return parts;
    }

    /// The name at the root of a path, null when the expression is no path.
    private static Expr.@Nullable Name root(Expr expr, List<String> path) {
        return switch (expr) {
            case Expr.Name name -> name;
            case Expr.Attribute attribute -> {
                Expr.Name root = root(attribute.base(), path);
                path.add(attribute.name());
                yield root;
            }
            case Expr.Item(Expr base, Expr.Literal(String key), int _) -> {
                Expr.Name root = root(base, path);
                path.add(key);
                yield root;
            }
            default -> null;
        };
    }
}
