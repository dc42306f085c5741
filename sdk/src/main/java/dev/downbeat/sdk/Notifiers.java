package dev.downbeat.sdk;

import dev.downbeat.model.OperatorCall;
import dev.downbeat.sdk.json.TaskValues;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The shipped notifiers, for `onFailure` and the like. What is not set has a good default. An operator such
/// as [Operators#email] or [Operators#python] can be one too.
///
/// ```java
/// import static dev.downbeat.sdk.Notifiers.*;
///
/// d.onFailure(slack("ops"), email("ops@example.org"));
/// d.task("load").onFailure(call(Churn::tell)).with(files).call(Churn::load);
///
/// static void tell(Alert alert) { … }
/// ```
///
/// A setting that has no method here is given by [Use#of].
public final class Notifiers {
    private Notifiers() {}

    /// A mail that tells all, by the connection `smtp`.
    public static Use<Object> email(String... to) {
        return Use.of("email", Map.of("to", List.of(to)));
    }

    /// A message in the channel of an incoming webhook of Slack.
    public static Use<Object> slack(String connection) {
        return Use.of("slack", Map.of("connection", connection));
    }

    /// A card in Microsoft Teams, by the webhook of a workflow.
    public static Use<Object> teams(String connection) {
        return Use.of("teams", Map.of("connection", connection));
    }

    /// An incident of PagerDuty; under `onSuccess` its end.
    public static Use<Object> pagerduty(String connection) {
        return Use.of("pagerduty", Map.of("connection", connection));
    }

    /// All of the alert as JSON, posted to the address of a connection.
    public static Use<Object> webhook(String connection) {
        return Use.of("webhook", Map.of("connection", connection));
    }

    /// A static method, by a method reference; in the same source file as the DAG.
    public static Use<Object> call(Fn.R1<Alert> method) {
        MethodLiteral literal = MethodLiteral.of("the notifier", method);
        if (literal.isLambda()) {
            throw Refusal.of("a notifier is called by its name later: write a method reference such as Churn::tell");
        }
        return Use.of("java", Map.of("dag_class", literal.className(), "call", literal.name()));
    }

    /// As the spec has it. Its templates see `alert`, but no outputs of tasks.
    static OperatorCall spec(Use<?> notifier) {
        var settings = UsedSettings.plain(notifier.settings(), TaskValues.of(Notifiers.class));
        if (!TemplateText.reads(settings).isEmpty()) {
            throw Refusal.of("the notifier '%s' reads the output of a task, which alerts do not see"
                    .formatted(notifier.operator()));
        }
        return new OperatorCall(notifier.operator(), settings, Set.of());
    }
}
