package dev.downbeat.executors.mapping;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// Items in lists of the same length, the last one shorter. A view.
final class Batches extends AbstractList<@Nullable Object> implements RandomAccess {
    private final List<@Nullable Object> items;
    private final int batch;

    Batches(List<@Nullable Object> items, int batch) {
        this.items = items;
        this.batch = batch;
    }

    @Override
    public int size() {
        return (int) (((long) items.size() + batch - 1) / batch);
    }

    @Override
    public List<@Nullable Object> get(int index) {
        Objects.checkIndex(index, size());
        return items.subList(index * batch, Math.min(items.size(), (index + 1) * batch));
    }
}
