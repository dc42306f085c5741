package dev.downbeat.templates;

import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of one call by the name of their parameter.
final class Bound {
    private final String what;
    private final Map<String, @Nullable Object> values;
    private final List<@Nullable Object> rest;

    private Bound(String what, Map<String, @Nullable Object> values, List<@Nullable Object> rest) {
        this.what = what;
        this.values = values;
        this.rest = rest;
    }

    /// @param parameters the names in order; then may come `*` for more positional ones, and `**` for any
    ///         names
    static Bound of(
            String what,
            List<String> parameters,
            List<@Nullable Object> positional,
            Map<String, @Nullable Object> named) {
        var values = new HashMap<String, @Nullable Object>(named);
        var rest = new ArrayList<@Nullable Object>();
        boolean open = parameters.contains("*");
        boolean anyName = parameters.contains("**");
        int fixed = open ? parameters.indexOf("*") : parameters.size();
        for (int i = 0; i < positional.size(); i++) {
            if (i < fixed) {
                values.put(parameters.get(i), positional.get(i));
            } else if (open) {
                rest.add(positional.get(i));
            } else {
                throw new TemplateFailure(
                        "%s takes %s, got %d arguments".formatted(what, count(fixed), positional.size()));
            }
        }
        for (String name : named.keySet()) {
            if (parameters.indexOf(name) >= 0 && parameters.indexOf(name) < Math.min(fixed, positional.size())) {
                throw new TemplateFailure("%s is given '%s' twice".formatted(what, name));
            }
            if (!anyName && !parameters.contains(name)) {
                throw new TemplateFailure(
                        "%s has no argument '%s'%s".formatted(what, name, Nearest.hint(name, parameters)));
            }
        }
        return new Bound(what, values, rest);
    }

    private static String count(int fixed) {
        return fixed == 0 ? "no argument" : fixed == 1 ? "one argument" : fixed + " arguments at most";
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Nullable
    Object get(String name) {
        return values.get(name);
    }

    Map<String, @Nullable Object> named() {
        return values;
    }

    List<@Nullable Object> rest() {
        return rest;
    }

    @Nullable
    Object need(String name) {
        if (!values.containsKey(name)) {
            throw new TemplateFailure("%s needs the argument '%s'".formatted(what, name));
        }
        return values.get(name);
    }

    String text(String name) {
        return values.get(name) instanceof String text ? text : Text.of(need(name));
    }

    String text(String name, String otherwise) {
        return values.get(name) == null ? otherwise : text(name);
    }

    boolean flag(String name) {
        return Comparing.truth(values.get(name));
    }

    int integer(String name, int otherwise) {
        return values.containsKey(name) ? integer(name) : otherwise;
    }

    int integer(String name) {
        Object value = need(name);
        if (value instanceof Number number
                && Numbers.whole(number)
                && Numbers.big(number).bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        throw new TemplateFailure("%s: '%s' must be a whole number, was %s".formatted(what, name, Text.of(value)));
    }
}
