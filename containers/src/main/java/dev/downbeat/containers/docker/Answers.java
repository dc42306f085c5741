package dev.downbeat.containers.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the engine answers bit by bit. The library has one of its own, which writes failures to the log that
/// we expect and tell in our way.
final class Answers<T> implements ResultCallback<T>, Feed {
    private final DockerAddress address;
    private final Consumer<T> taker;
    private final Runnable end;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Closeable connection;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /// @param end is called once when there will be no more
    Answers(DockerAddress address, Consumer<T> taker, Runnable end) {
        this.address = address;
        this.taker = taker;
        this.end = end;
    }

    Answers(DockerAddress address, Consumer<T> taker) {
        this(address, taker, () -> {});
    }

    @Override
    public void onStart(Closeable opened) {
        connection = opened;
        if (closed) {
            close();
        }
    }

    @Override
    public void onNext(T item) {
        taker.accept(item);
    }

    @Override
    public void onError(Throwable thrown) {
        failure = closed ? null : thrown;
        onComplete();
    }

    @Override
    public void onComplete() {
        boolean first = ended.getCount() > 0;
        ended.countDown();
        if (first) {
            end.run();
        }
    }

    @Override
    public void await() throws DockerTrouble, InterruptedException {
        ended.await();
        check();
    }

    @Override
    public boolean await(Duration time) throws DockerTrouble, InterruptedException {
        boolean over = ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        check();
        return over;
    }

    private void check() throws DockerTrouble {
        Throwable thrown = failure;
        if (thrown != null) {
            throw DockerTrouble.of(thrown, address);
        }
    }

    @Override
    public void close() {
        closed = true;
        Closeable open = connection;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the connection to the engine cannot be closed", e);
        } finally {
            onComplete();
        }
    }
}
