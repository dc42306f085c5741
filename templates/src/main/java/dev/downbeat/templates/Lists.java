package dev.downbeat.templates;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Making lists and long texts, within the limits.
final class Lists {
    private Lists() {}

    static String concat(String a, String b) {
        if ((long) a.length() + b.length() > Limits.TEXT) {
            throw Limits.tooLong();
        }
        return a + b;
    }

    static List<@Nullable Object> concat(List<?> a, List<?> b) {
        if ((long) a.size() + b.size() > Limits.ITEMS) {
            throw Limits.tooManyItems();
        }
        var joined = new ArrayList<@Nullable Object>(a.size() + b.size());
        joined.addAll(a);
        joined.addAll(b);
        return joined;
    }

    static String repeat(String text, long times) {
        if (text.length() * Math.max(0, Math.min(times, Limits.TEXT + 1L)) > Limits.TEXT) {
            throw Limits.tooLong();
        }
        return text.repeat(Math.clamp(times, 0, Limits.TEXT));
    }

    static List<@Nullable Object> repeat(List<?> list, long times) {
        if (list.size() * Math.max(0, Math.min(times, Limits.ITEMS + 1L)) > Limits.ITEMS) {
            throw Limits.tooManyItems();
        }
        var repeated = new ArrayList<@Nullable Object>();
        for (long i = 0; i < times && !list.isEmpty(); i++) {
            repeated.addAll(list);
        }
        return repeated;
    }

    /// `range(stop)`, `range(start, stop)`, `range(start, stop, step)`
    static List<@Nullable Object> range(List<@Nullable Object> arguments) {
        if (arguments.isEmpty() || arguments.size() > 3 || !arguments.stream().allMatch(Numbers::whole)) {
            throw new TemplateFailure("range takes one to three whole numbers");
        }
        long[] given = arguments.stream()
                .mapToLong(value -> value instanceof Number number ? number.longValue() : 0)
                .toArray();
        long start = given.length == 1 ? 0 : given[0];
        long stop = given.length == 1 ? given[0] : given[1];
        long step = given.length == 3 ? given[2] : 1;
        if (step == 0) {
            throw new TemplateFailure("the step of a range must not be 0");
        }
        var numbers = new ArrayList<@Nullable Object>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            if (numbers.size() >= Limits.ITEMS) {
                throw Limits.tooManyItems();
            }
            numbers.add(Numbers.narrow(java.math.BigInteger.valueOf(i)));
        }
        return numbers;
    }

    /// The items of a list, the keys of a map, the characters of a text.
    static List<@Nullable Object> items(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> Collections.unmodifiableList(new ArrayList<@Nullable Object>(list));
            case Map<?, ?> map -> new ArrayList<@Nullable Object>(map.keySet());
            case String text -> {
                var letters = new ArrayList<@Nullable Object>();
                text.codePoints().forEach(letter -> letters.add(Character.toString(letter)));
                yield letters;
            }
            case null, default -> throw new TemplateFailure(Text.kind(value) + " is not a list");
        };
    }

    static List<@Nullable Object> slice(
            List<?> list, @Nullable Integer from, @Nullable Integer to, @Nullable Integer step) {
        var part = new ArrayList<@Nullable Object>();
        for (int i : places(list.size(), from, to, step)) {
            part.add(list.get(i));
        }
        return part;
    }

    static String slice(String text, @Nullable Integer from, @Nullable Integer to, @Nullable Integer step) {
        var part = new StringBuilder();
        int[] letters = text.codePoints().toArray();
        for (int i : places(letters.length, from, to, step)) {
            part.appendCodePoint(letters[i]);
        }
        return part.toString();
    }

    private static int[] places(int size, @Nullable Integer from, @Nullable Integer to, @Nullable Integer stepOrNone) {
        int step = stepOrNone == null ? 1 : stepOrNone;
        if (step == 0) {
            throw new TemplateFailure("the step of a slice must not be 0");
        }
        int low = step > 0 ? 0 : -1;
        int high = step > 0 ? size : size - 1;
        int start = from == null ? (step > 0 ? low : high) : place(from, size, low, high);
        int stop = to == null ? (step > 0 ? high : low) : place(to, size, low, high);
        var places = java.util.stream.IntStream.builder();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            places.add((int) i);
        }
        return places.build().toArray();
    }

    private static int place(int index, int size, int low, int high) {
        return Math.clamp(index < 0 ? index + size : index, low, high);
    }
}
