package dev.downbeat.runtime;

import dev.downbeat.decider.Outcome;
import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.model.AlertKey;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskKey;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.store.alerts.AlertFacts;
import dev.downbeat.store.alerts.PgAlerts.Claimed;
import dev.downbeat.store.journal.PgRunLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Calls the notifier of an alert, as an attempt of its operator: with its templates, connections, masking
/// and time limit. It logs to `_alert.<id>` beside the run's tasks.
final class AlertDelivery {
    static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String LOG = "_alert.";

    private final LoneAttempts attempts;
    private final InstalledToolbox toolbox;
    private final PgRunLog versions;
    private final AlertFacts facts;
    private final AlertValues values;

    AlertDelivery(
            LoneAttempts attempts, InstalledToolbox toolbox, PgRunLog versions, AlertFacts facts, AlertValues values) {
        this.attempts = attempts;
        this.toolbox = toolbox;
        this.versions = versions;
        this.facts = facts;
        this.values = values;
    }

    /// How it went.
    sealed interface Result {
        record Sent() implements Result {}

        /// @param mayPass whether it may go better later
        record NotSent(String why, boolean mayPass) implements Result {}
    }

    /// Blocks until the notifier is done. Never throws for what is wrong with the alert.
    Result deliver(Claimed claimed) {
        try {
            AlertFacts.Run run = facts.run(claimed.key().run()).orElse(null);
            if (run == null) {
                return new Result.NotSent("the run is gone", false);
            }
            DagVersion version = versions.version(claimed.version());
            Alert alert = values.of(claimed, run, version.spec());
            OperatorCall call = filled(call(claimed.key(), version));
            return result(attempts.call(order(claimed, run, version, call), variables(claimed, alert))
                    .outcome());
        } catch (DownbeatException e) {
            boolean mayPass = switch (e.code().category()) {
                case USER -> false;
                case EXTERNAL, CAPACITY, INTERNAL -> true;
            };
            return new Result.NotSent(e.text(), mayPass);
        }
    }

    /// Stops what is under way.
    void stop() {
        attempts.stop();
    }

    private static OperatorCall call(AlertKey key, DagVersion version) {
        TaskId task = key.task();
        Alerts alerts = task == null
                ? version.spec().policy().alerts()
                : version.spec().task(task).about().alerts();
        List<OperatorCall> calls = alerts.on(key.event());
        return calls.get(key.notifier());
    }

    /// With what an alert has of itself where the author left it out.
    private OperatorCall filled(OperatorCall call) {
        var config = new LinkedHashMap<String, @Nullable Object>(call.config());
        if (toolbox.operators().find(call.type()) instanceof Notifier<?> notifier) {
            notifier.ofAlert().forEach((name, value) -> {
                if (config.get(name) == null) {
                    config.put(name, value);
                }
            });
        }
        return new OperatorCall(call.type(), config, Set.of());
    }

    private static Order order(Claimed claimed, AlertFacts.Run run, DagVersion version, OperatorCall call) {
        var id = new TaskId(LOG + claimed.id());
        TaskSpec task = TaskSpec.of(id, call).withPolicy(TaskPolicy.DEFAULT.withTimeout(TIMEOUT));
        var attempt = new AttemptId(new TaskKey(run.spec().id(), id, MapIndex.NONE), claimed.tries());
        return new Order(attempt, claimed.tries(), run.spec(), version, task, null);
    }

    private static Map<String, @Nullable Object> variables(Claimed claimed, Alert alert) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        variables.put(Alert.NAME, alert.values());
        variables.put("task", Map.of("id", alert.task(), "try_number", alert.tryNumber()));
        variables.put("map_index", claimed.key().index().value());
        return variables;
    }

    private static Result result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded _, Outcome.Branched _, Outcome.Skipped _ -> new Result.Sent();
            case Outcome.Failed failed -> new Result.NotSent(failed.failure().message(), failed.retryable());
            case Outcome.Lost lost -> new Result.NotSent(lost.why(), true);
            case Outcome.NotYet _, Outcome.Deferred _ -> new Result.NotSent("a notifier cannot wait", false);
        };
    }
}
