package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.testkit.Seeds;
import org.junit.jupiter.api.Test;

class SimulationTest {
    /// Every seed twice, not only some; the nightly profile asks for it.
    private static final boolean TWICE = Boolean.getBoolean("downbeat.seeds.twice");

    @Seeds(300)
    void every_run_ends_as_its_rules_say_when_all_goes_well(long seed) {
        live(seed, false);
    }

    @Seeds(700)
    void every_run_ends_as_its_rules_say_through_crashes_and_lost_answers(long seed) {
        live(seed, true);
    }

    @Seeds(100)
    void a_seed_gives_the_same_trace_twice(long seed) {
        assertThat(new Simulation(seed, true).live()).isEqualTo(new Simulation(seed, true).live());
    }

    private static void live(long seed, boolean faults) {
        var trace = new Simulation(seed, faults).live();
        assertThat(trace).isNotEmpty();
        if (TWICE) {
            assertThat(new Simulation(seed, faults).live()).isEqualTo(trace);
        }
    }

    @Test
    void the_faults_do_strike() {
        int crashes = 0;
        for (long seed = 1; seed <= 20; seed++) {
            var simulation = new Simulation(seed, true);
            simulation.live();
            crashes += simulation.crashes();
        }
        assertThat(crashes).isGreaterThan(20);
    }
}
