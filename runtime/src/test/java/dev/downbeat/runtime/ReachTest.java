package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ReachTest {
    @Test
    void what_is_set_wins_over_where_it_listens() {
        var reach = new Reach(true, "http://downbeat.svc:8643");
        reach.listens(URI.create("http://127.0.0.1:1234/"));

        assertThat(reach.reachedAt()).contains(URI.create("http://downbeat.svc:8643"));
    }

    @Test
    void without_that_it_is_where_it_listens_once_it_does() {
        var reach = new Reach(true, "");
        assertThat(reach.reachedAt()).isEmpty();

        reach.listens(URI.create("http://10.1.2.3:8643"));

        assertThat(reach.reachedAt()).contains(URI.create("http://10.1.2.3:8643"));
    }

    @Test
    void one_that_listens_everywhere_is_told_of_by_an_address() {
        var reach = new Reach(true, "");

        reach.listens(URI.create("http://0.0.0.0:8643"));

        assertThat(reach.reachedAt().orElseThrow().getHost())
                .isNotEqualTo("0.0.0.0")
                .matches("[0-9.]+");
        assertThat(reach.reachedAt().orElseThrow().getPort()).isEqualTo(8643);
    }
}
