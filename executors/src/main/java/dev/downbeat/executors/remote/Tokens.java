package dev.downbeat.executors.remote;

import dev.downbeat.sdk.json.SpecJson;
import java.security.SecureRandom;
import java.util.Base64;

/// What attempts prove themselves by.
public final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private Tokens() {}

    /// A new one, of 256 random bits.
    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// What is stored of one: from this nobody can tell the token.
    public static String hash(String token) {
        return SpecJson.sha256(token);
    }
}
