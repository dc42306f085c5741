package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.Webhook.Check;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerProofTest {
    /// The example that GitHub gives for those who check its signatures.
    private static final String SECRET = "It's a Secret to Everybody";

    private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);
    private static final String HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256=" + HEX,
                HEX,
                "SHA256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17",
                "dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc="
            })
    void a_signature_holds_in_each_of_its_forms(String shown) {
        assertThat(CallerProof.holds(Check.SIGNATURE, SECRET, shown, BODY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "sha256=00", "It's a Secret to Everybody", "sha1=" + HEX})
    void anything_else_is_no_signature(String shown) {
        assertThat(CallerProof.holds(Check.SIGNATURE, SECRET, shown, BODY)).isFalse();
    }

    @Test
    void a_signature_is_for_one_body_and_one_secret() {
        byte[] other = "Hello, World?".getBytes(StandardCharsets.UTF_8);

        assertThat(CallerProof.holds(Check.SIGNATURE, SECRET, HEX, other)).isFalse();
        assertThat(CallerProof.holds(Check.SIGNATURE, "another", HEX, BODY)).isFalse();
    }

    @Test
    void a_token_is_the_secret_itself() {
        assertThat(CallerProof.holds(Check.TOKEN, "open-sesame", "Bearer open-sesame", BODY))
                .isTrue();
        assertThat(CallerProof.holds(Check.TOKEN, "open-sesame", "open-sesame", BODY))
                .isTrue();
        assertThat(CallerProof.holds(Check.TOKEN, "open-sesame", "open-sesam", BODY))
                .isFalse();
        assertThat(CallerProof.holds(Check.TOKEN, "open-sesame", "", BODY)).isFalse();
    }
}
