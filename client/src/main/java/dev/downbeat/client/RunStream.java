package dev.downbeat.client;

import dev.downbeat.api.DownbeatApi.RunListener;
import dev.downbeat.api.DownbeatApi.Subscription;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.DownbeatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows a run over server-sent events on a thread of its own, and connects again when the connection
/// breaks.
final class RunStream implements Subscription, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RunStream.class);
    private static final long PAUSE_MILLIS = 500;

    private final Exchange exchange;
    private final Path path;
    private final RunListener listener;
    private final AtomicReference<InputStream> connection;
    private final CountDownLatch closed = new CountDownLatch(1);

    private RunStream(Exchange exchange, Path path, RunListener listener, InputStream connection) {
        this.exchange = exchange;
        this.path = path;
        this.listener = listener;
        this.connection = new AtomicReference<>(connection);
    }

    /// @throws DownbeatException NOT_FOUND when there is no such run
    static RunStream open(Exchange exchange, long run, RunListener listener) {
        Path path = Path.of("runs", run, "events");
        var stream = new RunStream(exchange, path, listener, exchange.stream(path, ""));
        Thread.ofVirtual().name("follow-run-" + run).start(stream);
        return stream;
    }

    @Override
    public void run() {
        String lastId = "";
        boolean ended = false;
        while (!ended && closed.getCount() > 0) {
            var reader = new SseReader(connection.get());
            try {
                for (var event = reader.next(); event.isPresent(); event = reader.next()) {
                    lastId = event.get().id();
                    ended = deliver(event.get());
                }
            } catch (IOException e) {
                LOG.debug("the connection to {} broke: {}", path.text(), e.toString());
            }
            ended = ended || !connectAgain(lastId);
        }
        disconnect();
    }

    /// No thread waits in here for longer than the next event or heartbeat.
    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }

    /// @return whether the run has ended
    private boolean deliver(SseReader.SseEvent event) {
        RunDetail run = exchange.read(event.data(), RunDetail.class);
        if (closed.getCount() > 0) {
            listener.changed(run);
        }
        return DagRunState.of(run.summary().state()).terminal();
    }

    /// @return false when nobody wants to know any more, or the run is gone
    private boolean connectAgain(String lastId) {
        try {
            while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                disconnect();
                try {
                    connection.set(exchange.stream(path, lastId));
                    return true;
                } catch (DownbeatException e) {
                    if (!(e.getCause() instanceof IOException)) {
                        LOG.warn("{} is no longer followed: {}", path.text(), e.text());
                        return false;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void disconnect() {
        try {
            connection.get().close();
        } catch (IOException e) {
            LOG.debug("closing {}: {}", path.text(), e.toString());
        }
    }
}
