package dev.downbeat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void a_url_as_other_tools_write_it_is_understood() {
        var source = Address.of("postgresql://ada%40home:p%2Bw%3A%2F+@db.example.org:5433/flows?sslmode=require")
                .source();

        assertThat(source.getServerNames()).containsExactly("db.example.org");
        assertThat(source.getPortNumbers()).containsExactly(5433);
        assertThat(source.getDatabaseName()).isEqualTo("flows");
        assertThat(source.getUser()).isEqualTo("ada@home");
        assertThat(source.getPassword()).isEqualTo("p+w:/+");
        assertThat(source.getSslMode()).isEqualTo("require");
    }

    @Test
    void a_jdbc_url_is_taken_as_it_is() {
        var address = Address.of("jdbc:postgresql://db:5433/flows?user=ada&password=secret&socketTimeout=7");

        assertThat(address.source().getUser()).isEqualTo("ada");
        assertThat(address.source().getPassword()).isEqualTo("secret");
        assertThat(address.source().getSocketTimeout()).isEqualTo(7);
        assertThat(address.description()).isEqualTo("db:5433/flows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ada:secret@db/flows",
                "postgres://ada:secret@db:5432/flows",
                "jdbc:postgresql://db/flows?user=ada&password=secret"
            })
    void the_description_holds_no_secret(String url) {
        assertThat(Address.of(url).description()).isEqualTo("db:5432/flows");
        assertThat(StoreSettings.server(url).toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://ada:secret@db/flows",
                "ada:secret@db",
                "jdbc:postgresql://db:port/flows?password=secret"
            })
    void a_url_that_cannot_be_read_is_an_error_without_the_url(String url) {
        assertThatThrownBy(() -> Address.of(url))
                .hasMessageContaining("postgresql://")
                .hasMessageNotContaining("secret");
    }
}
