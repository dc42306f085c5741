package dev.downbeat.templates;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The names that an expression sees: the variables handed in and, in front of them, those of loops and
/// `set`.
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, @Nullable Object> names;

    private Scope(@Nullable Scope outer, Map<String, @Nullable Object> names) {
        this.outer = outer;
        this.names = names;
    }

    static Scope of(Map<String, @Nullable Object> variables) {
        return new Scope(null, variables).inner();
    }

    Scope inner() {
        return new Scope(this, new HashMap<>());
    }

    void set(String name, @Nullable Object value) {
        names.put(name, value);
    }

    boolean has(String name) {
        return names.containsKey(name) || (outer != null && outer.has(name));
    }

    /// Whether a loop or `set` has put something else in front of the name.
    boolean hides(String name) {
        return outer != null && (names.containsKey(name) || outer.hides(name));
    }

    @Nullable
    Object get(String name) {
        if (names.containsKey(name) || outer == null) {
            return names.get(name);
        }
        return outer.get(name);
    }

    Set<String> all() {
        Set<String> all = outer == null ? new TreeSet<>() : outer.all();
        all.addAll(names.keySet());
        return all;
    }
}
