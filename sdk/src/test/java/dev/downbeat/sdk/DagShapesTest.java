package dev.downbeat.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.Origin;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What each way to write a task becomes.
class DagShapesTest {
    enum Mode {
        FAST,
        EXACT
    }

    record Model(String uri, double minAuc, Box box) {}

    record Box(int size) {}

    static List<Path> files() {
        return List.of();
    }

    static List<Integer> sizes() {
        return List.of();
    }

    static Model fit(Path file, int size) {
        return new Model(file.toString(), size, new Box(size));
    }

    static Model fitAll(Path file, Integer size, String name, Mode mode, double rate) {
        return new Model(name, rate, new Box(size));
    }

    static void use(Object any) {}

    static void tick() {}

    static String now(Instant at, RunSpec.Interval interval) {
        return at + " " + interval;
    }

    @Test
    void a_value_may_be_the_same_for_all_items() {
        TaskSpec task = task(
                "fit_all",
                d -> d.each(d.call(DagShapesTest::files))
                        .with(Dag.value(3))
                        .with(Dag.value("{{ no template }}"))
                        .with(Dag.value(Mode.EXACT))
                        .with(d.param("rate", 0.5))
                        .call(DagShapesTest::fitAll));

        assertThat(task.call().config())
                .containsEntry(
                        "args", List.of("{{ item }}", 3, "{{ '{' }}{ no template }}", "EXACT", "{{ params.rate }}"));
        assertThat(task.mapping())
                .isEqualTo(new Mapping.Over(
                        Mapping.Kind.EACH,
                        sources("item", new Mapping.Template("{{ outputs.files }}", Set.of(new TaskId("files"))))));
        assertThat(task.needs()).containsExactly(Need.of(new TaskId("files")));
    }

    @Test
    void lists_are_zipped_or_crossed_by_name() {
        TaskSpec zipped = task(
                "fit",
                d -> d.zip(d.call(DagShapesTest::files), d.call(DagShapesTest::sizes))
                        .call(DagShapesTest::fit));

        assertThat(zipped.call().config()).containsEntry("args", List.of("{{ item.a }}", "{{ item.b }}"));
        assertThat(((Mapping.Over) zipped.mapping()).kind()).isEqualTo(Mapping.Kind.ZIP);
        assertThat(((Mapping.Over) zipped.mapping()).sources().keySet()).containsExactly("a", "b");
        assertThat(zipped.needs()).extracting(need -> need.task().value()).containsExactly("files", "sizes");
    }

    @Test
    void a_literal_list_is_mapped_over_as_it_is() {
        TaskSpec task = task(
                "echo",
                d -> d.task("echo")
                        .each(Dag.value(List.of("{{ a }}", "b")))
                        .use(word -> Operators.bash("echo " + word)));

        assertThat(task.mapping())
                .isEqualTo(new Mapping.Over(
                        Mapping.Kind.EACH, sources("item", new Mapping.Literal(List.of("{{ a }}", "b")))));
        assertThat(task.call().config()).isEqualTo(Map.of("command", "echo {{ item }}"));
    }

    @Test
    void what_a_mapped_task_returns_is_a_list_to_reduce_or_to_map_again() {
        DagSpec spec = spec(d -> {
            var models = d.cross(d.call(DagShapesTest::files), d.call(DagShapesTest::sizes))
                    .call(DagShapesTest::fit);
            d.task("again").each(models).run(DagShapesTest::use);
            d.task("reduce").with(models).run(DagShapesTest::use);
        });

        assertThat(spec.task(new TaskId("again")).mapping())
                .isEqualTo(new Mapping.Over(
                        Mapping.Kind.EACH,
                        sources("item", new Mapping.Template("{{ outputs.fit }}", Set.of(new TaskId("fit"))))));
        assertThat(spec.task(new TaskId("reduce")).call().config()).containsEntry("args", List.of("{{ outputs.fit }}"));
    }

    @Test
    void inputs_are_read_as_the_types_that_were_wired() {
        Dag dag = Dag.of("x", d -> {
            var models = d.cross(d.call(DagShapesTest::files), d.call(DagShapesTest::sizes))
                    .call(DagShapesTest::fit);
            d.task("reduce").with(models).run(DagShapesTest::use);
        });

        assertThat(((TaskCode.Call) dag.code(new TaskId("fit")).orElseThrow()).inputs())
                .containsExactly(Path.class, Integer.class);
        assertThat(dag.code(new TaskId("reduce")).orElseThrow().inputs())
                .extracting(Types::show)
                .containsExactly("List<Model>");
    }

