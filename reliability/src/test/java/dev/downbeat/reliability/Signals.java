package dev.downbeat.reliability;

import java.io.IOException;

/// Signals to processes.
final class Signals {
    private Signals() {}

    /// @param name as `kill` takes it: `STOP`
    static void send(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .redirectErrorStream(true)
                .start();
        String said = new String(kill.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (kill.waitFor() != 0) {
            throw new IOException("kill -%s %d: %s".formatted(name, pid, said.strip()));
        }
    }
}
