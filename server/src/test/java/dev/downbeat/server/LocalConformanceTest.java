package dev.downbeat.server;

import java.util.List;
import java.util.Map;

class LocalConformanceTest extends ExecutorConformance {
    static final Subject SUBJECT = new Subject(
            "local",
            Map.of(
                    Case.LOSS,
                    "it dies with the server; see the restart",
                    Case.DUPLICATE,
                    "the server that submits it executes it; the next one begins another attempt"),
            Map.of(Case.RESTART, "it is lost and runs again, no retry is used up"));

    @Override
    Subject subject() {
        return SUBJECT;
    }

    @Override
    Hands hands(FleetPlace server) {
        return () -> {}; // the server does it itself
    }

    @Override
    List<String> attemptsOverARestart() {
        return List.of("1", "2");
    }
}
