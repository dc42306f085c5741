package dev.downbeat.templates;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An expression as read. `at` is its offset in the text it was read from.
sealed interface Expr {
    record Literal(@Nullable Object value) implements Expr {}

    record Name(String name, int at) implements Expr {}

    record Attribute(Expr base, String name, int at) implements Expr {}

    record Item(Expr base, Expr key, int at) implements Expr {}

    record Slice(
            Expr base,
            @Nullable Expr from,
            @Nullable Expr to,
            @Nullable Expr step) implements Expr {}

    record Call(Expr callee, Arguments arguments, int at) implements Expr {}

    record Filter(Expr input, String name, Arguments arguments, int at) implements Expr {}

    record Test(Expr input, String name, List<Expr> arguments, boolean negated) implements Expr {}

    record Not(Expr operand) implements Expr {}

    record Negate(Expr operand) implements Expr {}

    record Logic(boolean and, Expr left, Expr right) implements Expr {}

    record Arithmetic(Operator operator, Expr left, Expr right) implements Expr {}

    /// `first < a <= b`: every link has to hold.
    record Comparison(Expr first, List<Link> links) implements Expr {}

    /// @param no null when there is no `else`; the value is then the empty text
    record Choice(Expr condition, Expr yes, @Nullable Expr no) implements Expr {}

    record Items(List<Expr> items) implements Expr {}

    record Dict(List<Entry> entries) implements Expr {}

    record Entry(Expr key, Expr value) {}

    record Link(Comparator comparator, Expr right) {}

    record Arguments(List<Expr> positional, Map<String, Expr> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }

    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        FLOOR_DIVIDE("//"),
        MODULO("%"),
        POWER("**"),
        CONCAT("~");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    enum Comparator {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_EQUAL("<="),
        GREATER(">"),
        GREATER_EQUAL(">="),
        IN("in"),
        NOT_IN("not in");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }
}
