package dev.downbeat.testkit;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Values with boring defaults.
public final class Samples {
    private Samples() {}

    /// A DAG of noop tasks, each needing the one before it: `dag("etl", "extract", "load")`.
    public static DagSpec dag(String id, String... tasks) {
        var specs = new ArrayList<TaskSpec>();
        for (String task : tasks) {
            List<Need> needs = specs.isEmpty()
                    ? List.of()
                    : List.of(Need.of(specs.getLast().id()));
            specs.add(task(task, needs));
        }
        var origin = new Origin("yaml", "/dags/" + id + ".yaml", "");
        return new DagSpec(
                new DagId(id),
                new About("a sample", "", List.of(), List.of(), origin),
                new Schedule.Manual(),
                Map.of(),
                RunPolicy.DEFAULT,
                List.of(),
                specs);
    }

    /// A noop task.
    public static TaskSpec task(String id, List<Need> needs) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("noop", Map.of(), Set.of()))
                .withNeeds(needs);
    }
}
