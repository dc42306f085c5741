package dev.downbeat.runtime;

import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.PlannedRun;
import dev.downbeat.authoring.view.PlanView;
import dev.downbeat.decider.schedule.Ticks;
import dev.downbeat.model.Schedule;
import dev.downbeat.store.query.DagRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Schedules for people.
final class ScheduleText {
    private ScheduleText() {}

    static DagSummary summary(DagRow dag, Instant now) {
        var standing = dag.standing();
        return new DagSummary(
                dag.id().value(),
                dag.about().description(),
                dag.about().tags(),
                dag.about().owners(),
                standing.paused(),
                PlanView.schedule(dag.schedule()),
                nextRun(dag, now),
                dag.version(),
                standing.file(),
                dag.error(),
                dag.lastRun());
    }

    static List<PlannedRun> plan(DagRow dag, Instant now, int count) {
        return switch (dag.schedule()) {
            case Schedule.Manual _ -> List.of();
            case Schedule.Timed timed ->
                Ticks.of(dag.id(), timed).upcoming(dag.standing().lastIntervalEnd(), now, count).stream()
                        .map(tick -> new PlannedRun(
                                tick.firesAt(),
                                tick.interval().start(),
                                tick.interval().end()))
                        .toList();
        };
    }

    private static @Nullable Instant nextRun(DagRow dag, Instant now) {
        if (dag.standing().paused() || !dag.standing().present()) {
            return null;
        }
        return plan(dag, now, 1).stream().map(PlannedRun::firesAt).findFirst().orElse(null);
    }
}
