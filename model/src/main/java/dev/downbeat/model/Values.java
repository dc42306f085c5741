package dev.downbeat.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON values as plain Java: null, String, Boolean, Integer, Long, Double, BigInteger, BigDecimal, List and
/// `Map<String, …>` in insertion order. All that a [DagSpec] holds of operator settings and params is such a
/// value, frozen.
public final class Values {
    private Values() {}

    /// A deeply unmodifiable copy.
    ///
    /// @throws IllegalArgumentException when something in it is not a JSON value
    public static @Nullable Object freeze(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String s -> s;
            case Boolean b -> b;
            case Integer i -> i;
            case Long l -> l;
            case Double d -> d;
            case BigInteger i -> i;
            case BigDecimal d -> d;
            case Float f -> f.doubleValue();
            case Short s -> s.intValue();
            case Byte b -> b.intValue();
            case List<?> list -> freezeList(list);
            case Map<?, ?> map -> freezeMap(map);
            default ->
                throw new IllegalArgumentException(
                        "not a JSON value: " + value.getClass().getName());
        };
    }

    public static List<@Nullable Object> freezeList(List<?> list) {
        var copy = new ArrayList<@Nullable Object>(list.size());
        for (Object item : list) {
            copy.add(freeze(item));
        }
        return Collections.unmodifiableList(copy);
    }

    public static Map<String, @Nullable Object> freezeMap(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), freeze(value)));
        return Collections.unmodifiableMap(copy);
    }
}
