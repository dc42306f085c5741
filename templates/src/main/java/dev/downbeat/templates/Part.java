package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A parsed piece of a template that writes itself.
sealed interface Part {
    void write(Scope scope, StringBuilder out);

    /// All parts in order, in one scope.
    static void writeAll(List<Part> parts, Scope scope, StringBuilder out) {
        for (Part part : parts) {
            part.write(scope, out);
        }
    }

    record Text(String text) implements Part {
        @Override
        public void write(Scope scope, StringBuilder out) {
            scope.limits().wrote(text.length());
            out.append(text);
        }
    }

    record Print(Expr expr) implements Part {
        @Override
        public void write(Scope scope, StringBuilder out) {
            String text = PyText.of(expr.value(scope));
            scope.limits().wrote(text.length());
            out.append(text);
        }
    }

    /// `{% if %}`, `{% elif %}` as branches; what follows `{% else %}` as the last part.
    record If(List<Branch> branches, List<Part> otherwise) implements Part {
        record Branch(Expr condition, List<Part> body) {}

        @Override
        public void write(Scope scope, StringBuilder out) {
            for (Branch branch : branches) {
                if (PyText.truth(branch.condition().evaluate(scope))) {
                    writeAll(branch.body(), scope, out);
                    return;
                }
            }
            writeAll(otherwise, scope, out);
        }
    }

    /// `{% for a, b in items if condition %}`.
    record For(List<String> names, Expr items, Optional<Expr> condition, List<Part> body, List<Part> otherwise)
            implements Part {
        @Override
        public void write(Scope scope, StringBuilder out) {
            var rounds = rounds(scope);
            if (rounds.isEmpty()) {
                writeAll(otherwise, scope, out);
            }
            for (int i = 0; i < rounds.size(); i++) {
                Scope round = rounds.get(i);
                scope.limits().step();
                round.set("loop", loop(i, rounds.size()));
                writeAll(body, round, out);
            }
        }

        private List<Scope> rounds(Scope scope) {
            Collection<?> all = Access.items(items.value(scope), "'for'");
            scope.limits().steps(all.size());
            var rounds = new ArrayList<Scope>();
            for (Object item : all) {
                Scope round = scope.inner();
                unpack(names, item, round);
                if (condition.isEmpty() || PyText.truth(condition.get().evaluate(round))) {
                    rounds.add(round);
                }
            }
            return rounds;
        }

        private static Map<String, Object> loop(int index, int length) {
            var loop = new LinkedHashMap<String, Object>();
            loop.put("index", index + 1);
            loop.put("index0", index);
            loop.put("revindex", length - index);
            loop.put("revindex0", length - index - 1);
            loop.put("first", index == 0);
            loop.put("last", index == length - 1);
            loop.put("length", length);
            return loop;
        }
    }

    private static void unpack(List<String> names, @Nullable Object value, Scope scope) {
        if (names.size() == 1) {
            scope.set(names.getFirst(), value);
            return;
        }
        var parts = new ArrayList<@Nullable Object>(
                value instanceof Map<?, ?> map && map.containsKey("grouper")
                        ? map.values()
                        : Access.items(value, "unpacking"));
        if (parts.size() != names.size()) {
            throw Arithmetic.wrong("%d names (%s) cannot take %d values"
                    .formatted(names.size(), String.join(", ", names), parts.size()));
        }
        for (int i = 0; i < names.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }

    /// `{% set a, b = value %}`; `{% set space.name = value %}` changes a namespace.
    record Set(List<String> names, Expr value) implements Part {
        @Override
        public void write(Scope scope, StringBuilder out) {
            Object set = value.value(scope);
            int dot = names.getFirst().indexOf('.');
            if (dot < 0) {
                unpack(names, set, scope);
            } else {
                String space = names.getFirst().substring(0, dot);
                Functions.space(scope, space).put(names.getFirst().substring(dot + 1), set);
            }
        }
    }

    /// `{% set name %} … {% endset %}`.
    record SetBlock(String name, List<Part> body) implements Part {
        @Override
        public void write(Scope scope, StringBuilder out) {
            var text = new StringBuilder();
            writeAll(body, scope.inner(), text);
            scope.set(name, text.toString());
        }
    }

    /// `{% macro name(a, b=1) %} … {% endmacro %}`.
    record Macro(String name, Map<String, Optional<Expr>> params, List<Part> body) implements Part {
        @Override
        public void write(Scope scope, StringBuilder out) {
            scope.set(name, (MacroCall) args -> call(scope, args));
        }

        private String call(Scope defined, Args args) {
            Scope inner = defined.inner();
            int index = 0;
            for (var param : params.entrySet()) {
                inner.set(param.getKey(), argument(args, index++, param.getKey(), param.getValue(), inner));
            }
            if (args.listed().size() > params.size()) {
                throw Arithmetic.wrong("macro '%s' takes %d arguments, not %d"
                        .formatted(name, params.size(), args.listed().size()));
            }
            for (String named : args.named().keySet()) {
                if (!params.containsKey(named)) {
                    throw Arithmetic.wrong("macro '%s' has no argument '%s'".formatted(name, named));
                }
            }
            inner.limits().enterCall(name);
            var text = new StringBuilder();
            writeAll(body, inner, text);
            inner.limits().leaveCall();
            return text.toString();
        }

        private @Nullable Object argument(Args args, int index, String param, Optional<Expr> otherwise, Scope inner) {
            if (args.has(index, param)) {
                return args.get(index, param, null);
            }
            return otherwise.isPresent()
                    ? otherwise.get().value(inner)
                    : Missing.because("macro '%s' is called without '%s'".formatted(name, param));
        }
    }
}
