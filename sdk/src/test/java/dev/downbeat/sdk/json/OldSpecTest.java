package dev.downbeat.sdk.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskLimits;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.WeightRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Specs that earlier versions stored are still read, and mean what they meant.
class OldSpecTest {
    @Test
    void a_spec_of_0_1_means_what_it_meant() throws IOException {
        DagSpec spec = SpecJson.read(text("spec-0.1.json"));

        assertThat(spec.policy().maxActiveTasksPerRun()).isEqualTo(64);
        assertThat(spec.policy().maxActiveTasks()).isEqualTo(RunPolicy.NO_LIMIT);
        for (TaskSpec task : spec.tasks()) {
            assertThat(task.placement().weightRule()).isEqualTo(WeightRule.ABSOLUTE);
            assertThat(task.policy().limits()).isEqualTo(TaskLimits.NONE);
        }
        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void a_schedule_of_0_1_covers_intervals_and_lets_runs_overlap() {
        Schedule schedule = SpecJson.readSchedule("""
                {"type": "timed", "timetable": {"type": "cron", "expression": "0 6 * * *"}, "zone": "Europe/Helsinki",
                 "start": null, "end": null, "catchup": false}
                """);

        assertThat(schedule)
                .isEqualTo(new Schedule.Timed(
                        new Schedule.Cron("0 6 * * *"), ZoneId.of("Europe/Helsinki"), null, null, false));
    }

    private static String text(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(OldSpecTest.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
