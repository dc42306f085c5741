package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `value.name`, `value['name']`, `value[3]` and `value[1:3]`.
final class Access {
    /// The key that marks a reference to a large value; its value is the path.
    private static final String ARTIFACT = "$artifact";

    private Access() {}

    /// @param owner how the template calls `base`, for the message
    static @Nullable Object get(@Nullable Object base, @Nullable Object key, String owner) {
        return switch (base) {
            case Missing missing -> missing;
            case null -> Missing.because("'%s' is none, it has no '%s'".formatted(owner, PyText.of(key)));
            case Map<?, ?> map -> entry(map, PyText.of(key), owner);
            case List<?> list when key instanceof Number -> item(list, Numbers.toInt(key, "index"), owner);
            case CharSequence text
            when key instanceof Number -> item(characters(text.toString()), Numbers.toInt(key, "index"), owner);
            case Moment moment
            when key instanceof String part -> {
                Object value = moment.part(part);
                yield value == null ? Missing.key(owner, part, () -> Moment.PARTS) : value;
            }
            default ->
                Missing.because("'%s' is %s, it has no '%s'".formatted(owner, PyText.kind(base), PyText.of(key)));
        };
    }

    private static @Nullable Object entry(Map<?, ?> map, String key, String owner) {
        Object value = map.get(key);
        if (value != null || map.containsKey(key)) {
            return value;
        }
        if (key.equals("path") && map.get(ARTIFACT) instanceof String path) {
            return path;
        }
        return Missing.key(owner, key, () -> names(map));
    }

    private static Collection<String> names(Map<?, ?> map) {
        return map instanceof LazyMap lazy
                ? lazy.known()
                : map.keySet().stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    private static @Nullable Object item(List<?> list, int index, String owner) {
        int at = index < 0 ? list.size() + index : index;
        return at >= 0 && at < list.size()
                ? list.get(at)
                : Missing.because("'%s' has %d items, none at %d".formatted(owner, list.size(), index));
    }

    /// Code points, each as a text.
    static List<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    static Object slice(@Nullable Object base, @Nullable Object from, @Nullable Object to) {
        if (base instanceof CharSequence text) {
            return String.join("", slice(characters(text.toString()), from, to));
        }
        if (base instanceof List<?> list) {
            return new ArrayList<>(slice(list, from, to));
        }
        throw Arithmetic.wrong("only a text or a list has slices, not " + PyText.kind(base));
    }

    private static <T> List<T> slice(List<T> list, @Nullable Object from, @Nullable Object to) {
        int start = from == null ? 0 : bound(Numbers.toInt(from, "start"), list.size());
        int end = to == null ? list.size() : bound(Numbers.toInt(to, "end"), list.size());
        return list.subList(Math.min(start, end), end);
    }

    private static int bound(int index, int size) {
        return Math.clamp(index < 0 ? index + (long) size : index, 0, size);
    }

    /// What a loop or a list filter goes over: items of a list, keys of an object, characters of a text.
    static Collection<?> items(@Nullable Object value, String what) {
        return switch (Op.present(value)) {
            case Collection<?> items -> items;
            case Map<?, ?> map -> map.keySet();
            case CharSequence text -> characters(text.toString());
            case null, default ->
                throw Arithmetic.wrong(
                        "%s goes over a list, an object or a text, not over %s".formatted(what, PyText.kind(value)));
        };
    }
}
