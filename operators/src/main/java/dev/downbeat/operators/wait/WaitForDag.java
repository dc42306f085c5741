package dev.downbeat.operators.wait;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.TaskState;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Look;
import dev.downbeat.sdk.operator.OtherRuns.OtherRun;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Waits for another DAG, or a task of it.
public final class WaitForDag implements Sensor<WaitForDag.Config> {
    @Doc(value = """
            Waits until a run of another DAG is in one of `states`, or until a task of that run is: of a mapped task all \
            instances. Which run: the newest with the logical date of this one, unless `date` names another or `latest` is \
            set. A run that is not there yet is waited for.

            As in Airflow, a run that failed is waited for as well, so that it can be repaired meanwhile; `failed_states` \
            says which states fail this task at once, whatever retries are left. A DAG that does not exist, and a task that \
            the run does not have, are mistakes and fail the look.

            The output has the `run`, its `state` and its logical date as `date`.""", example = """
            tasks:
              sales_are_in:
                wait_for_dag: sales
              prices_of_yesterday:
                wait_for_dag:
                  dag: prices
                  task: publish
                  date: "{{ logical_date | date_add('-1d') }}"
                  failed_states: [failed, upstream_failed]
                  timeout: 6h
            """)
    public record Config(
            @Doc("The id of the DAG.") @Shorthand String dag,

            @Doc("A task of it, in place of the whole run.") @Nullable
            String task,

            @Doc("The logical date of the run; without it, that of this run.") @Nullable
            String date,

            @Doc("Take the newest run, whatever its logical date.") @Default("false")
            boolean latest,

            @Doc("The states that are waited for.") @Default("[success]")
            List<String> states,

            @Doc("The states in which it is no use to wait.") @Default("[]")
            List<String> failedStates) {
        public Config {
            states = List.copyOf(states);
            failedStates = List.copyOf(failedStates);
        }
    }

    @Override
    public String type() {
        return "wait_for_dag";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public Look poke(Config config, TaskContext context) {
        check(config);
        Instant date = date(config, context);
        Optional<OtherRun> found = context.otherRuns().newest(config.dag(), date, config.task());
        if (found.isEmpty()) {
            String of = date == null ? "" : " for " + Moments.shown(date);
            return Look.notYet("no run of %s%s".formatted(config.dag(), of));
        }
        return look(config, found.get());
    }

    private static @Nullable Instant date(Config config, TaskContext context) {
        if (config.latest()) {
            return null;
        }
        Instant own = context.run().interval().logicalDate();
        return config.date() == null ? own : Moments.read(config.date(), null, own);
    }

    private static Look look(Config config, OtherRun run) {
        Map<String, Integer> states = config.task() == null ? Map.of(run.state(), 1) : run.instances();
        String seen = "%s run %d of %s: %s"
                .formatted(
                        config.task() == null ? "" : "task " + config.task() + " in",
                        run.id(),
                        config.dag(),
                        shown(states))
                .strip();
        if (config.failedStates().stream().anyMatch(states::containsKey)) {
            throw TaskFailedException.terminal(seen);
        }
        return config.states().containsAll(states.keySet())
                ? Look.found(Map.of(
                        "run",
                        run.id(),
                        "state",
                        run.state(),
                        "date",
                        run.date().toString()))
                : Look.notYet(seen);
    }

    private static String shown(Map<String, Integer> states) {
        var parts = new TreeMap<String, String>();
        states.forEach((state, count) -> parts.put(state, count == 1 ? state : count + " " + state));
        return String.join(", ", parts.values());
    }

    private static void check(Config config) {
        List<String> known = config.task() == null
                ? Arrays.stream(DagRunState.values()).map(DagRunState::word).toList()
                : Arrays.stream(TaskState.values()).map(TaskState::word).toList();
        if (config.latest() && config.date() != null) {
            throw bad("'latest' takes the newest run whatever its date: leave out 'date'");
        }
        if (config.states().isEmpty()) {
            throw bad("'states' names no state to wait for");
        }
        for (List<String> states : List.of(config.states(), config.failedStates())) {
            for (String state : states) {
                if (!known.contains(state)) {
                    String what = config.task() == null ? "a run" : "a task";
                    throw bad("'%s' is no state of %s%s".formatted(state, what, Nearest.hint(state, known)));
                }
            }
        }
    }

    private static TaskFailedException bad(String message) {
        return TaskFailedException.terminal(ErrorCode.BAD_INPUT, message, null);
    }
}
