package dev.downbeat.templates;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/// The binary operators, as in Python.
///
/// Jinjava's own turn a text into a number and none into 0 where that lets them go on; a pipeline must not
/// compute
/// with what is not there.
enum Op implements AstBinary.Operator {
    AND("&&"),
    OR("||"),
    EQ("=="),
    NE("!="),
    LT("<"),
    LE("<="),
    GT(">"),
    GE(">="),
    ADD("+"),
    SUB("-"),
    MUL("*"),
    DIV("/"),
    MOD("%"),
    FLOOR_DIV("//"),
    POW("**"),
    CONCAT("~"),
    IN("in"),
    NOT_IN("not in");

    private final String sign;

    Op(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    /// Ours for one of Jinjava's.
    static Op of(AstBinary.Operator operator) {
        if (operator instanceof Op op) {
            return op;
        }
        for (Op op : values()) {
            if (op.sign.equals(operator.toString())) {
                return op;
            }
        }
        throw new IllegalArgumentException("unknown operator " + operator);
    }

    @Override
    public @Nullable Object eval(Bindings bindings, ELContext context, AstNode left, AstNode right) {
        Object a = left.eval(bindings, context);
        if (this == AND || this == OR) {
            return PyText.truth(a) == (this == AND) ? right.eval(bindings, context) : a;
        }
        Object b = right.eval(bindings, context);
        return apply(present(a), present(b));
    }

    private @Nullable Object apply(@Nullable Object a, @Nullable Object b) {
        return switch (this) {
            case EQ -> Compare.equal(a, b);
            case NE -> !Compare.equal(a, b);
            case LT -> Compare.order(a, b) < 0;
            case LE -> Compare.order(a, b) <= 0;
            case GT -> Compare.order(a, b) > 0;
            case GE -> Compare.order(a, b) >= 0;
            case CONCAT -> concat(PyText.of(a), PyText.of(b));
            case IN -> contains(b, a);
            case NOT_IN -> !contains(b, a);
            case ADD, SUB, MUL, DIV, MOD, FLOOR_DIV, POW -> Arithmetic.apply(this, a, b);
            case AND, OR -> throw new IllegalStateException("evaluated lazily");
        };
    }

    static String concat(String a, String b) {
        if (a.length() + (long) b.length() > Limits.TEXT) {
            throw Limits.over("makes a text of more than %,d characters".formatted(Limits.TEXT));
        }
        return a + b;
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        return switch (container) {
            case CharSequence text -> text.toString().contains(PyText.of(item));
            case Map<?, ?> map -> item != null && map.containsKey(item);
            case Collection<?> items -> items.stream().anyMatch(each -> Compare.equal(each, item));
            case null, default ->
                throw Arithmetic.wrong(
                        "'in' looks into a text, a list or an object, not into " + PyText.kind(container));
        };
    }

    static @Nullable Object present(@Nullable Object value) {
        if (value instanceof Missing missing) {
            throw missing.error();
        }
        return value;
    }

    @Override
    public String toString() {
        return Objects.requireNonNull(sign);
    }
}
