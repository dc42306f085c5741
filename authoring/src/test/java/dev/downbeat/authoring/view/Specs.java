package dev.downbeat.authoring.view;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// DAGs by their shape: `a`, `b < a`, `c < a b:label`.
final class Specs {
    private Specs() {}

    static DagSpec dag(String id, String... tasks) {
        return dag(id, List.of(), tasks);
    }

    static DagSpec dag(String id, List<TaskGroup> groups, String... tasks) {
        List<TaskSpec> specs = Arrays.stream(tasks).map(Specs::task).toList();
        return new DagSpec(
                new DagId(id),
                new About("How " + id + " is drawn", "", List.of(), List.of(), new Origin("yaml", "/dags/x.yaml", "")),
                new Schedule.Manual(),
                Map.of(),
                RunPolicy.DEFAULT,
                groups,
                specs);
    }

    static TaskSpec task(String text) {
        String[] halves = text.split(" < ", -1);
        var needs = new ArrayList<Need>();
        if (halves.length > 1) {
            for (String need : halves[1].split(" ", -1)) {
                String[] parts = need.split(":", -1);
                needs.add(new Need(new TaskId(parts[0]), parts.length > 1 ? parts[1] : ""));
            }
        }
        return TaskSpec.of(
                        new TaskId(halves[0]),
                        new OperatorCall(halves[0].startsWith("sql") ? "sql" : "bash", Map.of(), Set.of()))
                .withNeeds(needs);
    }
}
