package dev.downbeat.templates;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A parsed template; shared by threads.
///
/// @param exprs  all expressions in it
/// @param locals the names that it defines itself
/// @param single the expression, when the text is exactly one `{{ … }}`
record Template(List<Part> parts, List<Expr> exprs, Set<String> locals, Optional<Expr> single) {
    Template {
        parts = List.copyOf(parts);
        exprs = List.copyOf(exprs);
        locals = Set.copyOf(locals);
    }
}
