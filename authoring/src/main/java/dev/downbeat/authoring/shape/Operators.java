package dev.downbeat.authoring.shape;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.operator.Operator;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The operators there are, by type, with the shapes of their settings.
public final class Operators {
    private final Map<String, Operator<?>> operators = new TreeMap<>();
    private final Map<String, Shape.Fields> shapes = new LinkedHashMap<>();

    private Operators(Iterable<? extends Operator<?>> found) {
        for (Operator<?> operator : found) {
            if (operators.putIfAbsent(operator.type(), operator) != null) {
                throw new IllegalStateException("two operators are called '%s'".formatted(operator.type()));
            }
        }
        operators.forEach((type, operator) -> shapes.put(type, Shapes.of(operator.config())));
    }

    /// Those on the class path.
    @SuppressWarnings({"rawtypes", "unchecked"}) // ServiceLoader knows no generics
    public static Operators installed() {
        return new Operators((Iterable) ServiceLoader.load(Operator.class));
    }

    public static Operators of(Collection<? extends Operator<?>> operators) {
        return new Operators(operators);
    }

    public SortedSet<String> types() {
        return new TreeSet<>(operators.keySet());
    }

    public Optional<Shape.Fields> shape(String type) {
        return Optional.ofNullable(shapes.get(type));
    }

    /// @throws DownbeatException NOT_FOUND with the nearest one
    public Operator<?> get(String type) {
        Operator<?> operator = operators.get(type);
        if (operator == null) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "there is no operator '%s'%s".formatted(type, Nearest.hint(type, operators.keySet())));
        }
        return operator;
    }
}
