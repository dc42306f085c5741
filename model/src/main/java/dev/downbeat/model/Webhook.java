package dev.downbeat.model;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A call from outside that starts a run. Whoever calls proves that he knows a secret.
///
/// @param secret    the connection whose password is the secret
/// @param proof     how a caller proves that he knows it
/// @param keyHeader of a request: a second one with the same value in it gives the first one's run
/// @param params    the run's params as templates over `body`, `headers` and `query`; empty: the body is the
///         params
public record Webhook(String secret, Proof proof, String keyHeader, Map<String, @Nullable Object> params) {
    /// Where other programs that know repeated requests put their key.
    public static final String KEY_HEADER = "Idempotency-Key";

    // Written out: javac drops type annotations from the parameters of a compact constructor.
    public Webhook(String secret, Proof proof, String keyHeader, Map<String, @Nullable Object> params) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("a webhook needs a secret: the connection whose password it is");
        }
        this.secret = secret;
        this.proof = proof;
        this.keyHeader = header(keyHeader);
        this.params = Values.freezeMap(params);
    }

    /// Signed by the secret of this connection, everything else as usual.
    public static Webhook of(String secret) {
        return new Webhook(secret, Proof.of(Check.SIGNATURE), KEY_HEADER, Map.of());
    }

    public Webhook withProof(Proof proof) {
        return new Webhook(secret, proof, keyHeader, params);
    }

    public Webhook withKeyHeader(String keyHeader) {
        return new Webhook(secret, proof, keyHeader, params);
    }

    public Webhook withParams(Map<String, @Nullable Object> params) {
        return new Webhook(secret, proof, keyHeader, params);
    }

    /// @param header that carries the proof
    public record Proof(Check check, String header) {
        public Proof(Check check, String header) {
            this.check = check;
            this.header = Webhook.header(header);
        }

        /// In the header that is usual for it.
        public static Proof of(Check check) {
            return new Proof(check, check.usualHeader());
        }
    }

    /// What a caller shows.
    public enum Check {
        /// The HMAC-SHA-256 of the body under the secret, in hex (with or without `sha256=` before it) or in
        /// Base64.
        SIGNATURE("X-Hub-Signature-256"),
        /// The secret itself, with or without `Bearer` before it.
        TOKEN("Authorization");

        private final String usualHeader;

        Check(String usualHeader) {
            this.usualHeader = usualHeader;
        }

        public String usualHeader() {
            return usualHeader;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The names that RFC 9110 allows: tokens.
    private static String header(String name) {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("'%s' is no name of an HTTP header".formatted(name));
        }
        return name;
    }
}
