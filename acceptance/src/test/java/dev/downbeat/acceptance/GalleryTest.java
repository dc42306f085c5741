package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.RunDetail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Every small example is run by one server that reads the folder `examples/basics`; `examples.csv` says how its run
/// ends and what its logs say. An example that is not in the list fails a test.
class GalleryTest {
    private static final Path BASICS = Program.CHECKOUT.resolve("examples/basics");

    @TempDir
    static Path home;

    private static Served server;

    @BeforeAll
    static void begin() throws IOException {
        server = new Served(home, BASICS);
        // as the example of limits asks for
        server.api().limits().setPool("narrow", new PoolChange(2, null, null));
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "examples.csv", delimiter = '|', numLinesToSkip = 1)
    void an_example_ends_as_it_should_and_says_what_it_should(String dag, String state, String says) {
        RunDetail run = server.run(dag, Map.of());

        assertThat(run.summary().state()).as("%s", run.summary().failure()).isEqualTo(state);
        assertThat(server.logs(run)).contains(says);
    }

    @Test
    void every_example_is_in_the_list() throws IOException {
        var all = server.api().dags(new DagQuery("", "", Optional.empty(), 1_000));

        assertThat(server.api().importErrors()).isEmpty();
        assertThat(all.items()).extracting(DagSummary::id).containsExactlyInAnyOrderElementsOf(listed());
    }

    private static List<String> listed() throws IOException {
        try (InputStream list = Objects.requireNonNull(GalleryTest.class.getResourceAsStream("examples.csv"))) {
            String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .skip(1)
                    .map(line -> line.substring(0, line.indexOf('|')).strip())
                    .toList();
        }
    }
}
