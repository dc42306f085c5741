package dev.downbeat.containers.docker;

import java.time.Duration;

/// Something that the engine tells of until it is closed from one of the two sides: output, events.
public interface Feed extends AutoCloseable {
    /// Waits until the engine has told all.
    ///
    /// @throws DockerTrouble when it broke off before
    void await() throws DockerTrouble, InterruptedException;

    /// The same for a limited time.
    ///
    /// @return false when the time is over first
    boolean await(Duration time) throws DockerTrouble, InterruptedException;

    @Override
    void close();
}
