package dev.downbeat.authoring.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.Role;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskLimits;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TriggerRule;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class YamlDagsTest {
    private static final YamlDags DAGS = new YamlDags(Operators.installed(), new Templates());

    @Test
    void a_dag_with_everything_is_read_into_its_spec() {
        DagSpec spec = dag("""
                id: churn
                description: Train and publish the churn model
                schedule: { cron: "0 6 * * *", timezone: Europe/Helsinki, start: 2026-01-01, catchup: false }
                params:
                  threshold: { type: number, default: 0.9, minimum: 0, maximum: 1 }
                  day: monday
                defaults: { retries: 3, retry_delay: 30s, timeout: 1h }
                fail_fast: true
                tasks:
                  train:
                    python: { file: train.py, call: train, args: { data: "{{ ds }}" } }
                  gate:
                    needs: train
                    branch:
                      - { if: "outputs.train.accuracy >= params.threshold", go: deploy }
                      - { else: notify }
                  deploy: { needs: gate, bash: "./deploy.sh {{ outputs.train.model }}", retries: 0 }
                  notify: { needs: { gate: too low }, rule: none_failed, bash: "echo {{ outputs.train.accuracy }}" }
                """);

        assertThat(spec.id().value()).isEqualTo("churn");
        assertThat(spec.schedule())
                .isEqualTo(new Schedule.Timed(
                        new Schedule.Cron("0 6 * * *"),
                        ZoneId.of("Europe/Helsinki"),
                        Instant.parse("2025-12-31T22:00:00Z"),
                        null,
                        false));
        assertThat(param(spec, "threshold").defaultValue()).isEqualTo(0.9);
        assertThat(param(spec, "day").schema()).isEqualTo(Map.of("type", "string"));
        assertThat(spec.policy()).isEqualTo(RunPolicy.DEFAULT.withFailFast(true));
        TaskSpec gate = task(spec, "gate");
        assertThat(gate.call().type()).isEqualTo("branch");
        assertThat(gate.call().config()).containsOnlyKeys("cases");
        assertThat(gate.call().reads()).containsExactly(new TaskId("train"));
        assertThat(task(spec, "deploy").call().config())
                .containsEntry("command", "./deploy.sh {{ outputs.train.model }}");
        assertThat(task(spec, "deploy").policy().retry().retries()).isZero();
        assertThat(task(spec, "train").policy().retry().retries()).isEqualTo(3);
        assertThat(task(spec, "train").policy().timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(task(spec, "notify").policy().rule()).isEqualTo(TriggerRule.NONE_FAILED);
        assertThat(task(spec, "notify").needs()).containsExactly(new Need(new TaskId("gate"), "too low"));
        assertThat(task(spec, "notify").about().line()).isEqualTo(18);
    }

    @Test
    void a_schedule_may_have_several_crons_or_be_once_or_continuous() {
        assertThat(timetable("{ cron: [0 6 * * MON-FRI, 0 10 * * SAT], timezone: Europe/Helsinki }"))
                .isEqualTo(new Schedule.Crons(List.of("0 6 * * MON-FRI", "0 10 * * SAT")));
        assertThat(timetable("{ cron: [\"@daily\"], timezone: UTC }")).isEqualTo(new Schedule.Cron("@daily"));
        assertThat(timetable("{ cron: \"@once\" }")).isEqualTo(new Schedule.Once());
        assertThat(timetable("{ cron: \"@continuous\" }")).isEqualTo(new Schedule.Continuous());
        assertThat(timetable("{ moments: [2026-02-01, 2026-01-31T06:00:00Z], timezone: UTC }"))
                .isEqualTo(new Schedule.Moments(
                        List.of(Instant.parse("2026-01-31T06:00:00Z"), Instant.parse("2026-02-01T00:00:00Z"))));
        assertThat(timetable("{ cron: 0 6 * * *, timezone: UTC, except: [2026-12-25] }"))
                .isEqualTo(new Schedule.Except(new Schedule.Cron("0 6 * * *"), List.of(LocalDate.of(2026, 12, 25))));
        assertThat(timetable("{ continuous: true, start: 2026-01-01 }")).isEqualTo(new Schedule.Continuous());
    }

    @Test
    void a_schedule_says_what_runs_cover_and_what_becomes_of_ticks_that_overlap() {
        String schedule = "{ every: 1h, covers: moment, overlap: cancel_other, jitter: 5m }";

        assertThat(timed(schedule).firing())
                .isEqualTo(new Schedule.Firing(
                        Schedule.Covers.MOMENT, Schedule.Overlap.CANCEL_OTHER, Duration.ofMinutes(5)));
        assertThat(timed("{ every: 1h }").firing()).isEqualTo(Schedule.Firing.DEFAULT);
    }

    private static Schedule.Timetable timetable(String schedule) {
        return timed(schedule).timetable();
    }

    private static Schedule.Timed timed(String schedule) {
        DagSpec spec = dag("""
                id: demo
                schedule: %s
                tasks:
                  a: { bash: "echo a" }
                """.formatted(schedule));
        return (Schedule.Timed) spec.schedule();
    }

    @Test
    void groups_prefix_their_tasks_and_can_be_needed_as_a_whole() {
        DagSpec spec = dag("""
                id: grouped
                tasks:
                  first: { noop: {} }
                  features:
                    needs: first
                    group:
                      docs: All of them
                      tasks:
                        words: { noop: {} }
                        counts: { needs: words, noop: {} }
                        inner:
                          group: { tasks: { deep: { needs: words, noop: {} } } }
                  last: { needs: features, noop: {} }
                  aside: { needs: features.words, noop: {} }
                """);

        assertThat(needs(spec, "features.words")).containsExactly("first");
        assertThat(needs(spec, "features.counts")).containsExactly("features.words");
        assertThat(needs(spec, "features.inner.deep")).containsExactly("features.words");
        assertThat(needs(spec, "last")).containsExactlyInAnyOrder("features.counts", "features.inner.deep");
        assertThat(needs(spec, "aside")).containsExactly("features.words");
        assertThat(spec.groups()).extracting("path").containsExactly("features", "features.inner");
    }

    @Test
    void mapping_is_over_literal_lists_and_templates() {
        DagSpec spec = dag("""
                id: mapped
                tasks:
                  list: { bash: "echo x" }
                  one: { needs: list, each: "{{ outputs.list }}", bash: "echo {{ item }}" }
                  two: { cross: { a: [1, 2], b: [x] }, bash: "echo {{ item.a }} {{ item.b }}" }
                """);

        assertThat(task(spec, "one").mapping()).isInstanceOfSatisfying(Mapping.Over.class, over -> {
            assertThat(over.kind()).isEqualTo(Mapping.Kind.EACH);
            assertThat(over.sources()).containsOnlyKeys("item");
        });
        assertThat(task(spec, "two").mapping())
                .isInstanceOfSatisfying(
                        Mapping.Over.class,
                        over -> assertThat(over.sources().get("a")).isEqualTo(new Mapping.Literal(List.of(1, 2))));
    }

    @Test
    void what_is_left_out_of_a_text_is_empty_not_null() {
        DagSpec spec = dag("""
                id: a
                tasks: { t: { bash: "echo hi" } }
                """);

        assertThat(spec.about().description()).isEmpty();
        assertThat(spec.about().docs()).isEmpty();
    }

    @Test
    void a_comment_or_another_layout_makes_no_other_version() {
        DagSpec plain = dag("""
                id: a
                tasks: { t: { bash: "echo hi" } }
                """);
        DagSpec talkative = dag("""
                # my first DAG
                id: a
                tasks:
                  t:
                    bash: echo hi   # says hi
                """);

        assertThat(SpecJson.hash(talkative)).isEqualTo(SpecJson.hash(plain));
    }

    @Test
    void the_spec_survives_its_json() {
        DagSpec spec = dag("""
                id: round
                schedule: { every: 5m }
                params: { b: 1, a: [1, x] }
                tasks:
                  z: { bash: "echo z" }
                  a: { needs: z, zip: { x: [1], y: [2] }, bash: { command: "echo", env: { B: "1", A: "2" } } }
                """);

        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void setups_and_teardowns_have_their_roles_and_nothing_waits_for_a_groups_teardown() {
        DagSpec spec = dag("""
                id: cluster
                tasks:
                  fit:
                    group:
                      tasks:
                        up: { role: setup, bash: "make up" }
                        train: { needs: up, bash: "make train" }
                        down: { needs: [up, train], role: teardown, fails_run: true, bash: "make down" }
                  report: { needs: fit, bash: "make report" }
                """);

        assertThat(task(spec, "fit.up").policy().role()).isEqualTo(Role.SETUP);
        assertThat(task(spec, "fit.train").policy().role()).isEqualTo(Role.WORK);
        assertThat(task(spec, "fit.down").policy().role()).isEqualTo(Role.TEARDOWN.withFailsRun(true));
        assertThat(task(spec, "report").needs()).containsExactly(Need.of(new TaskId("fit.train")));
    }

    @Test
    void the_tasks_of_a_mapped_group_have_the_items_of_the_group() {
        DagSpec spec = dag("""
                id: files
                tasks:
                  list: { bash: ls }
                  per_file:
                    needs: list
                    each: "{{ outputs.list }}"
                    map: { max_map_length: 500, tolerate: 10%, index_name: "{{ item.name }}" }
                    group:
                      tasks:
                        get: { bash: "curl {{ item.url }}" }
                        load: { needs: get, bash: "load {{ outputs.per_file.get.path }}" }
                """);

        var items = new LinkedHashMap<String, Mapping.Source>();
        items.put("item", new Mapping.Template("{{ outputs.list }}", Set.of(new TaskId("list"))));
        var options = MapOptions.DEFAULT
                .withMaxLength(500)
                .withTolerance(new MapOptions.Tolerance(0, 10))
                .withIndexName("{{ item.name }}");
        var over = new Mapping.Over(Mapping.Kind.EACH, items, options, "per_file");
        assertThat(task(spec, "per_file.get").mapping()).isEqualTo(over);
        assertThat(task(spec, "per_file.load").mapping()).isEqualTo(over);
        assertThat(task(spec, "per_file.get").needs()).containsExactly(Need.of(new TaskId("list")));
    }

    @Test
    void a_mapping_can_go_along_another_one_in_batches_and_as_far_as_the_longest_list() {
        DagSpec spec = dag("""
                id: shapes
                tasks:
                  batched: { each: [1, 2, 3], map: { batch: 2, tolerate: 1 }, bash: "echo {{ item }}" }
                  next: { along: batched, map: { tolerate: 1 }, bash: "echo {{ item }}" }
                  pairs: { zip_longest: { a: [1, 2], b: [3] }, map: { fill: 0 }, bash: "echo {{ item.a }}" }
                """);

        var one = MapOptions.DEFAULT.withTolerance(new MapOptions.Tolerance(1, 0));
        assertThat(task(spec, "batched").mapping().options()).isEqualTo(one.withBatch(2));
        assertThat(task(spec, "next").mapping()).isEqualTo(new Mapping.Along(new TaskId("batched"), one));
        assertThat(task(spec, "next").needs()).containsExactly(Need.of(new TaskId("batched")));
        assertThat(task(spec, "pairs").mapping())
                .isInstanceOfSatisfying(
                        Mapping.Over.class, over -> assertThat(over.kind()).isEqualTo(Mapping.Kind.ZIP_LONGEST));
        assertThat(task(spec, "pairs").mapping().options().fill()).isEqualTo(0);
    }

    @Test
    void retries_may_be_listed_jittered_and_conditional() {
        DagSpec spec = dag("""
                id: retries
                defaults: { retries: 2, retry_jitter: 0.5, heartbeat_timeout: 10m, total_timeout: 2h }
                tasks:
                  list: { bash: ls, queue_timeout: 5m, total_timeout: 0s }
                  load:
                    needs: list
                    retry_delays: [1s, 5m]
                    retry_if: failure.exit_code != 2 and outputs.list
                    bash: load
                """);

        assertThat(task(spec, "load").policy().retry())
                .isEqualTo(RetryPolicy.NONE
                        .withRetries(2)
                        .withJitter(0.5)
                        .withDelays(List.of(Duration.ofSeconds(1), Duration.ofMinutes(5)))
                        .withWhen("failure.exit_code != 2 and outputs.list"));
        assertThat(task(spec, "load").policy().heartbeat()).isEqualTo(Duration.ofMinutes(10));
        assertThat(task(spec, "load").policy().limits())
                .isEqualTo(TaskLimits.NONE.withTotalTimeout(Duration.ofHours(2)));
        assertThat(task(spec, "list").policy().limits())
                .isEqualTo(TaskLimits.NONE.withQueueTimeout(Duration.ofMinutes(5)));
        assertThat(task(spec, "load").call().reads()).containsExactly(new TaskId("list"));
    }

    private static DagSpec dag(String text) {
        Parsed parsed = DAGS.parse(Path.of("dag.yaml"), text);
        assertThat(parsed).isInstanceOf(Parsed.Dags.class);
        return ((Parsed.Dags) parsed).specs().getFirst();
    }

    private static ParamSpec param(DagSpec spec, String name) {
        return Objects.requireNonNull(spec.params().get(name));
    }

    private static TaskSpec task(DagSpec spec, String id) {
        return spec.task(new TaskId(id));
    }

    private static List<String> needs(DagSpec spec, String id) {
        return task(spec, id).needs().stream().map(need -> need.task().value()).toList();
    }
}
