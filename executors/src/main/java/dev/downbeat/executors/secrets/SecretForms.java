package dev.downbeat.executors.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What counts as a secret, and the disguises in which it turns up in output.
public final class SecretForms {
    private static final Set<String> SECRET_WORDS = Set.of(
            "password",
            "passwd",
            "passwort",
            "pwd",
            "passphrase",
            "secret",
            "secrets",
            "token",
            "credential",
            "credentials",
            "authorization",
            "apikey");
    private static final Set<String> SECRET_KEYS =
            Set.of("api", "access", "private", "signing", "encryption", "account", "storage", "license");
    private static final Pattern WORD_BORDER = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

    private SecretForms() {}

    /// Whether the name of a variable, parameter or field says that its value is secret: `db_password`,
    /// `apiKey`.
    public static boolean soundsSecret(String name) {
        List<String> words = List.of(WORD_BORDER.split(name)).stream()
                .map(word -> word.toLowerCase(java.util.Locale.ROOT))
                .toList();
        for (int i = 0; i < words.size(); i++) {
            boolean aKey = i > 0 && words.get(i).equals("key") && SECRET_KEYS.contains(words.get(i - 1));
            if (aKey || SECRET_WORDS.contains(words.get(i))) {
                return true;
            }
        }
        return false;
    }

    /// The texts in `values` that stand under a name that sounds secret, at any depth.
    public static Collection<String> in(Map<String, ?> values) {
        if (values.isEmpty()) {
            return Set.of();
        }
        var found = new TreeSet<String>();
        values.forEach((name, value) -> collect(value, soundsSecret(name), found));
        return found;
    }

    private static void collect(@Nullable Object value, boolean secret, Set<String> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> collect(inner, secret || soundsSecret(String.valueOf(key)), found));
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> collect(inner, secret, found));
        } else if (secret && (value instanceof String || value instanceof Number)) {
            found.add(value.toString());
        }
    }

    /// The secret itself; each line of one with several lines, since logs come in lines; URL-encoded, in
    /// base64, and escaped as in JSON.
    static Set<String> of(String secret) {
        var forms = new LinkedHashSet<String>();
        forms.add(secret);
        secret.lines().map(String::strip).forEach(forms::add);
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(encoded);
        forms.add(encoded.replace("+", "%20"));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        if (secret.length() >= Masking.MIN_LENGTH) {
            forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
            forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        forms.add(secret.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t"));
        return forms;
    }
}