    @Test
    void parts_of_values_are_named_as_in_json() {
        TaskSpec task = task("tell", d -> {
            var model = d.task("m").call(() -> new Model("m", 1, new Box(2)));
            d.task("tell")
                    .use(Operators.bash("%s %s"
                                    .formatted(
                                            model.get(Model::minAuc),
                                            model.get(Model::box).get(Box::size)))
                            .env(Map.of(
                                    "MODEL",
                                    model,
                                    "SIZE",
                                    Dag.value(new Box(7)).get(Box::size))));
        });

        assertThat(task.call().config())
                .isEqualTo(Map.of(
                        "command",
                        "{{ outputs.m.min_auc }} {{ outputs.m.box.size }}",
                        "env",
                        Map.of("MODEL", "{{ outputs.m }}", "SIZE", 7)));
        assertThat(task.call().reads()).containsExactly(new TaskId("m"));
        assertThat(task.needs()).containsExactly(Need.of(new TaskId("m")));
    }

    @Test
    void a_text_may_read_outputs_by_itself() {
        TaskSpec task = task("tell", d -> {
            d.group("f", g -> g.call(DagShapesTest::files));
            d.call(DagShapesTest::sizes);
            d.task("tell")
                    .use(Operators.bash("echo outputs.no {{ outputs.f.files.first }} {{ outputs['sizes'] | length }}"));
        });

        assertThat(task.call().reads()).containsExactly(new TaskId("f.files"), new TaskId("sizes"));
        assertThat(task.needs()).extracting(need -> need.task().value()).containsExactly("f.files", "sizes");
    }

    @Test
    void a_group_gives_its_name_and_its_order() {
        DagSpec spec = spec(d -> {
            var first = d.task("first").run(DagShapesTest::tick);
            var group = d.group("features", g -> {
                g.docs("All of them").after(first);
                var files = g.call(DagShapesTest::files);
                g.group("inner", i -> i.task("size").with(files).run(DagShapesTest::use));
                g.task("alone").run(DagShapesTest::tick);
            });
            d.task("last").after(group).run(DagShapesTest::tick);
        });

        assertThat(spec.groups())
                .containsExactly(new TaskGroup("features", "All of them"), new TaskGroup("features.inner", ""));
        assertThat(needs(spec, "features.files")).containsExactly("first");
        assertThat(needs(spec, "features.inner.size")).containsExactly("features.files");
        assertThat(spec.task(new TaskId("features.inner.size")).call().config())
                .containsEntry("args", List.of("{{ outputs['features.files'] }}"));
        assertThat(needs(spec, "features.alone")).containsExactly("first");
        assertThat(needs(spec, "last")).containsExactly("features.inner.size", "features.alone");
    }

    @Test
    void what_the_run_is_for_is_an_input() {
        TaskSpec task = task(
                "now", d -> d.task("now").with(d.logicalDate(), d.interval()).call(DagShapesTest::now));

        assertThat(task.call().config())
                .containsEntry(
                        "args",
                        List.of(
                                "{{ logical_date }}",
                                Map.of(
                                        "logical_date",
                                        "{{ logical_date }}",
                                        "start",
                                        "{{ data_interval_start }}",
                                        "end",
                                        "{{ data_interval_end }}")));
        assertThat(task(
                                "end",
                                d -> d.task("end")
                                        .with(d.interval().get(RunSpec.Interval::end))
                                        .run(DagShapesTest::use))
                        .call()
                        .config())
                .containsEntry("args", List.of("{{ data_interval_end }}"));
        assertThat(task("v", d -> d.task("v").with(d.variable("region")).run(DagShapesTest::use))
                        .call()
                        .config())
                .containsEntry("args", List.of("{{ var.value.region }}"));
    }

    @Test
    void params_carry_their_json_schema() {
        DagSpec spec = spec(d -> {
            d.param("mode", Mode.FAST).description("How");
            d.param("since", LocalDate.of(2026, 1, 1));
            d.param("names", List.of("a")).constraint("minItems", 1);
            d.param("size", "S").oneOf("S", "M").pattern("^.$");
            d.requiredParam("rounds", Integer.class).minimum(1);
            d.run(DagShapesTest::tick);
        });

        assertThat(spec.params().values())
                .containsExactly(
                        new ParamSpec(
                                "mode",
                                Map.of("type", "string", "enum", List.of("FAST", "EXACT"), "description", "How"),
                                false,
                                "FAST"),
                        new ParamSpec("since", Map.of("type", "string", "format", "date"), false, "2026-01-01"),
                        new ParamSpec("names", Map.of("type", "array", "minItems", 1), false, List.of("a")),
                        new ParamSpec(
                                "size",
                                Map.of("type", "string", "enum", List.of("S", "M"), "pattern", "^.$"),
                                false,
                                "S"),
                        new ParamSpec("rounds", Map.of("type", "integer", "minimum", 1), true, null));
    }

