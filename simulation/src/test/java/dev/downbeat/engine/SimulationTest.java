package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.testkit.Seeds;
import org.junit.jupiter.api.Test;

class SimulationTest {
    /// Each of so many seeds is lived through a second time, which has to leave the same trace; the nightly profile
    /// asks for all of them.
    private static final int TWICE = Boolean.getBoolean("downbeat.seeds.twice") ? 1 : 7;

    @Seeds(300)
    void every_run_ends_as_its_rules_say_when_all_goes_well(long seed) {
        live(seed, false);
    }

    @Seeds(700)
    void every_run_ends_as_its_rules_say_through_crashes_and_lost_answers(long seed) {
        live(seed, true);
    }

    private static void live(long seed, boolean faults) {
        var trace = new Simulation(seed, faults).live();
        assertThat(trace).isNotEmpty();
        if (seed % TWICE == 0) {
            assertThat(new Simulation(seed, faults).live()).isEqualTo(trace);
        }
    }

    @Test
    void the_faults_do_strike() {
        int crashes = 0;
        int adopted = 0;
        for (long seed = 1; seed <= 20; seed++) {
            var simulation = new Simulation(seed, true);
            simulation.live();
            crashes += simulation.crashes();
            adopted += simulation.outliving().adopted();
        }
        assertThat(crashes).isGreaterThan(20);
        assertThat(adopted).as("attempts that went on through a crash").isGreaterThan(10);
    }
}
