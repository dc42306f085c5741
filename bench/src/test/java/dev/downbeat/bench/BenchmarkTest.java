package dev.downbeat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.bench.Benchmark.Plan;
import dev.downbeat.bench.Report.Row;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.testkit.PgExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

@Tag("long")
class BenchmarkTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @Test
    void every_measure_gives_figures_that_can_be() throws Exception {
        var progress = new ArrayList<String>();

        Report report = Benchmark.run(new Plan(List.of(), true, PG.url()), progress::add);

        assertThat(report.measurement()).isFalse();
        assertThat(report.machine().durable())
                .as("the tests' server does not wait")
                .isFalse();
        assertThat(report.leftOut())
                .as("nothing started this by the launcher")
                .singleElement()
                .satisfies(left -> assertThat(left.measure()).isEqualTo("start"))
                .satisfies(left -> assertThat(left.failed()).isFalse());
        var measured =
                new LinkedHashSet<>(report.results().stream().map(Row::measure).toList());
        measured.add("start");
        assertThat(measured).containsExactlyElementsOf(Benchmark.measures().keySet());
        assertThat(progress).hasSize(measured.size());
        assertThat(report.results()).allSatisfy(BenchmarkTest::canBe);
        assertThat(row(report, "chain", "a hop of 25").samples()).isEqualTo(24);
        assertThat(row(report, "trickle", "added to a run of 10").samples()).isEqualTo(5);
        assertThat(row(report, "sequential40", "4 tasks, start to end").median())
                .isGreaterThanOrEqualTo(40);
        assertThat(row(report, "limit", "a hop by hand").limit()).isNotNull();
        assertThat(row(report, "history", "slower hops").between()).isNotNull();
        assertNothingIsLeft();
    }

    private static void canBe(Row row) {
        assertThat(row.samples()).isPositive();
        if (Stream.of("added", "slower", "heap", "more threads").noneMatch(row.what()::startsWith)) {
            assertThat(row.median()).as(row.toString()).isPositive();
        }
        if (row.unit().equals("tasks/s")) {
            assertThat(row.worst()).isLessThanOrEqualTo(row.median());
        } else {
            assertThat(row.worst()).isGreaterThanOrEqualTo(row.median());
        }
        if (row.between() != null) {
            assertThat(row.median())
                    .isBetween(row.between().low(), row.between().high());
        }
        if (row.p99() != null) {
            assertThat(row.p99()).isBetween(row.median(), row.worst());
        }
        Report.Limit limit = row.limit();
        if (limit != null) {
            assertThat(limit.value()).isPositive();
            assertThat(row.ratio()).isEqualTo(row.median() / limit.value());
        }
    }

    private static Row row(Report report, String measure, String what) {
        return report.results().stream()
                .filter(row -> row.measure().equals(measure) && row.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.results().toString()));
    }

    private static void assertNothingIsLeft() throws Exception {
        assertThat(PG.ask("select count(*) from pg_database where datname like 'downbeat_bench_%'"))
                .isEqualTo("0");
    }

    @Test
    void the_json_names_machine_figures_and_ratios() throws Exception {
        Report report = Benchmark.run(new Plan(List.of("limit"), true, PG.url()), line -> {});

        JsonNode json = Json.MAPPER.readTree(Json.write(report));

        assertThat(json.propertyNames()).containsExactly("measurement", "machine", "results", "left_out");
        assertThat(json.path("machine").propertyNames())
                .contains("processors", "memory_megabytes", "postgresql", "durable");
        assertThat(json.path("results"))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.propertyNames())
                        .containsExactly(
                                "measure", "what", "unit", "samples", "median", "between", "p99", "worst", "limit",
                                "ratio"));
        assertThat(json.at("/results/1/limit").propertyNames()).containsExactly("name", "value");
    }

    @Test
    void an_unknown_measure_is_told_with_the_nearest_name() {
        assertThatThrownBy(() -> new Plan(List.of("chain", "flod"), true, ""))
                .isInstanceOf(DownbeatException.class)
                .hasMessageContaining("there is no measure 'flod': did you mean 'flood'?");
        assertThatThrownBy(() -> new Plan(List.of("everything"), true, ""))
                .hasMessageContaining("there are limit, chain, ");
    }

    @Test
    void an_interrupt_ends_it_and_leaves_nothing_behind() throws Exception {
        List<Path> before = folders();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Benchmark.run(new Plan(List.of("chain"), true, PG.url()), line -> {}))
                .isInstanceOf(InterruptedException.class);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertNothingIsLeft();
        assertThat(folders()).isEqualTo(before);
    }

    private static List<Path> folders() throws Exception {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("downbeat-bench-"))
                    .sorted()
                    .toList();
        }
    }
}
