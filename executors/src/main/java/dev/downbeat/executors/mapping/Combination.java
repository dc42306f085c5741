package dev.downbeat.executors.mapping;

import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The items of several lists together, each an object with the lists' names. A view: a cross product of three
/// lists of a hundred holds three hundred values, not a million.
abstract sealed class Combination extends AbstractList<@Nullable Object> implements RandomAccess {
    private final SequencedMap<String, List<?>> sources;
    private final int size;

    private Combination(SequencedMap<String, List<?>> sources, int size) {
        this.sources = sources;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Map<String, @Nullable Object> get(int index) {
        Objects.checkIndex(index, size);
        var item = new LinkedHashMap<String, @Nullable Object>();
        int block = size;
        for (Map.Entry<String, List<?>> source : sources.entrySet()) {
            List<?> items = source.getValue();
            block /= Math.max(1, items.size());
            int place = place(index, block, items.size());
            item.put(source.getKey(), place < items.size() ? items.get(place) : fill());
        }
        return item;
    }

    /// Which item of a source belongs to a combination.
    ///
    /// @param block how many combinations in a row share an item of this source when every combination is
    ///         made
    abstract int place(int index, int block, int size);

    /// What stands for an item that a source does not have.
    @Nullable
    Object fill() {
        return null;
    }

    /// Every combination, the last source varying fastest.
    static final class Cross extends Combination {
        Cross(SequencedMap<String, List<?>> sources, int size) {
            super(sources, size);
        }

        @Override
        int place(int index, int block, int size) {
            return index / block % size;
        }
    }

    /// The first items together, then the second ones.
    static final class Zip extends Combination {
        private final @Nullable Object fill;

        Zip(SequencedMap<String, List<?>> sources, int size, @Nullable Object fill) {
            super(sources, size);
            this.fill = fill;
        }

        @Override
        @Nullable
        Object fill() {
            return fill;
        }

        @Override
        int place(int index, int block, int size) {
            return index;
        }
    }
}
