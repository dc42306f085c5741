package dev.downbeat.templates;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A part of a template as read. `at` is the offset of the expression that follows in the template.
sealed interface Piece {
    record Plain(String text) implements Piece {}

    record Output(Placed expr) implements Piece {}

    record If(List<Arm> arms) implements Piece {}

    record For(Loop loop, List<Piece> body, List<Piece> otherwise) implements Piece {}

    record Assign(List<String> names, Placed expr) implements Piece {}

    /// `{% set owner.name = expr %}`, where the owner is a `namespace()`.
    record AssignMember(String owner, String name, Placed expr) implements Piece {}

    /// @param parameters in order; null for those without a default
    record Macro(String name, SequencedMap<String, @Nullable Placed> parameters, List<Piece> body) implements Piece {}

    /// `{% set x %}…{% endset %}`
    record Capture(String name, List<Piece> body) implements Piece {}

    /// An expression with its source and its place in the template.
    record Placed(Expr expr, String source, int at) {}

    /// @param condition null for `else`
    record Arm(@Nullable Placed condition, List<Piece> body) {}

    /// @param filter `for x in list if filter`
    record Loop(List<String> names, Placed items, @Nullable Placed filter) {}
}
