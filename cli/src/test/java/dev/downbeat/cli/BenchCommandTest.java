package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.bench.Benchmark;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private final Session session = Session.piped();

    @Test
    void an_unknown_measure_is_bad_input_and_told_with_the_nearest_name() {
        session.type("bench", "chain", "flod");

        assertThat(session.code).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("there is no measure 'flod': did you mean 'flood'?");
    }

    @Test
    void a_database_url_that_cannot_be_read_is_bad_input() {
        session.type("bench", "limit", "--quick", "--database", "mysql://ada:secret@db.example.org/x");

        assertThat(session.code).isEqualTo(2);
        assertThat(session.err()).contains("the database URL cannot be read").doesNotContain("secret");
    }

    @Test
    void the_help_names_every_measure() {
        String help = session.type("bench", "--help").out().replaceAll("\\s+", " ");

        String names = String.join(", ", Benchmark.measures().keySet()).replace("limit,", "limit (always),");
        assertThat(help).contains("Measures: " + names + ".");
    }
}
