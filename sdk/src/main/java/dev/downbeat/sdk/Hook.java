package dev.downbeat.sdk;

import dev.downbeat.model.Webhook;
import dev.downbeat.model.Webhook.Check;
import dev.downbeat.model.Webhook.Proof;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// A webhook: `POST /api/v1/webhooks/<dag>` starts a run when the caller proves that he knows a secret.
///
/// ```java
/// d.webhook(Hook.signed("github").key("X-GitHub-Delivery").param("branch", "{{ body.ref }}"));
/// ```
///
/// A value: every method answers a changed copy.
public final class Hook {
    private final Webhook webhook;

    private Hook(Webhook webhook) {
        this.webhook = webhook;
    }

    /// The caller signs the body: HMAC-SHA-256, in the header `X-Hub-Signature-256`.
    ///
    /// @param connection whose password is the secret
    public static Hook signed(String connection) {
        return new Hook(Refusal.asBadDag(() -> Webhook.of(connection)));
    }

    /// The caller sends the secret itself, in the header `Authorization`.
    ///
    /// @param connection whose password is the secret
    public static Hook token(String connection) {
        return new Hook(Refusal.asBadDag(() -> Webhook.of(connection).withProof(Proof.of(Check.TOKEN))));
    }

    /// The signature or the token is in this header.
    public Hook header(String name) {
        return new Hook(Refusal.asBadDag(
                () -> webhook.withProof(new Proof(webhook.proof().check(), name))));
    }

    /// A second call with the same value in this header gives the first one's run; without it the header is
    /// `Idempotency-Key`.
    public Hook key(String header) {
        return new Hook(Refusal.asBadDag(() -> webhook.withKeyHeader(header)));
    }

    /// A param of the run.
    ///
    /// @param value JSON, with templates over `body` (JSON, or else text), `headers` (by small letters) and
    ///         `query`. Without any, the body is the params.
    public Hook param(String name, Object value) {
        var params = new LinkedHashMap<String, @Nullable Object>(webhook.params());
        params.put(name, value);
        return new Hook(webhook.withParams(params));
    }

    Webhook webhook() {
        return webhook;
    }
}
