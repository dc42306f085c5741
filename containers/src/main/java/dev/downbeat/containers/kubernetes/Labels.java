package dev.downbeat.containers.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// Any text as a label: Kubernetes allows 63 letters, digits, `-`, `_` and `.`, a letter or digit first and
/// last.
final class Labels {
    private static final int LONGEST = 63;

    private Labels() {}

    /// The text where it may be one; else what is left of it, with a sum of the whole text, so that different
    /// texts stay different.
    static String value(String text) {
        return text.isEmpty() || allowed(text) ? text : shortened(text);
    }

    /// A key: `[prefix/]name`. A prefix that is there is taken as it is.
    static String key(String text) {
        int slash = text.lastIndexOf('/');
        return text.substring(0, slash + 1) + value(text.substring(slash + 1));
    }

    private static boolean allowed(String text) {
        return text.length() <= LONGEST && text.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    }

    private static String shortened(String text) {
        var sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        String suffix = HexFormat.of().toHexDigits((int) sum.getValue());
        String plain = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        String start = plain.substring(0, Math.min(plain.length(), LONGEST - suffix.length() - 1));
        String trimmed = start.replaceAll("[^A-Za-z0-9]+$", "");
        return trimmed.isEmpty() ? suffix : trimmed + "-" + suffix;
    }
}
