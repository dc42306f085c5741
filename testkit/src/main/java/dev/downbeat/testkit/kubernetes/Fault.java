package dev.downbeat.testkit.kubernetes;

import io.fabric8.mockwebserver.http.MockResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An answer in place of the right one, some times.
final class Fault {
    private final String method;
    private final AtomicInteger left;
    private final int status;
    private final String message;
    private final @Nullable Integer retryAfter;

    /// @param method `any` for all
    Fault(String method, int times, int status, String message, @Nullable Integer retryAfter) {
        this.method = method;
        this.left = new AtomicInteger(times);
        this.status = status;
        this.message = message;
        this.retryAfter = retryAfter;
    }

    Optional<MockResponse> strike(String by) {
        if (!(method.equals("any") || method.equals(by)) || left.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            return Optional.empty();
        }
        MockResponse answer = ApiServer.error(status, "Injected", message);
        return Optional.of(retryAfter == null ? answer : answer.setHeader("Retry-After", retryAfter));
    }
}
