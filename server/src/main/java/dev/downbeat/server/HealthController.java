package dev.downbeat.server;

import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Health;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/health", produces = "application/json")
final class HealthController {
    private final Downbeat downbeat;

    /// Each is `up` or `down`.
    record Readiness(String status, String database, String scheduler) {}

    HealthController(Downbeat downbeat) {
        this.downbeat = downbeat;
    }

    @GetMapping("/live")
    @Says("Whether this process answers.")
    Map<String, String> live() {
        return Map.of("status", "up");
    }

    @GetMapping("/ready")
    @Says("Whether it can do its work: the database answers and the scheduler holds its lease. 503 when not.")
    ResponseEntity<Readiness> ready() {
        Health health = downbeat.health();
        return ResponseEntity.status(health.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(new Readiness(word(health.ready()), word(health.database()), word(health.scheduler())));
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
