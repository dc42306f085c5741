package dev.downbeat.executors.artifacts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, without the exception that no Java throws.
final class Sha256 {
    private Sha256() {}

    static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
