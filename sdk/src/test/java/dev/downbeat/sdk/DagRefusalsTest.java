package dev.downbeat.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What the DSL does not take, and how it says so: one sentence each.
class DagRefusalsTest {
    record Box(int value) {}

    sealed interface Verdict {}

    record Promote(int version) implements Verdict {}

    sealed interface Reject extends Verdict {}

    record TooOld(int days) implements Reject {}

    record TooBad(double auc) implements Reject {}

    static int load(LocalDate day) {
        return day.getYear();
    }

    static Verdict judge() {
        return new Promote(1);
    }

    static void log(Object any) {}

    static <T> List<T> twice(T item) {
        return List.of(item, item);
    }

    @Test
    void a_lambda_that_captures_a_value_is_refused() {
        int k = LocalDate.EPOCH.getYear();

        assertThat(refusal(d -> d.task("t").with(Dag.value(1)).call(x -> x + k)))
                .isEqualTo("task 't' captures a value from outside: pass it in as an input, with(Dag.value(…))");
    }

    @Test
    void a_method_of_an_object_is_refused() {
        var box = new Box(1);

        assertThat(refusal(d -> d.call(box::value)))
                .isEqualTo("the task captures a value from outside: pass it in as an input, with(Dag.value(…))");
    }

    @Test
    void a_lambda_without_a_name_is_refused() {
        assertThat(refusal(d -> d.with(Dag.value(1)).call(x -> x + 1)))
                .isEqualTo("a lambda has no name: write d.task(\"…\") before it");
    }

    @Test
    void a_lambda_that_hides_type_arguments_is_refused() {
        assertThat(refusal(d -> d.task("t").with(Dag.value(1)).call(x -> List.of(x))))
                .isEqualTo(
                        "task 't' returns List from a lambda, which hides its type arguments: use a method reference");
    }

    @Test
    void a_method_with_a_generic_result_is_refused() {
        assertThat(refusal(d -> d.with(Dag.value(1)).call(DagRefusalsTest::twice)))
                .isEqualTo("the task calls 'twice', whose result List<T> is generic:"
                        + " call a method that returns a concrete type");
    }

    @Test
    void two_tasks_of_one_name_are_refused() {
        assertThat(refusal(d -> {
                    d.with(d.day()).call(DagRefusalsTest::load);
                    d.with(d.day()).call(DagRefusalsTest::load);
                }))
                .isEqualTo("two tasks are called 'load': give one of them another id, d.task(\"…\")");
    }

    @Test
    void a_task_that_does_nothing_is_refused() {
        assertThat(refusal(d -> d.task("load").retries(2)))
                .isEqualTo("task 'load' has nothing to do: end it with call, run, use or route");
    }

    @Test
    void a_cycle_through_templates_is_refused() {
        assertThat(refusal(d -> {
                    d.task("a").use(Operators.bash("echo {{ outputs.b }}"));
                    d.task("b").use(Operators.bash("echo {{ outputs.a }}"));
                }))
                .isEqualTo("DAG 'x' has a cycle: b -> a -> b");
    }

    @Test
    void a_template_that_reads_an_unknown_task_is_refused() {
        assertThat(refusal(d -> {
                    d.with(d.day()).call(DagRefusalsTest::load);
                    d.task("tell").use(Operators.bash("echo {{ outputs.laod }}"));
                }))
                .isEqualTo("task 'tell' reads the output of 'laod', which the DAG does not have: did you mean 'load'?");
    }

    @Test
    @SuppressWarnings({"rawtypes", "unchecked"}) // what javac would refuse
    void mapping_over_what_is_no_list_is_refused() {
        assertThat(refusal(d -> d.each((Ref) d.day()).call((Fn.F1<LocalDate, Integer>) DagRefusalsTest::load)))
                .isEqualTo("the task cannot go over LocalDate, which is no list");
    }

    @Test
    void an_operator_without_a_name_is_refused() {
        assertThat(refusal(d -> d.each(Dag.value(new ArrayList<>(List.of(1)))).use(i -> Operators.bash("echo " + i))))
                .isEqualTo("an operator has no name: write d.task(\"…\") before it");
    }

    @Test
    void a_route_that_misses_a_permitted_class_is_refused() {
        assertThat(refusal(d -> d.with(d.call(DagRefusalsTest::judge))
                        .route(r -> r.on(Promote.class, p -> d.with(p).run(DagRefusalsTest::log)))))
                .isEqualTo("'judge_route' has no branch on TooOld and TooBad");
    }

    @Test
    void a_route_that_names_a_sealed_class_covers_all_below_it() {
        assertThat(attempt(d -> d.with(d.call(DagRefusalsTest::judge))
                        .route(r -> r.on(Promote.class, p -> d.with(p).run(DagRefusalsTest::log))
                                .on(Reject.class, p -> {}))))
                .isNull();
    }

    @Test
    void a_branch_that_is_never_reached_is_refused() {
        assertThat(refusal(d -> d.with(d.call(DagRefusalsTest::judge))
                        .route(r -> r.on(Reject.class, p -> {}).on(TooOld.class, p -> {}))))
                .isEqualTo("the branch on TooOld of 'judge_route' is never reached: Reject comes before it");
    }

    @Test
    void a_route_on_what_is_not_sealed_is_refused() {
        assertThat(refusal(
                        d -> d.with(d.with(d.day()).call(DagRefusalsTest::load)).route(r -> {})))
                .isEqualTo("'load_route' routes on int, which is not sealed");
    }

    @Test
    void an_empty_group_and_two_groups_of_one_name_are_refused() {
        assertThat(refusal(d -> d.group("features", g -> {}))).isEqualTo("task group 'features' has no tasks");
        assertThat(refusal(d -> {
                    d.group("features", g -> g.with(d.day()).call(DagRefusalsTest::load));
                    d.group("features", g -> g.call(DagRefusalsTest::judge));
                }))
                .isEqualTo("two task groups are called 'features'");
    }

    @Test
    void ids_settings_and_schedules_that_make_no_sense_are_refused() {
        assertThat(refusal(d -> d.task("my task").run(() -> {}))).startsWith("task id 'my task' is not allowed");
        assertThat(refusal(d -> d.task("t").retries(-1).run(() -> {}))).isEqualTo("retries must be 0 or more, was -1");
        assertThat(refusal(d -> d.schedule(Schedules.daily().at("6 am", "UTC"))))
                .isEqualTo("'6 am' is no time of day: write 06:00");
        assertThat(refusal(d -> d.schedule(Schedules.cron("@daily", "Mars"))))
                .isEqualTo("'Mars' is no time zone: write Europe/Helsinki or UTC");
        assertThat(refusal(d -> d.schedule(Schedules.cron("@daily", "UTC").catchup())))
                .isEqualTo("catchup needs a start");
        assertThat(refusal(d -> {
                    d.with(d.day()).call(DagRefusalsTest::load);
                    d.schedule(Schedules.once());
                }))
                .isEqualTo("say the schedule before d.day(), which is a day in the schedule's zone");
        assertThat(refusal(d -> {
                    d.param("n", 1);
                    d.param("n", 2);
                }))
                .isEqualTo("two params are called 'n'");
        assertThat(refusal(d -> {})).isEqualTo("DAG 'x' has no tasks");
    }

    private static String refusal(Consumer<DagBody> body) {
        assertThat(attempt(body))
                .isInstanceOfSatisfying(
                        DownbeatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DAG));
        return String.valueOf(attempt(body).getMessage());
    }

    private static Throwable attempt(Consumer<DagBody> body) {
        return catchThrowable(() -> Dag.of("x", body));
    }
}
