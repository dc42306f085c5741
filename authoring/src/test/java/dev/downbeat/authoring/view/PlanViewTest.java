package dev.downbeat.authoring.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanViewTest {
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");
    private static final Instant NOW = Instant.parse("2024-05-01T12:00:00Z");

    @Test
    void a_plan_names_when_runs_fire_and_what_they_cover() {
        var schedule = new Schedule.Timed(new Schedule.Cron("0 6 * * *"), HELSINKI, null, null, false);

        var plan = PlanView.plan(with(schedule), NOW, 2);

        assertThat(plan).hasSize(2);
        assertThat(PlanView.moment(plan.getFirst().firesAt(), PlanView.zone(schedule)))
                .isEqualTo("Thu 2024-05-02 06:00:00 +03:00");
        assertThat(plan.getFirst().interval().start()).isEqualTo(Instant.parse("2024-05-01T03:00:00Z"));
    }

    @Test
    void a_dag_without_a_schedule_has_no_plan() {
        assertThat(PlanView.plan(with(new Schedule.Manual()), NOW, 5)).isEmpty();
    }

    @Test
    void schedules_are_told_in_words() {
        var daily = new Schedule.Timed(new Schedule.Cron("@daily"), HELSINKI, null, null, false);
        var often = new Schedule.Timed(new Schedule.Every(Duration.ofMinutes(5)), HELSINKI, null, null, false);
        var once = new Schedule.Timed(new Schedule.Once(), HELSINKI, null, null, false);

        assertThat(PlanView.schedule(daily)).isEqualTo("@daily Europe/Helsinki");
        assertThat(PlanView.schedule(often)).isEqualTo("every 5m");
        assertThat(PlanView.schedule(once)).isEqualTo("once");
        var both = new Schedule.Crons(List.of("0 6 * * 1-5", "0 9 * * 6"));
        assertThat(PlanView.schedule(new Schedule.Timed(both, HELSINKI, null, null, false)))
                .isEqualTo("0 6 * * 1-5, 0 9 * * 6 Europe/Helsinki");
        assertThat(PlanView.schedule(new Schedule.Timed(new Schedule.Continuous(), HELSINKI, null, null, false)))
                .isEqualTo("continuously");
        assertThat(PlanView.schedule(new Schedule.Manual())).isEqualTo("by hand");
    }

    private static DagSpec with(Schedule schedule) {
        DagSpec spec = Specs.dag("planned", "only");
        return new DagSpec(
                spec.id(), spec.about(), schedule, spec.params(), spec.policy(), spec.groups(), spec.tasks());
    }
}
