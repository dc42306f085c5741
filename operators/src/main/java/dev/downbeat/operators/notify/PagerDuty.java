package dev.downbeat.operators.notify;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens and closes incidents of PagerDuty, by its Events API v2.
public final class PagerDuty implements Notifier<PagerDuty.Config> {
    private static final URI EVENTS = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final int MAX_SUMMARY = 1_024;
    private static final int MAX_KEY = 255;

    @Doc(value = """
            Sends an event to PagerDuty (Events API v2). As a notifier it needs no other settings: under `on_failure` and the \
            others it triggers an incident, under `on_success` it resolves the one of the same DAG or task. The \
            `dedup_key` is the DAG's name, or the DAG's and the task's, so that a DAG that fails run after run has one \
            incident.

            The connection holds the integration's routing key as its password: `https://:KEY@events.pagerduty.com` \
            (`events.eu.pagerduty.com` in Europe).""", example = """
            tasks:
              page:
                pagerduty: { summary: "stock is negative", severity: critical, dedup_key: stock }
            """)
    public record Config(
            @Doc("What happened, in a line.") @Nullable String summary,

            @Doc("How bad it is.") @Default("error") Severity severity,

            @Doc("What to do; as a notifier resolve under on_success and trigger under the others, as a task trigger.")
            @Nullable
            Action action,

            @Doc("Events with the same key belong to one incident.") @Nullable
            String dedupKey,

            @Doc("What is affected; by default the DAG.") @Nullable
            String source,

            @Doc("More to show, by name.") @Default("{}") Map<String, @Nullable Object> details,

            @Doc("The id of the connection.") @Default("pagerduty")
            String connection) {}

    /// How bad it is.
    public enum Severity {
        CRITICAL,
        ERROR,
        WARNING,
        INFO
    }

    /// What becomes of the incident.
    public enum Action {
        TRIGGER,
        ACKNOWLEDGE,
        RESOLVE
    }

    @Override
    public String type() {
        return "pagerduty";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public boolean onlyWaits() {
        return true;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) throws InterruptedException {
        Connection connection = context.connection(config.connection());
        Optional<Alert> alert = Told.in(context);
        Action action = config.action() != null
                ? config.action()
                : alert.filter(told -> told.event().equals("success")).isPresent() ? Action.RESOLVE : Action.TRIGGER;
        String key = Told.shortened(key(config, alert, context), MAX_KEY);
        var event = new LinkedHashMap<String, @Nullable Object>();
        event.put("routing_key", routingKey(connection));
        event.put("event_action", word(action));
        event.put("dedup_key", key);
        if (action == Action.TRIGGER) {
            event.put("client", "Downbeat");
            alert.map(Alert::link).filter(link -> !link.isEmpty()).ifPresent(link -> {
                event.put("client_url", link);
                event.put("links", List.of(Map.of("href", link, "text", "Open the run")));
            });
            event.put("payload", payload(config, alert, context));
        }
        post(connection).send(Json.write(event), context);
        return TaskResult.of(Map.of("dedup_key", key, "action", word(action)));
    }

    private static Post post(Connection connection) {
        if (connection.host().isEmpty()) {
            return new Post("PagerDuty", EVENTS, Map.of());
        }
        String path = connection.path().isEmpty() ? EVENTS.getPath() : connection.path();
        var address = new Connection(
                connection.id(),
                connection.type(),
                connection.host(),
                connection.port(),
                Connection.Login.NONE,
                path,
                connection.extra());
        return Post.to("PagerDuty", address, Set.of("token"));
    }

    private static String routingKey(Connection connection) {
        String password = connection.login().password();
        return password.isEmpty()
                ? connection
                        .extra("token")
                        .orElseThrow(() -> new DownbeatException(
                                ErrorCode.BAD_INPUT,
                                "connection '%s' has no password: it is the integration's routing key"
                                        .formatted(connection.id())))
                : password;
    }

    private static String key(Config config, Optional<Alert> alert, TaskContext context) {
        return config.dedupKey() != null
                ? config.dedupKey()
                : alert.map(told -> "downbeat/" + told.dag() + (told.task().isEmpty() ? "" : "/" + told.task()))
                        .orElseGet(() -> "downbeat/%s/%s"
                                .formatted(
                                        context.run().dag(),
                                        context.attempt().key().task()));
    }

    private static Map<String, @Nullable Object> payload(Config config, Optional<Alert> alert, TaskContext context) {
        String summary = config.summary() != null
                ? config.summary()
                : Told.required(context, "pagerduty needs a 'summary'").title();
        var payload = new LinkedHashMap<String, @Nullable Object>();
        payload.put("summary", Told.shortened(summary, MAX_SUMMARY));
        payload.put("severity", word(config.severity()));
        payload.put("source", config.source() == null ? context.run().dag().value() : config.source());
        payload.put("group", context.run().dag().value());
        var details = new LinkedHashMap<String, @Nullable Object>();
        alert.ifPresent(told -> {
            payload.put("timestamp", told.text("raised_at"));
            payload.put("class", told.event());
            if (!told.task().isEmpty()) {
                payload.put("component", told.task());
            }
            details.putAll(Told.facts(told));
            details.put("Error", told.error());
            details.put("Log", told.log());
        });
        details.putAll(config.details());
        details.values().removeIf(value -> value == null || "".equals(value));
        payload.put("custom_details", details);
        return payload;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
