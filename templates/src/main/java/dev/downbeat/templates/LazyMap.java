package dev.downbeat.templates;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An unmodifiable map whose values are looked up when they are first named, and kept.
///
/// A closed one answers for a name but cannot be walked: it holds secrets that nobody may collect in
/// passing, say by writing all variables as JSON.
final class LazyMap extends AbstractMap<String, @Nullable Object> {
    /// A value that was found; it may be null.
    record Found(@Nullable Object value) {}

    private final boolean closed;
    private final Supplier<? extends Collection<String>> keys;
    private final Function<String, Optional<Found>> lookUp;
    private final Map<String, Optional<Found>> seen = new ConcurrentHashMap<>();

    private LazyMap(
            boolean closed, Supplier<? extends Collection<String>> keys, Function<String, Optional<Found>> lookUp) {
        this.closed = closed;
        this.keys = keys;
        this.lookUp = lookUp;
    }

    /// One that can be walked.
    ///
    /// @param keys   all known keys; asked for only when the map is walked or a key is not found
    /// @param lookUp may find a key that is not among `keys`
    static LazyMap open(Supplier<? extends Collection<String>> keys, Function<String, Optional<Found>> lookUp) {
        return new LazyMap(false, keys, lookUp);
    }

    /// One that seems empty to whoever walks it.
    static LazyMap closed(Supplier<? extends Collection<String>> keys, Function<String, Optional<Found>> lookUp) {
        return new LazyMap(true, keys, lookUp);
    }

    /// All known keys, of a closed one too.
    Collection<String> known() {
        return keys.get();
    }

    private Optional<Found> found(@Nullable Object key) {
        if (!(key instanceof String name)) {
            return Optional.empty();
        }
        Optional<Found> known = seen.get(name);
        if (known != null) {
            return known;
        }
        Optional<Found> found = lookUp.apply(name);
        seen.put(name, found);
        return found;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return found(key).isPresent();
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return found(key).map(Found::value).orElse(null);
    }

    @Override
    public Set<String> keySet() {
        return closed ? Set.of() : new LinkedHashSet<>(keys.get());
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
        Set<String> names = keySet();
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, @Nullable Object>> iterator() {
                return names.stream()
                        .<Entry<String, @Nullable Object>>map(LazyMap.this::entry)
                        .iterator();
            }

            @Override
            public int size() {
                return names.size();
            }
        };
    }

    private Entry<String, @Nullable Object> entry(String name) {
        return new SimpleImmutableEntry<>(name, get(name));
    }
}
