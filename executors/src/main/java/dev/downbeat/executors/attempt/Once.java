package dev.downbeat.executors.attempt;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value made when it is first asked for. When making it fails, the next one to ask tries again.
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable T made;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T now = made;
        return now == null ? make() : now;
    }

    private T make() {
        lock.lock();
        try {
            T now = made;
            if (now == null) {
                now = maker.get();
                made = now;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }
}
