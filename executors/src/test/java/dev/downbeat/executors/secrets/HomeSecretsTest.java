package dev.downbeat.executors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeSecretsTest {
    @TempDir
    Path home;

    @Test
    void the_environment_goes_before_the_files() throws IOException {
        write("connections.yaml", "warehouse: postgresql://file/db\nother: {type: http, host: h, password: 0123}\n");
        write("variables.yaml", "bucket: from-file\nlimits: {a: [1, 2]}\nempty:\n");
        var secrets = new HomeSecrets(
                home, Map.of("DOWNBEAT_CONN_WAREHOUSE", "postgresql://env/db", "downbeat_var_My_Key", "v"));

        assertThat(secrets.connection("warehouse").host()).isEqualTo("env");
        assertThat(secrets.connection("WareHouse").host()).isEqualTo("env");
        assertThat(secrets.connection("other").login().password()).isEqualTo("0123");
        assertThat(secrets.variable("my-key")).contains("v");
        assertThat(secrets.variable("bucket")).contains("from-file");
        assertThat(secrets.variable("limits")).contains("{\"a\":[\"1\",\"2\"]}");
        assertThat(secrets.variable("empty")).contains("");
        assertThat(secrets.variable("none")).isEmpty();
        assertThat(secrets.connectionIds()).containsExactly("other", "warehouse");
        assertThat(secrets.variableKeys()).containsExactly("bucket", "empty", "limits", "my_key");
    }

    @Test
    void an_unknown_connection_is_told_with_the_nearest_one() throws IOException {
        write("connections.yaml", "warehouse: postgresql://file/db\n");
        var secrets = new HomeSecrets(home, Map.of());

        assertThatThrownBy(() -> secrets.connection("warehose"))
                .hasMessageContaining("there is no connection 'warehose': did you mean 'warehouse'?")
                .hasMessageContaining("DOWNBEAT_CONN_WAREHOSE")
                .extracting(e -> ((DownbeatException) e).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void a_changed_file_is_read_again_and_old_secrets_stay_masked() throws IOException {
        write("connections.yaml", "w: http://u:first-secret@h\n");
        var secrets = new HomeSecrets(home, Map.of());
        assertThat(secrets.connection("w").login().password()).isEqualTo("first-secret");
        assertThat(secrets.masking().mask("first-secret second-secret")).isEqualTo("*** second-secret");

        write("connections.yaml", "w: http://u:second-secret@h\n");
        Files.setLastModifiedTime(home.resolve("connections.yaml"), FileTime.fromMillis(1_000));

        assertThat(secrets.connection("w").login().password()).isEqualTo("second-secret");
        assertThat(secrets.masking().mask("first-secret second-secret")).isEqualTo("*** ***");
    }

    @Test
    void addresses_of_webhooks_that_are_secrets_are_masked() throws IOException {
        write("connections.yaml", """
                slack: https://hooks.slack.com/services/T0AAAA/B0BBBB/x1y2z3x1y2z3
                teams: https://prod-1.logic.azure.com/workflows/run?api-version=2016-06-01&sig=AbC-123_xyz
                """);
        var secrets = new HomeSecrets(home, Map.of());

        assertThat(secrets.masking().mask("https://hooks.slack.com/services/T0AAAA/B0BBBB/x1y2z3x1y2z3"))
                .doesNotContain("x1y2z3");
        assertThat(secrets.masking().mask("api-version=2016-06-01&sig=AbC-123_xyz"))
                .isEqualTo("api-version=2016-06-01&sig=***");
    }

    @Test
    void mistakes_carry_their_position_and_no_content() throws IOException {
        write("connections.yaml", "a: http://x\nb: [s3cret-value]\nc: 'http://u:s3cret-value@h:x'\n");
        var secrets = new HomeSecrets(home, Map.of());

        assertThatThrownBy(() -> secrets.connection("b"))
                .hasMessageContaining("connections.yaml:2:1: connection 'b' must be a URI or an object")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> secrets.connection("c"))
                .hasMessageContaining("connections.yaml:3:1: ")
                .hasMessageNotContaining("s3cret");

        write("connections.yaml", "a: http://x\nb: \"s3cret-value\n");
        assertThatThrownBy(() -> secrets.connection("b"))
                .hasMessageContaining("connections.yaml:")
                .hasMessageContaining("is not valid YAML")
                .hasMessageNotContaining("s3cret");
        assertThat(secrets.masking()).isNotNull();
    }

    @Test
    void passwords_and_variables_that_sound_secret_are_masked() throws IOException {
        write("variables.yaml", "api_token: tok-12345\nbucket: my-bucket\n");
        var secrets = new HomeSecrets(home, Map.of("DOWNBEAT_CONN_X", "http://bob:pass-word@h/?api_key=key-98765"));

        assertThat(secrets.masking().mask("tok-12345 my-bucket pass-word key-98765 bob"))
                .isEqualTo("*** my-bucket *** *** bob");
        // "bob:pass-word", as basic authentication sends it
        assertThat(secrets.masking().mask("Authorization: Basic Ym9iOnBhc3Mtd29yZA=="))
                .doesNotContain("Ym9iOnBhc3");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
    }
}
