package dev.downbeat.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Role;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What groups, chains and parts of a DAG become: who is mapped over what, and who waits for whom.
class MappingShapesTest {
    record Model(Box box) {}

    record Box(int size) {}

    static List<Integer> sizes() {
        return List.of();
    }

    static Model fit(int size) {
        return new Model(new Box(size));
    }

    static void tick() {}

    static void use(Object any) {}

    static int same(int size) {
        return size;
    }

    static int sum(int a, int b) {
        return a + b;
    }

    static int total(List<Integer> sizes) {
        return sizes.stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void the_tasks_of_a_mapped_group_have_its_items_and_what_it_returns_is_a_list() {
        DagSpec spec = spec(d -> {
            var sizes = d.call(MappingShapesTest::sizes);
            var all = d.groupEach("per_size", sizes)
                    .options(options -> options.withIndexName("size {{ item }}"))
                    .call((g, size) -> {
                        var begun = g.task("begin").with(size).call(MappingShapesTest::same);
                        return g.task("finish").with(begun, size).call(MappingShapesTest::sum);
                    });
            d.task("compare").with(all).run(MappingShapesTest::use);
        });

        var items = new LinkedHashMap<String, Mapping.Source>();
        items.put("item", new Mapping.Template("{{ outputs.sizes }}", Set.of(new TaskId("sizes"))));
        var over = new Mapping.Over(
                Mapping.Kind.EACH, items, MapOptions.DEFAULT.withIndexName("size {{ item }}"), "per_size");
        assertThat(spec.groups()).containsExactly(new TaskGroup("per_size", ""));
        TaskSpec begin = spec.task(new TaskId("per_size.begin"));
        assertThat(begin.mapping()).isEqualTo(over);
        assertThat(begin.needs()).containsExactly(Need.of(new TaskId("sizes")));
        TaskSpec finish = spec.task(new TaskId("per_size.finish"));
        assertThat(finish.mapping()).isEqualTo(over);
        assertThat(finish.call().config())
                .containsEntry("args", List.of("{{ outputs['per_size.begin'] }}", "{{ item }}"));
        assertThat(spec.task(new TaskId("compare")).mapping()).isEqualTo(Mapping.NONE);
    }

    @Test
    void a_mapped_task_can_go_along_another_one_or_take_items_in_batches() {
        DagSpec spec = spec(d -> {
            var first = d.task("first").each(d.call(MappingShapesTest::sizes)).call(MappingShapesTest::same);
            d.task("second").along(first).call(MappingShapesTest::same);
            d.task("batched").each(first).batch(10).call(MappingShapesTest::total);
            d.task("pairs").zipLongest(0, first, first).call(MappingShapesTest::sum);
        });

        TaskSpec second = spec.task(new TaskId("second"));
        assertThat(second.mapping()).isEqualTo(new Mapping.Along(new TaskId("first"), MapOptions.DEFAULT));
        assertThat(second.needs()).containsExactly(Need.of(new TaskId("first")));
        assertThat(spec.task(new TaskId("batched")).mapping().options().batch()).isEqualTo(10);
        assertThat(spec.task(new TaskId("pairs")).mapping().options().fill()).isEqualTo(0);
    }

    @Test
    void what_comes_after_a_group_does_not_wait_for_its_teardowns() {
        DagSpec spec = spec(d -> {
            var fit = d.group("fit", g -> {
                var up = g.task("up").setup().run(MappingShapesTest::tick);
                var train = g.task("train").after(up).run(MappingShapesTest::tick);
                g.task("down").teardownThatCounts().after(up, train).run(MappingShapesTest::tick);
            });
            d.task("report").after("trained", fit).run(MappingShapesTest::tick);
        });

        assertThat(spec.task(new TaskId("fit.up")).policy().role()).isEqualTo(Role.SETUP);
        assertThat(spec.task(new TaskId("fit.down")).policy().role()).isEqualTo(Role.TEARDOWN.withFailsRun(true));
        assertThat(spec.task(new TaskId("report")).needs())
                .containsExactly(new Need(new TaskId("fit.train"), "trained"));
    }

    @Test
    void a_short_circuit_evaluates_what_it_is_given() {
        DagSpec spec = spec(d -> {
            var model = d.task("best").with(Dag.value(1)).call(MappingShapesTest::fit);
            d.task("go_on").with(model.get(Model::box).get(Box::size)).shortCircuitRespectingRules();
        });

        TaskSpec task = spec.task(new TaskId("go_on"));
        assertThat(task.call())
                .isEqualTo(new OperatorCall(
                        "short_circuit",
                        Map.of("if", "outputs.best.box.size", "respect_rules", true),
                        Set.of(new TaskId("best"))));
        assertThat(task.needs()).containsExactly(Need.of(new TaskId("best")));
    }

    private static DagSpec spec(Consumer<DagBody> body) {
        return Dag.of("x", body).spec(new Origin("java", "X.java", ""));
    }
}
