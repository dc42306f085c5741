package dev.downbeat.executors.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskingTest {
    @Test
    void a_secret_is_hidden_wherever_it_stands() {
        var masking = Masking.of(List.of("hunter22"));

        assertThat(masking.mask("hunter22")).isEqualTo("***");
        assertThat(masking.mask("a hunter22 b hunter22!")).isEqualTo("a *** b ***!");
        assertThat(masking.mask("hunter2 stays")).isEqualTo("hunter2 stays");
    }

    @Test
    void its_disguises_are_hidden_too() {
        String secret = "p@ss w\"rd/ü";
        var masking = Masking.of(List.of(secret));
        String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));

        assertThat(masking.mask("url p%40ss+w%22rd%2F%C3%BC")).isEqualTo("url ***");
        assertThat(masking.mask("url p%40ss%20w%22rd%2F%C3%BC")).isEqualTo("url ***");
        assertThat(masking.mask("basic " + base64)).startsWith("basic ***").doesNotContain(base64.substring(0, 8));
        assertThat(masking.mask("{\"k\": \"p@ss w\\\"rd/ü\"}")).isEqualTo("{\"k\": \"***\"}");
    }

    @Test
    void short_values_are_left_alone() {
        assertThat(Masking.of(List.of("1", "true", "")).hidesNothing()).isTrue();
    }

    @Test
    void the_longest_of_overlapping_secrets_wins() {
        assertThat(Masking.of(List.of("abcde", "abcdefgh")).mask("xabcdefghx")).isEqualTo("x***x");
    }

    @Test
    void each_line_of_a_key_is_hidden_since_logs_come_in_lines() {
        assertThat(Masking.of(List.of("-----BEGIN\nMIIEvQIBADAN\n-----END")).mask("MIIEvQIBADAN"))
                .isEqualTo("***");
    }

    @Test
    void half_a_secret_is_hidden_where_a_text_was_cut_in_its_midst() {
        var masking = Masking.of(List.of("open-sesame", "open-door"));

        assertThat(masking.mask("it is open-ses…")).isEqualTo("it is ***…");
        assertThat(masking.mask("'open-…', 'open-door…'")).isEqualTo("'***…', '***…'");
        assertThat(masking.mask("op…")).isEqualTo("op…");
        assertThat(masking.mask("open-ses")).isEqualTo("open-ses");
    }

    @Test
    void text_may_be_cut_before_what_could_become_a_secret_and_not_within_one() {
        var masking = Masking.of(List.of("secret-1", "1-tail"));

        assertThat(masking.safeCut(bytes("plain text"), 0, 10)).isEqualTo(10);
        assertThat(masking.safeCut(bytes("a secr"), 0, 6)).isEqualTo(2);
        // the whole secret is there; that its last byte could begin another one must not cut it
        assertThat(masking.safeCut(bytes("a secret-1"), 0, 10)).isEqualTo(10);
    }

    @Test
    void names_tell_what_is_secret() {
        assertThat(List.of("password", "DB_PASSWORD", "apiKey", "api-key", "x.secret", "authToken", "aws_access_key"))
                .allMatch(SecretForms::soundsSecret);
        assertThat(List.of("tokenizer", "key", "path", "monkey", "keyboard", "passenger", "secretary"))
                .noneMatch(SecretForms::soundsSecret);
    }

    @Test
    void values_under_a_secret_name_are_found_at_any_depth() {
        assertThat(SecretForms.in(Map.of(
                        "token", Map.of("a", List.of("one-one", 123456)),
                        "plain", Map.of("password", "two-two", "user", "bob-bob"))))
                .containsExactlyInAnyOrder("one-one", "123456", "two-two");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
