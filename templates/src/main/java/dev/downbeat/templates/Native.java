package dev.downbeat.templates;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The value of an expression as a JSON value: what leaves a template. A copy, so that maps that look their
/// values up do so now.
final class Native {
    private int values;

    private Native() {}

    static @Nullable Object of(@Nullable Object value) {
        return new Native().copy(value, 0);
    }

    private @Nullable Object copy(@Nullable Object value, int depth) {
        if (depth > Limits.DEPTH) {
            throw Limits.tooDeep();
        }
        if (++values > Limits.ITEMS) {
            throw Limits.tooManyItems();
        }
        return switch (value) {
            case null -> null;
            case Long number -> Numbers.narrow(BigInteger.valueOf(number));
            case Boolean _, Number _, String _ -> value;
            case Moment moment -> moment.toString();
            case Map<?, ?> map -> {
                var plain = new LinkedHashMap<String, @Nullable Object>();
                map.forEach((key, item) -> plain.put(Text.of(key), copy(item, depth + 1)));
                yield plain;
            }
            case List<?> list -> {
                var plain = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> plain.add(copy(item, depth + 1)));
                yield plain;
            }
            default -> throw new TemplateFailure("%s is no value".formatted(Text.kind(value)));
        };
    }
}
