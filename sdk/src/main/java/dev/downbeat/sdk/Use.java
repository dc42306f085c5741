package dev.downbeat.sdk;

import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A task that is an operator with settings, in place of a method: `d.task("load").use(sql(…))`. [Operators]
/// has those that are shipped; a record of your own can stand for any other.
///
/// ```java
/// record Sleep(Duration time) implements Use<Void> {
///     public String operator() { return "sleep"; }
///     public Map<String, ?> settings() { return Map.of("time", time); }
///     public Type returns() { return Void.class; }
/// }
/// ```
///
/// @param <R> what it returns
public interface Use<R> {
    /// The operator's name: `bash`, `sql`, …
    String operator();

    /// The settings as in YAML: keys in snake_case. Texts are templates; references, alone or within lists and
    /// maps, are written as their templates, and the task comes after what it reads.
    Map<String, ? extends @Nullable Object> settings();

    /// The type of the result.
    Type returns();

    /// Any operator.
    static Use<Object> of(String operator, Map<String, ? extends @Nullable Object> settings) {
        return new Operators.Some<>(operator, settings, Object.class);
    }

    /// The same with a result that is read as another type.
    default <T> Use<T> returning(Class<T> type) {
        return new Operators.Some<>(operator(), settings(), type);
    }
}
