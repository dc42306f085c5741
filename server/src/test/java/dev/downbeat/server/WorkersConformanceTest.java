package dev.downbeat.server;

import java.util.List;
import java.util.Map;

class WorkersConformanceTest extends ExecutorConformance {
    static final Subject SUBJECT =
            new Subject("workers", Map.of(), Map.of(Case.RESTART, "it goes on, and its result counts"));

    @Override
    Subject subject() {
        return SUBJECT;
    }

    @Override
    Hands hands(FleetPlace server) throws InterruptedException {
        return server.worker("one", "default")::close;
    }

    @Override
    List<String> attemptsOverARestart() {
        return List.of("1");
    }
}
