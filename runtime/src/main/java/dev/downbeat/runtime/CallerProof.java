package dev.downbeat.runtime;

import dev.downbeat.model.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whether a caller knows a secret. Comparing takes the same time wherever the difference is.
final class CallerProof {
    private static final String HMAC = "HmacSHA256";
    private static final int HEX_DIGITS = 64;

    private CallerProof() {}

    /// @param shown the value of the header that carries the proof
    static boolean holds(Webhook.Check check, String secret, String shown, byte[] body) {
        return switch (check) {
            case TOKEN ->
                MessageDigest.isEqual(
                        bytes(secret), bytes(without("bearer ", shown.strip()).strip()));
            case SIGNATURE -> {
                byte[] hmac = hmac(secret, body);
                String given = without("sha256=", shown.strip());
                String right = given.length() == HEX_DIGITS
                        ? HexFormat.of().formatHex(hmac)
                        : Base64.getEncoder().encodeToString(hmac);
                String compared = given.length() == HEX_DIGITS ? given.toLowerCase(Locale.ROOT) : given;
                yield MessageDigest.isEqual(bytes(right), bytes(compared));
            }
        };
    }

    private static String without(String prefix, String text) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length()) ? text.substring(prefix.length()) : text;
    }

    private static byte[] hmac(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes(secret), HMAC));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
