package dev.downbeat.templates;

import com.hubspot.jinjava.el.ext.NamedParameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of a call. None is [Missing].
///
/// @param listed in order
/// @param named  by `name=value`
record Args(List<@Nullable Object> listed, Map<String, @Nullable Object> named) {
    static final Args NONE = new Args(List.of(), Map.of());

    /// All of `values` but the first `skipped`.
    static Args of(@Nullable Object[] values, int skipped) {
        var listed = new ArrayList<@Nullable Object>();
        var named = new LinkedHashMap<String, @Nullable Object>();
        for (Object value : Arrays.asList(values).subList(Math.min(skipped, values.length), values.length)) {
            if (value instanceof NamedParameter parameter) {
                named.put(parameter.getName(), Op.present(parameter.getValue()));
            } else {
                listed.add(Op.present(value));
            }
        }
        return new Args(Collections.unmodifiableList(listed), Collections.unmodifiableMap(named));
    }

    boolean has(int index, String name) {
        return index < listed.size() || named.containsKey(name);
    }

    @Nullable
    Object get(int index, String name, @Nullable Object otherwise) {
        if (index < listed.size()) {
            return listed.get(index);
        }
        return named.getOrDefault(name, otherwise);
    }

    @Nullable
    Object need(int index, String name) {
        if (!has(index, name)) {
            throw Arithmetic.wrong("the argument '%s' is missing".formatted(name));
        }
        return get(index, name, null);
    }

    String text(int index, String name, String otherwise) {
        return PyText.of(get(index, name, otherwise));
    }

    String needText(int index, String name) {
        return PyText.of(need(index, name));
    }

    int number(int index, String name, int otherwise) {
        return Numbers.toInt(get(index, name, otherwise), name);
    }

    boolean flag(int index, String name, boolean otherwise) {
        return PyText.truth(get(index, name, otherwise));
    }

    /// Without the first `count` listed ones.
    Args after(int count) {
        return new Args(listed.subList(Math.min(count, listed.size()), listed.size()), named);
    }
}
