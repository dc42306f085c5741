package dev.downbeat.runtime;

import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.engine.port.RunLog;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.model.RunId;
import dev.downbeat.model.Webhook;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.templates.Templates;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls from outside that start runs.
public final class Webhooks {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private static final int SHOWN = 100;

    private final PgDags dags;
    private final RunLog runLog;
    private final Triggers triggers;
    private final Secrets secrets;
    private final Templates templates = new Templates();

    Webhooks(PgDags dags, RunLog runLog, Triggers triggers, Secrets secrets) {
        this.dags = dags;
        this.runLog = runLog;
        this.triggers = triggers;
        this.secrets = secrets;
    }

    /// A call as it came.
    ///
    /// @param headers the first value of each, in any case
    /// @param query   the first value of each
    public record Call(String dag, ByteBuffer body, Map<String, String> headers, Map<String, String> query) {
        public Call {
            var lower = new TreeMap<String, String>();
            headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
            headers = lower;
        }

        byte[] bytes() {
            var bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            return bytes;
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /// Starts the run that the call asks for; when this returns, it is durable.
    ///
    /// @return empty when the caller did not prove that he may do it: whether there is such a DAG at all is
    ///         none of his business then, so there is one answer to everything
    /// @throws DownbeatException BAD_INPUT, BAD_TEMPLATE when the call gives no params that the DAG takes
    public Optional<RunId> receive(Call call) {
        Optional<Webhook> webhook = webhook(call.dag());
        if (webhook.isEmpty() || !proven(webhook.get(), call)) {
            LOG.warn(
                    "Refused a call of the webhook of DAG '{}': {}",
                    Excerpt.of(call.dag(), SHOWN),
                    webhook.isEmpty() ? "there is none" : "the proof is missing or wrong");
            return Optional.empty();
        }
        String key = call.header(webhook.get().keyHeader())
                .filter(text -> !text.isBlank())
                .orElse(null);
        RunId run = triggers.trigger(call.dag(), new TriggerRequest(params(webhook.get(), call), null, key));
        LOG.info("A call of its webhook started run {} of DAG {}", run, call.dag());
        return Optional.of(run);
    }

    private Optional<Webhook> webhook(String dag) {
        DagId id;
        try {
            id = new DagId(dag);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return dags.find(id)
                .flatMap(stored ->
                        runLog.version(stored.version()).spec().schedule().webhook());
    }

    private boolean proven(Webhook webhook, Call call) {
        String secret;
        try {
            secret = secrets.connection(webhook.secret()).login().password();
        } catch (DownbeatException e) {
            LOG.warn("The webhook of DAG {} can let nobody in: {}", call.dag(), e.text());
            return false;
        }
        if (secret.isEmpty()) {
            LOG.warn(
                    "The webhook of DAG {} can let nobody in: connection '{}' has no password",
                    call.dag(),
                    webhook.secret());
            return false;
        }
        Webhook.Proof proof = webhook.proof();
        return call.header(proof.header())
                .filter(shown -> CallerProof.holds(proof.check(), secret, shown, call.bytes()))
                .isPresent();
    }

    private Map<String, @Nullable Object> params(Webhook webhook, Call call) {
        Object body = body(call.bytes());
        if (webhook.params().isEmpty()) {
            if (body instanceof Map<?, ?> params) {
                return Json.toMap(params);
            }
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "the body has to be a JSON object with the params, for the webhook of DAG '%s' says no other ones"
                            .formatted(call.dag()));
        }
        Map<String, @Nullable Object> seen = new TreeMap<>();
        seen.put("body", body);
        seen.put("headers", call.headers());
        seen.put("query", call.query());
        Object rendered = templates.render(webhook.params(), seen);
        return Json.toMap(rendered == null ? Map.of() : rendered);
    }

    /// JSON, or else text; an object without members when there is none.
    private static @Nullable Object body(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return Map.of();
        }
        try {
            return Json.read(text);
        } catch (DownbeatException _) {
            return text;
        }
    }
}
