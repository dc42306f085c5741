package dev.downbeat.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which Downbeat this is.
public final class Version {
    private Version() {}

    /// As in the build: `0.1.0`.
    public static String text() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the class path is broken", e);
        }
        return properties.getProperty("version");
    }
}
