package dev.downbeat.store.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HostProcessTest {
    private final HostProcess self = HostProcess.current();

    @Test
    void this_process_lives() {
        assertThat(self.knownDead()).isFalse();
        assertThat(new HostProcess(self.host(), self.pid(), null).knownDead()).isFalse();
    }

    @Test
    void a_process_that_ended_is_dead() throws IOException {
        Process process = new ProcessBuilder("true").start();
        process.onExit().join();

        assertThat(new HostProcess(self.host(), process.pid(), null).knownDead())
                .isTrue();
    }

    @Test
    void a_later_process_with_the_same_pid_does_not_count() {
        assertThat(new HostProcess(self.host(), self.pid(), Instant.EPOCH).knownDead())
                .isTrue();
    }

    @Test
    void nothing_is_known_of_other_machines() {
        assertThat(new HostProcess("elsewhere", 1, Instant.EPOCH).knownDead()).isFalse();
    }
}
