package dev.downbeat.containers.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody.Consumer;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Until when the server asked to be left alone. Its answer says it in a header that the client's errors do
/// not carry; it is meant for all requests alike.
final class RetryAfter implements Interceptor {
    private final InstantSource clock;
    private volatile Instant until = Instant.MIN;

    RetryAfter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, Consumer<List<ByteBuffer>> consumer) {
        String seconds = response.header("Retry-After");
        // Kubernetes gives seconds; a proxy may give a date, for which our own pause is as good.
        if (seconds != null && seconds.matches("\\d{1,4}")) {
            until = clock.instant().plusSeconds(Long.parseLong(seconds));
        }
    }

    Duration rest() {
        Instant now = clock.instant();
        return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
    }
}
