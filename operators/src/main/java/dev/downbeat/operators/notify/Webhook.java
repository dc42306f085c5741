package dev.downbeat.operators.notify;

import dev.downbeat.sdk.Alert;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Notifier;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskResult;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Posts JSON to an address, signed when there is a secret.
public final class Webhook implements Notifier<Webhook.Config> {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Set<String> OWN = Set.of("secret", "token");

    @Doc(value = """
            Posts JSON. As a notifier it needs no `body`: it then sends all of `alert`.

            The connection is the address: `https://hooks.example.org/downbeat`. Of its extras `header.NAME` are headers, \
            `token` is a bearer token, and with a `secret` the request is signed: `X-Downbeat-Signature` is `sha256=` and \
            the HMAC-SHA256, in hex, of the value of `X-Downbeat-Timestamp`, a dot and the body. All other extras are the \
            address's query. `Idempotency-Key` is the same whenever the same thing is sent again.""", example = """
            tasks:
              tell:
                webhook: { connection: hooks, body: { rows: "{{ outputs.load.rows }}" } }
            """)
    public record Config(
            @Doc("The id of the connection.") @Default("webhook") @Shorthand
            String connection,

            @Doc("What to send: any JSON value.") @Nullable Object body,

            @Doc("Request headers.") @Default("{}") Map<String, String> headers) {
        public Config {
            headers = Map.copyOf(headers);
        }
    }

    @Override
    public String type() {
        return "webhook";
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
        String json = config.body() != null
                ? Json.write(config.body())
                : Json.write(Told.required(context, "webhook needs a 'body'").values());
        Post post = Post.to("the webhook", connection, OWN)
                .with("Idempotency-Key", context.attempt().idempotencyKey())
                .with("X-Downbeat-Event", Told.in(context).map(Alert::event).orElse("task"));
        for (var header : config.headers().entrySet()) {
            post = post.with(header.getKey(), header.getValue());
        }
        if (connection.extra("token").isPresent()) {
            post = post.with(
                    "Authorization", "Bearer " + connection.extra("token").get());
        }
        if (connection.extra("secret").isPresent()) {
            String timestamp = Long.toString(Instant.now().getEpochSecond());
            post = post.with("X-Downbeat-Timestamp", timestamp)
                    .with(
                            "X-Downbeat-Signature",
                            "sha256=" + hmac(connection.extra("secret").get(), timestamp + "." + json));
        }
        return TaskResult.of(Map.of("answer", post.send(json, context)));
    }

    static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
