package dev.downbeat.executors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.sdk.operator.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTextTest {
    @Test
    void a_uri_gives_all_parts() {
        assertThat(ConnectionText.parse("w", "postgresql://me:p%40ss+1@my_db.local:5433/sales?sslmode=require"))
                .isEqualTo(new Connection(
                        "w",
                        "postgresql",
                        "my_db.local",
                        5433,
                        new Connection.Login("me", "p@ss+1"),
                        "sales",
                        Map.of("sslmode", "require")));
    }

    @Test
    void what_is_left_out_is_empty() {
        Connection connection = ConnectionText.parse("w", "smtp://localhost");

        assertThat(connection.port()).isZero();
        assertThat(connection.path()).isEmpty();
        assertThat(connection.login()).isEqualTo(Connection.Login.NONE);
        assertThat(ConnectionText.parse("w", "http://[::1]:80/x").host()).isEqualTo("[::1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb://data/w.duckdb", "duckdb:data/w.duckdb"})
    void a_file_database_has_a_path_and_no_host(String uri) {
        Connection connection = ConnectionText.parse("w", uri);

        assertThat(connection.path()).isEqualTo("data/w.duckdb");
        assertThat(connection.host()).isEmpty();
    }

    @Test
    void an_absolute_file_keeps_its_slash() {
        assertThat(ConnectionText.parse("w", "duckdb:///var/w.duckdb").path()).isEqualTo("/var/w.duckdb");
        assertThat(ConnectionText.parse("w", "duckdb::memory:").path()).isEqualTo(":memory:");
    }

    @Test
    void json_gives_the_same() {
        Connection connection = ConnectionText.parse(
                "w",
                "{\"type\": \"http\", \"host\": \"h\", \"port\": 8080, \"password\": \"p/w\", \"extra\": {\"a\": 1}}");

        assertThat(connection.port()).isEqualTo(8080);
        assertThat(connection.login().password()).isEqualTo("p/w");
        assertThat(connection.extra()).isEqualTo(Map.of("a", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:s3cret/x@host:5432/db",
                "postgresql://me:s3cret@host:99999/db",
                "postgresql://me:s3cret%zz@host/db",
                "{\"type\": \"http\", \"password\": \"s3cret\"",
                "{\"type\": \"http\", \"pasword\": \"s3cret\"}",
                "{\"password\": \"s3cret\"}",
                "s3cret"
            })
    void a_mistake_is_told_without_the_secret(String text) {
        assertThatThrownBy(() -> ConnectionText.parse("w", text))
                .isInstanceOf(DownbeatException.class)
                .hasMessageStartingWith("connection 'w' cannot be read: ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_mistyped_field_is_named_with_the_right_one() {
        assertThatThrownBy(() -> ConnectionText.ofFields("w", Map.of("type", "http", "pasword", "x")))
                .hasMessageContaining("'pasword': did you mean 'password'?");
    }
}
