package dev.downbeat.authoring.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final YamlDags DAGS = new YamlDags(Operators.installed(), new Templates());

    @Test
    void notifiers_and_deadlines_of_runs_and_tasks_are_read() {
        DagSpec spec = dag("""
                id: etl
                params: { team: data }
                deadline: { within: 2h, from: logical }
                on_deadline: pagerduty
                on_success: slack
                on_failure:
                  - slack: { connection: ops }
                  - email: { to: "{{ params.team }}@example.org" }
                defaults:
                  deadline: 1h
                  on_failure: { webhook: hooks }
                  on_retry: { python: { file: tell.py, call: tell } }
                tasks:
                  load:
                    bash: "true"
                  check:
                    bash: "true"
                    on_failure: [ slack: "{{ alert.title }} {{ task.id }}" ]
                    on_skip: [ slack, teams ]
                    deadline: { within: 5m, from: start }
                """);

        Alerts ofRuns = spec.policy().alerts();
        assertThat(ofRuns.deadline()).isEqualTo(new Deadline(Deadline.From.LOGICAL, Duration.ofHours(2)));
        assertThat(ofRuns.on(AlertEvent.FAILURE))
                .containsExactly(
                        call("slack", Map.of("connection", "ops")),
                        call("email", Map.of("to", "{{ params.team }}@example.org")));
        assertThat(ofRuns.on(AlertEvent.DEADLINE)).containsExactly(call("pagerduty", Map.of()));
        assertThat(ofRuns.on(AlertEvent.SUCCESS)).containsExactly(call("slack", Map.of()));
        Alerts load = alerts(spec, "load");
        assertThat(load.on(AlertEvent.FAILURE)).containsExactly(call("webhook", Map.of("connection", "hooks")));
        assertThat(load.on(AlertEvent.RETRY)).hasSize(1);
        assertThat(load.deadline()).isEqualTo(new Deadline(Deadline.From.QUEUED, Duration.ofHours(1)));
        Alerts check = alerts(spec, "check");
        assertThat(check.on(AlertEvent.FAILURE))
                .containsExactly(call("slack", Map.of("text", "{{ alert.title }} {{ task.id }}")));
        assertThat(check.on(AlertEvent.RETRY)).hasSize(1);
        assertThat(check.on(AlertEvent.SKIP)).hasSize(2);
        assertThat(check.deadline()).isEqualTo(new Deadline(Deadline.From.START, Duration.ofMinutes(5)));
        assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void a_dag_that_says_nothing_tells_nobody() {
        DagSpec spec = dag("id: quiet\ntasks:\n  a: { bash: \"true\" }\n");

        assertThat(spec.policy().alerts()).isEqualTo(Alerts.NONE);
        assertThat(alerts(spec, "a").none()).isTrue();
    }

    @Test
    void mistakes_are_told_with_their_places() {
        assertThat(problems("""
                id: etl
                on_failure:
                  - slak: {}
                  - bash: echo
                  - email: { subject: no address }
                  - slack: { conection: x }
                  - slack: "{{ outputs.load }}"
                  - slack: "{{ task.id }} {{ alrt.title }} {{ params.x }}"
                  - { slack: a, teams: b }
                on_retry: slack
                on_success: 5
                deadline: soon
                tasks:
                  load:
                    bash: "true"
                    deadline: { within: 1h, from: logical }
                    on_deadline: slack
                    on_succes: slack
                """))
                .containsExactly(
                        "3:5 on_failure: there is no notifier 'slak' (did you mean 'slack'?)",
                        "4:5 on_failure: the operator 'bash' is no notifier (notifiers are email, java, pagerduty, python, slack, teams, webhook)",
                        "5:12 on_failure.email has no 'to' (it takes a list)",
                        "6:14 on_failure.slack has no 'conection' (did you mean 'connection'?)",
                        "7:12 a notifier's templates do not see 'outputs' (they see alert, conn, dag, data_interval_end, data_interval_start, ds, ds_nodash, logical_date, macros, params, run, triggering_asset_events, ts, ts_nodash, ts_nodash_with_tz, var)",
                        "8:12 templates know no 'alrt' (did you mean 'alert'?)",
                        "8:12 a notifier's templates do not see 'task' (they see alert, conn, dag, data_interval_end, data_interval_start, ds, ds_nodash, logical_date, macros, params, run, triggering_asset_events, ts, ts_nodash, ts_nodash_with_tz, var)",
                        "8:12 the DAG declares no param 'x' (add it under params)",
                        "9:5 an item of on_failure is one notifier with its settings (write - slack: { connection: slack }; notifiers are email, java, pagerduty, python, slack, teams, webhook)",
                        "10:1 unknown key 'on_retry' (it takes id, description, docs, owners, tags, schedule, webhook, consumes, watches, params, defaults, max_active_runs, max_active_tasks, max_active_tasks_per_run, timeout, fail_fast, verdict, on_success, on_failure, on_deadline, deadline, tasks)",
                        "11:13 on_success: there is no notifier '5' (notifiers are email, java, pagerduty, python, slack, teams, webhook)",
                        "12:11 deadline: 'soon' is not a duration: write 30s, 5m, 1h30m, 2d",
                        "16:35 only a run's deadline can be measured from the logical date (a task's is measured from queued or start)",
                        "18:5 task 'load': unknown key 'on_succes' (did you mean 'on_success'?)");
    }

    private static Alerts alerts(DagSpec spec, String task) {
        return spec.task(new TaskId(task)).about().alerts();
    }

    private static OperatorCall call(String type, Map<String, @Nullable Object> config) {
        return new OperatorCall(type, config, Set.of());
    }

    private static DagSpec dag(String yaml) {
        return switch (DAGS.parse(Path.of("etl.yaml"), yaml)) {
            case Parsed.Dags dags -> dags.specs().getFirst();
            case Parsed.Broken broken ->
                throw new AssertionError(broken.problems().toString());
        };
    }

    private static List<String> problems(String yaml) {
        return switch (DAGS.parse(Path.of("etl.yaml"), yaml)) {
            case Parsed.Dags dags -> throw new AssertionError("no problem with " + dags.specs());
            case Parsed.Broken broken ->
                broken.problems().stream()
                        .map(problem -> "%d:%d %s%s"
                                .formatted(
                                        problem.line(),
                                        problem.column(),
                                        problem.message(),
                                        problem.hint().isEmpty() ? "" : " (" + problem.hint() + ")"))
                        .toList();
        };
    }
}
