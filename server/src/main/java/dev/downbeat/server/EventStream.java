package dev.downbeat.server;

import dev.downbeat.sdk.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client that listens to server-sent events. The request's own (virtual) thread writes; others only wake
/// it.
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /// Often enough for proxies and for noticing that the client has gone.
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final OutputStream out;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private long lastWrite = System.nanoTime();

    private EventStream(OutputStream out) {
        this.out = out;
    }

    static EventStream open(HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        var stream = new EventStream(response.getOutputStream());
        stream.comment("hello");
        return stream;
    }

    void wake() {
        news.release();
    }

    /// Ends the stream at the next wait.
    void close() {
        closing = true;
        news.release();
    }

    /// Tells the client that nothing will follow.
    void end() throws IOException {
        try {
            out.close();
        } finally {
            ended.countDown();
        }
    }

    void awaitEnd(Duration longest) throws InterruptedException {
        if (!ended.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("a listener does not take what is sent to it; leaving it");
        }
    }

    /// Waits for news at most so long; sends a heartbeat when it is time.
    ///
    /// @return false when the stream ends
    boolean await(Duration longest) throws IOException, InterruptedException {
        if (System.nanoTime() - lastWrite > HEARTBEAT.toNanos()) {
            comment("heartbeat");
        }
        if (news.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
        return !closing;
    }

    void send(String id, String event, @Nullable Object data) throws IOException {
        write("id: %s\nevent: %s\ndata: %s\n\n".formatted(id, event, Json.write(data)));
    }

    private void comment(String text) throws IOException {
        write(": " + text + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        lastWrite = System.nanoTime();
    }
}
