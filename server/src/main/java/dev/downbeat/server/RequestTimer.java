package dev.downbeat.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/// Times requests by operation. Event streams are left out: they last as long as somebody listens.
final class RequestTimer extends OncePerRequestFilter {
    private final MeterRegistry registry;

    RequestTimer(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            String type = Objects.requireNonNullElse(response.getContentType(), "");
            if (!type.startsWith("text/event-stream")) {
                timer(request, response).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
        }
    }

    private Timer timer(HttpServletRequest request, HttpServletResponse response) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return Timer.builder("http.server.requests")
                .description("HTTP requests")
                .tag("method", request.getMethod())
                .tag("uri", pattern == null ? "none" : pattern.toString())
                .tag("status", Integer.toString(response.getStatus()))
                .register(registry);
    }
}
