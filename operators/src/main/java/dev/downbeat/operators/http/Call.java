package dev.downbeat.operators.http;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskLog;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// One request with its redirects. Closing it ends whatever is under way.
final class Call implements AutoCloseable {
    private static final int REDIRECTS = 10;
    private static final Set<Integer> REDIRECTING = Set.of(301, 302, 303, 307, 308);

    private final Duration timeout;
    private final TaskLog log;
    private final HttpClient client;

    Call(Duration timeout, TaskLog log) {
        this.timeout = timeout;
        this.log = log;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    Answer send(Request first, boolean followRedirects) throws IOException, InterruptedException {
        Request request = first;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            Answer answer = send(request);
            var location = answer.header("location");
            if (!followRedirects || !REDIRECTING.contains(answer.status()) || location.isEmpty()) {
                return answer;
            }
            answer.body().close();
            request = request.redirected(answer.status(), next(request.address(), location.get()));
        }
        throw TaskFailedException.terminal(
                ErrorCode.EXTERNAL_SERVICE, "%s: more than %d redirects".formatted(first.shown(), REDIRECTS), null);
    }

    private Answer send(Request request) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<InputStream> response = client.send(request.toHttp(timeout), BodyHandlers.ofInputStream());
        log.info("%s: status %d after %d ms"
                .formatted(request.shown(), response.statusCode(), (System.nanoTime() - begin) / 1_000_000));
        return new Answer(response, new Watched(response.body(), timeout));
    }

    private static URI next(URI from, String location) {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw TaskFailedException.terminal(
                    ErrorCode.EXTERNAL_SERVICE, "%s redirects to no address".formatted(Request.shown(from)), null);
        }
        boolean web = "https".equalsIgnoreCase(to.getScheme())
                || ("http".equalsIgnoreCase(to.getScheme()) && !"https".equalsIgnoreCase(from.getScheme()));
        if (!web || to.getHost() == null) {
            throw TaskFailedException.terminal(
                    ErrorCode.EXTERNAL_SERVICE,
                    "%s redirects to %s, which is not followed".formatted(Request.shown(from), to.getScheme()),
                    null);
        }
        return to;
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    /// The client's own timeout ends with the headers; this one ends a body that stalls.
    private static final class Watched extends FilterInputStream {
        private final Duration timeout;
        private final Thread watchdog;
        private volatile long progress = System.nanoTime();
        private volatile boolean stalled;
        private volatile boolean closed;

        Watched(InputStream in, Duration timeout) {
            super(in);
            this.timeout = timeout;
            this.watchdog = Thread.startVirtualThread(this::watch);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            progress = System.nanoTime();
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw stalled ? new IOException("the answer stalled for " + timeout.toSeconds() + " s", e) : e;
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            LockSupport.unpark(watchdog);
            super.close();
        }

        private void watch() {
            while (!closed) {
                long left = timeout.toNanos() - (System.nanoTime() - progress);
                if (left <= 0) {
                    stalled = true;
                    abort();
                    return;
                }
                LockSupport.parkNanos(left);
            }
        }

        private void abort() {
            try {
                super.close();
            } catch (IOException e) {
                // The reader meets the same: it is told that the answer stalled.
                return;
            }
        }
    }
}