    @Test
    void schedules_are_cron_at_a_distance_or_once() {
        var helsinki = ZoneId.of("Europe/Helsinki");
        var start = LocalDate.of(2026, 1, 1).atStartOfDay(helsinki).toInstant();

        assertThat(schedule(Schedules.weekly(DayOfWeek.MONDAY, DayOfWeek.SUNDAY).at("06:30", "Europe/Helsinki")))
                .isEqualTo(new Schedule.Timed(new Schedule.Cron("30 6 * * 1,0"), helsinki, null, null, false));
        assertThat(schedule(Schedules.monthly(15)
                        .at("00:00", "Europe/Helsinki")
                        .start(LocalDate.of(2026, 1, 1))
                        .end(LocalDate.of(2026, 1, 2))
                        .catchup()))
                .isEqualTo(new Schedule.Timed(
                        new Schedule.Cron("0 0 15 * *"), helsinki, start, start.plus(Duration.ofDays(1)), true));
        assertThat(schedule(Schedules.every(Duration.ofMinutes(10))))
                .isEqualTo(new Schedule.Timed(
                        new Schedule.Every(Duration.ofMinutes(10)), ZoneOffset.UTC, null, null, false));
        assertThat(schedule(Schedules.once()))
                .isEqualTo(new Schedule.Timed(new Schedule.Once(), ZoneOffset.UTC, null, null, false));
        assertThat(schedule(Schedules.continuously()))
                .isEqualTo(new Schedule.Timed(new Schedule.Continuous(), ZoneOffset.UTC, null, null, false));
        assertThat(schedule(Schedules.every(Duration.ofMinutes(10))
                        .covers(Schedule.Covers.MOMENT)
                        .overlap(Schedule.Overlap.SKIP)
                        .jitter(Duration.ofMinutes(1))))
                .isEqualTo(new Schedule.Timed(
                                new Schedule.Every(Duration.ofMinutes(10)), ZoneOffset.UTC, null, null, false)
                        .withFiring(new Schedule.Firing(
                                Schedule.Covers.MOMENT, Schedule.Overlap.SKIP, Duration.ofMinutes(1))));
        var days = List.of(LocalDate.of(2026, 12, 25), LocalDate.of(2026, 12, 26));
        assertThat(schedule(Schedules.daily()
                        .at("06:00", "Europe/Helsinki")
                        .except(days.subList(1, 2))
                        .except(days.subList(0, 1))))
                .isEqualTo(new Schedule.Timed(
                        new Schedule.Except(new Schedule.Cron("0 6 * * *"), days), helsinki, null, null, false));
        assertThat(schedule(Schedules.moments(days.stream().map(LocalDate::atStartOfDay), "UTC")))
                .isEqualTo(new Schedule.Timed(
                        new Schedule.Moments(
                                List.of(Instant.parse("2026-12-25T00:00:00Z"), Instant.parse("2026-12-26T00:00:00Z"))),
                        ZoneId.of("UTC"),
                        null,
                        null,
                        false));
        var twice = List.of("0 6 * * MON-FRI", "0 10 * * SAT,SUN");
        assertThat(schedule(Schedules.crons(twice, "Europe/Helsinki")))
                .isEqualTo(new Schedule.Timed(new Schedule.Crons(twice), helsinki, null, null, false));
    }

    @Test
    void the_run_policy_is_said_on_the_dag() {
        RunPolicy policy = spec(d -> d.maxActiveRuns(1)
                        .maxActiveTasks(2)
                        .runTimeout(Duration.ofHours(3))
                        .failFast()
                        .verdict(RunPolicy.Verdict.LEAVES)
                        .run(DagShapesTest::tick))
                .policy();

        assertThat(policy)
                .isEqualTo(RunPolicy.DEFAULT
                        .withMaxActiveRuns(1)
                        .withMaxActiveTasks(2)
                        .withTimeout(Duration.ofHours(3))
                        .withFailFast(true)
                        .withVerdict(RunPolicy.Verdict.LEAVES));
    }

    private static List<String> needs(DagSpec spec, String task) {
        return spec.task(new TaskId(task)).needs().stream()
                .map(need -> need.task().value())
                .toList();
    }

    private static java.util.SequencedMap<String, Mapping.Source> sources(String name, Mapping.Source source) {
        var sources = new java.util.LinkedHashMap<String, Mapping.Source>();
        sources.put(name, source);
        return sources;
    }

    private static Schedule schedule(Schedules.Timing timing) {
        return spec(d -> d.schedule(timing).run(DagShapesTest::tick)).schedule();
    }

    private static TaskSpec task(String id, Consumer<DagBody> body) {
        return spec(body).task(new TaskId(id));
    }

    private static DagSpec spec(Consumer<DagBody> body) {
        return Dag.of("x", body).spec(new Origin("java", "X.java", ""));
    }
}
