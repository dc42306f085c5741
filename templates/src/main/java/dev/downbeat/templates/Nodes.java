package dev.downbeat.templates;

import com.hubspot.jinjava.el.ext.AstDict;
import com.hubspot.jinjava.el.ext.AstList;
import com.hubspot.jinjava.el.ext.AstRangeBracket;
import com.hubspot.jinjava.el.ext.AstTuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstBracket;
import jinjava.de.odysseus.el.tree.impl.ast.AstDot;
import jinjava.de.odysseus.el.tree.impl.ast.AstFunction;
import jinjava.de.odysseus.el.tree.impl.ast.AstIdentifier;
import jinjava.de.odysseus.el.tree.impl.ast.AstMethod;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstProperty;
import jinjava.de.odysseus.el.tree.impl.ast.AstString;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/// The nodes of an expression that reach data. Each evaluates by our own rules instead of through Java's
/// beans.
final class Nodes {
    private Nodes() {}

    /// A node that calls something by name: a filter, a test, a function.
    interface Named {
        /// `filter`, `test` or `function`.
        String what();

        String name();
    }

    /// The names on the way to a node: `outputs`, `train`, `accuracy`; empty when it starts with something
    /// computed. A
    /// computed part is `*`.
    static List<String> path(AstNode node) {
        return switch (node) {
            case Name name -> List.of(name.getName());
            case Dot dot -> longer(path(dot.base()), dot.property());
            case Bracket bracket ->
                longer(path(bracket.base()), bracket.constant().orElse("*"));
            default -> List.of();
        };
    }

    private static List<String> longer(List<String> path, String name) {
        if (path.isEmpty()) {
            return path;
        }
        var all = new ArrayList<>(path);
        all.add(name);
        return all;
    }

    private static String shown(AstNode node) {
        return String.join(".", path(node));
    }

    static final class Name extends AstIdentifier {
        Name(String name, int index) {
            super(name, index);
        }

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context) {
            return ((Scope) context).get(getName());
        }
    }

    static final class Dot extends AstDot {
        Dot(AstNode base, String property, boolean lvalue) {
            super(base, property, lvalue);
        }

        AstNode base() {
            return getPrefix();
        }

        String property() {
            return property;
        }

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context) {
            return Access.get(getPrefix().eval(bindings, context), property, shown(getPrefix()));
        }
    }

    static final class Bracket extends AstBracket {
        Bracket(AstNode base, AstNode property, boolean lvalue, boolean strict) {
            super(base, property, lvalue, strict);
        }

        AstNode base() {
            return getPrefix();
        }

        Optional<String> constant() {
            return property instanceof AstString text
                    ? Optional.of(String.valueOf(text.eval(null, null)))
                    : Optional.empty();
        }

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context) {
            Object base = getPrefix().eval(bindings, context);
            return Access.get(base, Op.present(property.eval(bindings, context)), shown(getPrefix()));
        }
    }

    static final class Slice extends AstRangeBracket {
        private final @Nullable AstNode start;

        Slice(AstNode base, @Nullable AstNode start, @Nullable AstNode end, boolean lvalue, boolean strict) {
            super(base, start, end, lvalue, strict, false);
            this.start = start;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            Object base = Op.present(getPrefix().eval(bindings, context));
            Object from = start == null ? null : Op.present(start.eval(bindings, context));
            Object to = rangeMax == null ? null : Op.present(rangeMax.eval(bindings, context));
            return Access.slice(base, from, to);
        }
    }

    /// A method of a text, list, object or time, or one of the macros.
    static final class Called extends AstMethod {
        private final AstProperty property;
        private final AstParameters params;

        Called(AstProperty property, AstParameters params) {
            super(property, params);
            this.property = property;
            this.params = params;
        }

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context) {
            var scope = (Scope) context;
            scope.limits().step();
            if (!(property instanceof Dot dot)) {
                throw Arithmetic.wrong("only a method can be called: write value.method(…)");
            }
            Object base = Op.present(dot.base().eval(bindings, context));
            Args args = Args.of(params.eval(bindings, context), 0);
            return Methods.call(base, dot.property(), args, shown(dot.base()));
        }
    }

    static final class Function extends AstFunction implements Named {
        private final AstParameters params;

        Function(String name, int index, AstParameters params) {
            super(name, index, params);
            this.params = params;
        }

        @Override
        public String what() {
            return "function";
        }

        @Override
        public String name() {
            return getName();
        }

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context) {
            return Functions.call(getName(), Args.of(params.eval(bindings, context), 0), (Scope) context);
        }
    }

    static final class Filtered extends AstMethod implements Named {
        private final AstParameters params;
        private final String name;

        Filtered(AstProperty property, AstParameters params, String name) {
            super(property, params);
            this.params = params;
            this.name = name;
        }

        @Override
        public String what() {
            return "filter";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context) {
            Object[] all = params.eval(bindings, context);
            return Filters.apply(name, all.length == 0 ? null : all[0], Args.of(all, 2), (Scope) context);
        }
    }

    static final class Tested extends AstMethod implements Named {
        private final AstParameters params;
        private final String name;
        private final boolean negated;

        Tested(AstProperty property, AstParameters params, String name, boolean negated) {
            super(property, params);
            this.params = params;
            this.name = name;
            this.negated = negated;
        }

        @Override
        public String what() {
            return "test";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            Object[] all = params.eval(bindings, context);
            return Tests.holds(name, all.length == 0 ? null : all[0], Args.of(all, 2)) != negated;
        }
    }

    static final class Not extends AstUnary {
        private final AstNode child;

        Not(AstNode child) {
            super(child, AstUnary.NOT);
            this.child = child;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            return !PyText.truth(child.eval(bindings, context));
        }
    }

    static final class Negated extends AstUnary {
        private final AstNode child;

        Negated(AstNode child) {
            super(child, AstUnary.NEG);
            this.child = child;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            return Arithmetic.negate(Op.present(child.eval(bindings, context)));
        }
    }

    static final class Entries extends AstDict {
        Entries(Map<AstNode, AstNode> entries) {
            super(entries);
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            var map = new LinkedHashMap<String, @Nullable Object>();
            dict.forEach((key, value) ->
                    map.put(PyText.of(key.eval(bindings, context)), Op.present(value.eval(bindings, context))));
            return map;
        }
    }

    static final class Items extends AstList {
        private final AstParameters items;

        Items(AstParameters items) {
            super(items);
            this.items = items;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            return all(items, bindings, context);
        }
    }

    static final class Tuple extends AstTuple {
        private final AstParameters items;

        Tuple(AstParameters items) {
            super(items);
            this.items = items;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            return all(items, bindings, context);
        }
    }

    private static List<@Nullable Object> all(AstParameters items, Bindings bindings, ELContext context) {
        var list = new ArrayList<@Nullable Object>();
        Arrays.stream(items.eval(bindings, context)).map(Op::present).forEach(list::add);
        return list;
    }
}
