package dev.downbeat.templates;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The value of an expression as a JSON value: what leaves a template.
final class Native {
    private static final int DEEPEST = 200;

    private Native() {}

    static @Nullable Object of(@Nullable Object value) {
        return of(value, 0);
    }

    private static @Nullable Object of(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw Limits.over("makes a value more than %d levels deep".formatted(DEEPEST));
        }
        return switch (value) {
            case null -> null;
            case Missing missing -> throw missing.error();
            case Boolean b -> b;
            case Long l -> Arithmetic.narrow(BigInteger.valueOf(l));
            case Number n -> n;
            case CharSequence text -> text.toString();
            case Moment moment -> moment.toString();
            case Map<?, ?> map -> object(map, depth);
            case Collection<?> items -> list(items, depth);
            default -> throw Arithmetic.wrong("'%s' is no value".formatted(value));
        };
    }

    private static Map<String, @Nullable Object> object(Map<?, ?> map, int depth) {
        var plain = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> plain.put(PyText.of(key), of(value, depth + 1)));
        return plain;
    }

    private static List<@Nullable Object> list(Collection<?> items, int depth) {
        var plain = new ArrayList<@Nullable Object>(items.size());
        for (Object item : items) {
            plain.add(of(item, depth + 1));
        }
        return plain;
    }
}
