package dev.downbeat.containers.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.containers.docker.DockerContainer.Status;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PhasesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

    @Test
    void one_that_was_made_waits_for_its_start_but_not_for_ever() {
        assertThat(phase(new Status.Made(NOW.minusSeconds(2), "")))
                .isEqualTo(new Phase.Waiting("it is about to start"));
        assertThat(phase(new Status.Made(NOW.minusSeconds(600), "")))
                .isEqualTo(new Phase.Ended(Cause.NOT_STARTED, -1, "it was made, and whoever made it never started it"));
        assertThat(phase(new Status.Made(NOW, "no such program")))
                .isEqualTo(new Phase.Ended(Cause.NOT_STARTED, -1, "no such program"));
    }

    @Test
    void the_engine_knows_that_memory_was_over_or_a_kill_below_a_limit_tells_it() {
        assertThat(phase(new Status.Ended(1, true, 512L << 20, "")))
                .isEqualTo(new Phase.Ended(
                        Cause.OUT_OF_MEMORY, 1, "out of memory: it needed more than its limit of 512Mi"));
        assertThat(phase(new Status.Ended(137, true, 0, "")))
                .isEqualTo(new Phase.Ended(
                        Cause.OUT_OF_MEMORY,
                        137,
                        "out of memory: it needed more than the machine has left (it has no limit of its own)"));
        assertThat(phase(new Status.Ended(137, false, 512_000_000, "")))
                .isEqualTo(new Phase.Ended(
                        Cause.OUT_OF_MEMORY,
                        137,
                        "killed by SIGKILL, most likely out of memory: it needed more than its limit of "
                                + "512000000 bytes"));
        assertThat(phase(new Status.Ended(137, false, 0, "")))
                .isEqualTo(new Phase.Ended(Cause.EXITED, 137, "exit code 137"));
    }

    @Test
    void an_end_has_its_exit_code_and_what_the_engine_says() {
        assertThat(phase(new Status.Ended(3, false, 0, ""))).isEqualTo(new Phase.Ended(Cause.EXITED, 3, "exit code 3"));
        assertThat(phase(new Status.Ended(128, false, 0, "disk is full")))
                .isEqualTo(new Phase.Ended(Cause.EXITED, 128, "disk is full"));
        assertThat(phase(new Status.Running())).isEqualTo(new Phase.Running());
    }

    private static Phase phase(Status status) {
        return DockerEngine.phase(status, NOW);
    }
}
