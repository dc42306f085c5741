package dev.downbeat.server;

import java.util.List;
import java.util.Map;

class ProcessConformanceTest extends ExecutorConformance {
    static final Subject SUBJECT = new Subject(
            "process",
            Map.of(
                    Case.LOSS,
                    "a child that dies is a failure of the task, and uses a retry up",
                    Case.DUPLICATE,
                    "the server that submits it executes it; the next one begins another attempt"),
            Map.of(
                    Case.RESTART,
                    "it is lost and runs again, no retry is used up",
                    Case.MANY,
                    "20 of them, as each is a Java process"));

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

    @Override
    int howMany() {
        return 20;
    }
}
