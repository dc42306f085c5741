package dev.downbeat.server;

import dev.downbeat.runtime.AttemptProcess;
import dev.downbeat.runtime.Settings;

/// What `downbeat attempt` does, with the class path of these tests.
public final class AttemptMain {
    private AttemptMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (AttemptProcess attempt = AttemptProcess.of(Settings.load(), System.getenv())) {
            Runtime.getRuntime().addShutdownHook(new Thread(attempt::giveBack));
            attempt.run();
        }
        System.exit(0);
    }
}
