package dev.downbeat.templates;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import jinjava.javax.el.FunctionMapper;
import jinjava.javax.el.VariableMapper;
import org.jspecify.annotations.Nullable;

/// What an expression is evaluated in: names and their values, outer ones behind inner ones, and the limits
/// of the
/// rendering.
///
/// It is Jinjava's evaluation context too, but answers none of its questions: all that expressions may reach
/// is
/// reached by the nodes of [StrictParser], so no path leads to Java's classes, beans or methods.
final class Scope extends ELContext {
    private final @Nullable Scope outer;
    private final Map<String, @Nullable Object> names;
    private final Limits limits;
    private final Supplier<JinjavaInterpreter> interpreter;

    private Scope(
            @Nullable Scope outer,
            Map<String, @Nullable Object> names,
            Limits limits,
            Supplier<JinjavaInterpreter> interpreter) {
        this.outer = outer;
        this.names = names;
        this.limits = limits;
        this.interpreter = interpreter;
    }

    /// The outermost one; `variables` are only read.
    static Scope of(Map<String, @Nullable Object> variables, Supplier<JinjavaInterpreter> interpreter) {
        return new Scope(null, variables, new Limits(), interpreter);
    }

    /// One within this, with no names of its own yet.
    Scope inner() {
        return new Scope(this, new HashMap<>(), limits, interpreter);
    }

    void set(String name, @Nullable Object value) {
        names.put(name, value);
    }

    Limits limits() {
        return limits;
    }

    /// For Jinjava's own filters, which ask it for settings.
    JinjavaInterpreter interpreter() {
        return interpreter.get();
    }

    @Nullable
    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.names.get(name);
            if (value != null || scope.names.containsKey(name)) {
                return value;
            }
        }
        return constant(name).orElse(null);
    }

    /// A name that Jinja itself knows.
    private Optional<Object> constant(String name) {
        return switch (name) {
            case "None", "none" -> Optional.empty();
            case "macros" -> Optional.of(Macros.ALL);
            default -> Optional.of(Missing.key("", name, this::known));
        };
    }

    private List<String> known() {
        var all = new ArrayList<String>();
        for (Scope scope = this; scope != null; scope = scope.outer) {
            all.addAll(scope.names.keySet());
        }
        return all;
    }

    @Override
    public ELResolver getELResolver() {
        throw new UnsupportedOperationException("templates reach no Java objects");
    }

    @Override
    public FunctionMapper getFunctionMapper() {
        throw new UnsupportedOperationException("templates reach no Java methods");
    }

    @Override
    public VariableMapper getVariableMapper() {
        throw new UnsupportedOperationException("templates have no Java variables");
    }
}
