package dev.downbeat.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.Views.DagQuery;
import dev.downbeat.api.Views.DagSummary;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.model.DagRunState;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    static Path home;

    private static Downbeat downbeat;

    @BeforeAll
    static void begin() {
        downbeat = Downbeat.open(
                new Settings(
                        home,
                        new Settings.Database("", 6),
                        new Settings.Dags(BASICS, Duration.ofSeconds(2)),
                        new Settings.Http("127.0.0.1", 0),
                        new Settings.Engine(8, Duration.ofSeconds(10)),
                        new Settings.Log("warn", false)),
                Mode.SERVE);
        // as the example of limits asks for
        api().limits().setPool("narrow", new PoolChange(2, null, null));
    }

    @AfterAll
    static void end() {
        downbeat.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "examples.csv", delimiter = '|', numLinesToSkip = 1)
    void an_example_ends_as_it_should_and_says_what_it_should(String dag, String state, String says) {
        RunDetail run = ended(
                api().trigger(dag, new TriggerRequest(Map.of(), null, null)).id());

        assertThat(run.summary().state()).as("%s", run.summary().failure()).isEqualTo(state);
        assertThat(logs(run)).contains(says);
    }

    @Test
    void every_example_is_in_the_list() throws IOException {
        var all = api().dags(new DagQuery("", "", Optional.empty(), 1_000));

        assertThat(api().importErrors()).isEmpty();
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

    private static DownbeatApi api() {
        return downbeat.api();
    }

    private static RunDetail ended(long run) {
        var end = new CompletableFuture<RunDetail>();
        try (var following = api().follow(run, view -> {
            if (DagRunState.of(view.summary().state()).terminal()) {
                end.complete(view);
            }
        })) {
            assertThat(following).isNotNull();
            return end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    private static String logs(RunDetail run) {
        var text = new StringBuilder();
        for (TaskView task : run.tasks()) {
            if (task.attempt() > 0) {
                LogChunk log = api().log(run.summary().id(), task.task(), task.mapIndex(), 0, 0, 1_000_000);
                text.append(log.text());
            }
        }
        return text.toString();
    }
}
