package dev.downbeat.server;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clients that listen now, so that a stopping server can let go of them.
final class EventStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    interface Body {
        void serve(EventStream stream) throws IOException, InterruptedException;
    }

    /// Returns when the stream has ended, whoever ended it.
    void serve(HttpServletResponse response, Body body) {
        try {
            EventStream stream = EventStream.open(response);
            open.add(stream);
            try {
                if (!closing) {
                    body.serve(stream);
                }
            } finally {
                open.remove(stream);
            }
        } catch (IOException e) {
            LOG.debug("a listener has gone: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int listeners() {
        return open.size();
    }

    @Override
    public void close() {
        closing = true;
        open.forEach(EventStream::close);
    }
}
