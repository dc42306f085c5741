package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions that templates call by their bare name: `range(3)`, and the macros that they define themselves.
final class Functions {
    static final List<String> NAMES = List.of("range", "dict", "namespace");

    private Functions() {}

    static @Nullable Object call(String name, Args args, Scope scope) {
        scope.limits().step();
        Object own = scope.get(name);
        if (own instanceof MacroCall macro) {
            return macro.call(args);
        }
        return switch (name) {
            case "range" -> range(args, scope);
            case "dict" -> new LinkedHashMap<>(args.named());
            case "namespace" -> new Space(args.named());
            default -> throw Arithmetic.wrong("there is no function '%s'%s".formatted(name, Nearest.hint(name, NAMES)));
        };
    }

    /// The namespace that the template calls `name`.
    static Map<String, @Nullable Object> space(Scope scope, String name) {
        if (Op.present(scope.get(name)) instanceof Space space) {
            return space;
        }
        throw Arithmetic.wrong("'%s' cannot be changed: only what namespace() made can".formatted(name));
    }

    /// What `namespace()` makes: the one object that a template may change.
    private static final class Space extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        Space(Map<String, @Nullable Object> values) {
            super(values);
        }
    }

    private static List<Integer> range(Args args, Scope scope) {
        int first = args.number(0, "start", 0);
        boolean one = args.listed().size() == 1;
        long from = one ? 0 : first;
        long to = one ? first : args.number(1, "stop", 0);
        long step = args.number(2, "step", 1);
        if (step == 0) {
            throw Arithmetic.wrong("'range' needs a step that is not 0");
        }
        long count = Math.max(0, Math.ceilDiv(to - from, step));
        if (count > Limits.ITEMS) {
            throw Limits.over("makes a list of more than %,d items".formatted(Limits.ITEMS));
        }
        scope.limits().steps((int) count);
        var numbers = new ArrayList<Integer>((int) count);
        for (long i = 0; i < count; i++) {
            numbers.add((int) (from + i * step));
        }
        return numbers;
    }
}
