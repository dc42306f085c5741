package dev.downbeat.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Makes random values of one kind; the same random source gives the same values.
///
/// ```java
/// Gen<List<String>> names = Gen.text(20).listOf(0, 5);
/// List<String> some = names.next(Gen.random(seed));
/// ```
@FunctionalInterface
public interface Gen<T> {
    T next(RandomGenerator random);

    /// The random source of a seed: the same on every machine and Java.
    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    static <T> Gen<T> always(T value) {
        return random -> value;
    }

    /// Both bounds are inclusive; they come up more often than their share.
    static Gen<Integer> ints(int min, int max) {
        return random -> switch (random.nextInt(10)) {
            case 0 -> min;
            case 1 -> max;
            default -> (int) random.nextLong(min, max + 1L);
        };
    }

    /// True in `percent` of 100 cases.
    static Gen<Boolean> chance(int percent) {
        return random -> random.nextInt(100) < percent;
    }

    @SafeVarargs
    static <T> Gen<T> of(T... values) {
        return random -> values[random.nextInt(values.length)];
    }

    static <T> Gen<T> among(List<T> values) {
        return random -> values.get(random.nextInt(values.size()));
    }

    @SafeVarargs
    static <T> Gen<T> oneOf(Gen<? extends T>... gens) {
        return random -> gens[random.nextInt(gens.length)].next(random);
    }

    static <E extends Enum<E>> Gen<E> anyOf(Class<E> type) {
        return of(type.getEnumConstants());
    }

    /// Text as programs meet it sooner or later: quotes, escapes, line ends, NUL, combining marks, emoji,
    /// right-to-left.
    static Gen<String> text(int maxLength) {
        Gen<String> piece = oneOf(
                random -> Character.toString('a' + random.nextInt(26)),
                random -> Character.toString(' ' + random.nextInt(95)),
                of(
                        "\0", "\\u0000", "\\", "\"", "'", "\n", "\r\n", "\t", "{", "}", ",", "NULL", "é", "e\u0301",
                        "שלום", "🚀", "\uFEFF"));
        return random -> {
            int length = random.nextInt(maxLength + 1);
            var text = new StringBuilder();
            for (String next = piece.next(random); text.length() + next.length() <= length; next = piece.next(random)) {
                text.append(next);
            }
            return text.toString();
        };
    }

    /// Whole microseconds, as the store keeps them.
    static Gen<Instant> instants(Instant from, Duration span) {
        return random -> from.plusNanos(random.nextLong(span.toNanos() / 1_000 + 1) * 1_000);
    }

    default <R> Gen<R> map(Function<? super T, ? extends R> function) {
        return random -> function.apply(next(random));
    }

    default <R> Gen<R> flatMap(Function<? super T, Gen<R>> function) {
        return random -> function.apply(next(random)).next(random);
    }

    default Gen<List<T>> listOf(int min, int max) {
        return random -> {
            int size = ints(min, max).next(random);
            var list = new ArrayList<T>(size);
            for (int i = 0; i < size; i++) {
                list.add(next(random));
            }
            return list;
        };
    }
}
