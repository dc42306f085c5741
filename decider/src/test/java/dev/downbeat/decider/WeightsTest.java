package dev.downbeat.decider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.WeightRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// `a` before `b` and `c`, both before `d`; priorities 1, 10, 100 and 1000.
class WeightsTest {
    @Test
    void absolute_is_the_own_priority() {
        assertThat(priorities(WeightRule.ABSOLUTE)).containsExactly(1, 10, 100, 1000);
    }

    @Test
    void downstream_adds_every_task_after_it_once() {
        assertThat(priorities(WeightRule.DOWNSTREAM)).containsExactly(1111, 1010, 1100, 1000);
    }

    @Test
    void upstream_adds_every_task_before_it_once() {
        assertThat(priorities(WeightRule.UPSTREAM)).containsExactly(1, 11, 101, 1111);
    }

    @Test
    void sums_stay_within_an_int() {
        var large = Placement.DEFAULT.withPriority(Integer.MAX_VALUE).withWeightRule(WeightRule.DOWNSTREAM);
        var graph = Graph.of(dag(task("a").withPlacement(large), task("b", "a").withPlacement(large.withPriority(7))));

        assertThat(graph.priority(0)).isEqualTo(Integer.MAX_VALUE);
    }

    private static List<Integer> priorities(WeightRule rule) {
        var placement = Placement.DEFAULT.withWeightRule(rule);
        var graph = Graph.of(dag(
                task("a").withPlacement(placement.withPriority(1)),
                task("b", "a").withPlacement(placement.withPriority(10)),
                task("c", "a").withPlacement(placement.withPriority(100)),
                task("d", "b", "c").withPlacement(placement.withPriority(1000))));
        return IntStream.range(0, 4).mapToObj(graph::priority).toList();
    }

    private static DagSpec dag(TaskSpec... tasks) {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/dags/x.yaml", ""));
        return new DagSpec(
                new DagId("x"), about, new Schedule.Manual(), Map.of(), RunPolicy.DEFAULT, List.of(), List.of(tasks));
    }

    private static TaskSpec task(String id, String... needs) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("noop", Map.of(), Set.of()))
                .withNeeds(Arrays.stream(needs)
                        .map(need -> Need.of(new TaskId(need)))
                        .toList());
    }
}
