package dev.downbeat.store;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Looks up for many callers with one statement. A lone caller asks by itself, at once; who comes while a statement
/// is under way waits for the next one, which asks for all that came meanwhile. So each answer was read after its
/// caller had asked for it. Safe for use by several threads.
///
/// @param <K> what is asked for
/// @param <V> what is found
public final class Together<K, V> {
    private final Function<Set<K>, Map<K, V>> lookUp;
    private final ReentrantLock lock = new ReentrantLock();
    private Round<K, V> next = new Round<>();
    private boolean underWay;

    /// Callers that are answered by one statement; the first of them asks for all.
    private static final class Round<K, V> {
        private final Set<K> keys = new HashSet<>();
        private final CompletableFuture<Void> turn = new CompletableFuture<>();
        private final CompletableFuture<Map<K, V>> found = new CompletableFuture<>();
    }

    /// A query for one key as a query for many, whose one parameter is a `text[]`. Each key is looked up as if it
    /// were the only one: so the plan is the same for few and many, is made once, and does not read a whole table
    /// because that was small when the plan was made.
    ///
    /// @param one a query that finds at most one row, of the key `asked.key`
    public static String each(String one) {
        return """
                select found.*
                  from json_array_elements_text(to_json(?::text[])) as asked (key)
                 cross join lateral (%s offset 0) as found
                """.formatted(one);
    }

    /// @param lookUp finds what there is of these; what there is not is left out
    public Together(Function<Set<K>, Map<K, V>> lookUp) {
        this.lookUp = lookUp;
    }

    /// @throws RuntimeException what the look-up threw
    public Optional<V> find(K key) {
        Round<K, V> mine;
        boolean asks;
        lock.lock();
        try {
            mine = next;
            asks = mine.keys.isEmpty();
            mine.keys.add(key);
            if (asks && !underWay) {
                begin(mine);
            }
        } finally {
            lock.unlock();
        }
        if (asks) {
            mine.turn.join();
            answer(mine);
            goOn();
        }
        return Optional.ofNullable(found(mine).get(key));
    }

    /// Nobody joins it from now on. Under the lock.
    private void begin(Round<K, V> round) {
        underWay = true;
        next = new Round<>();
        round.turn.complete(null);
    }

    private void answer(Round<K, V> round) {
        try {
            round.found.complete(lookUp.apply(round.keys));
        } catch (RuntimeException | Error e) {
            round.found.completeExceptionally(e);
        }
    }

    private void goOn() {
        lock.lock();
        try {
            underWay = false;
            if (!next.keys.isEmpty()) {
                begin(next);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is asked for by callers who wait for the statement under way to end.
    int waiting() {
        lock.lock();
        try {
            return next.keys.size();
        } finally {
            lock.unlock();
        }
    }

    private static <K, V> Map<K, V> found(Round<K, V> round) {
        try {
            return round.found.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
