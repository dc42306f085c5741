package dev.downbeat.store.dags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.model.DagId;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.Problem;
import dev.downbeat.store.PgStore;
import dev.downbeat.store.journal.PgRunLog;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.Samples;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PgDagsTest {
    @RegisterExtension
    @Order(1)
    static final PgExtension PG = new PgExtension();

    @RegisterExtension
    @Order(2)
    static final PgStore STORE = new PgStore(PG);

    private static final DagId ETL = new DagId("etl");
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private PgDags dags;
    private PgImportErrors errors;

    @BeforeEach
    void create() {
        dags = new PgDags(STORE.database());
        errors = new PgImportErrors(STORE.database());
    }

    @Test
    void a_dag_gets_a_version_only_when_its_spec_changed() {
        DagVersion first = dags.register(Samples.dag("etl", "a", "b"), "first");
        DagVersion same = dags.register(Samples.dag("etl", "a", "b"), "a comment changed");
        DagVersion second = dags.register(Samples.dag("etl", "a", "b", "c"), "second");
        DagVersion back = dags.register(Samples.dag("etl", "a", "b"), "third");

        assertThat(first.number()).isEqualTo(1);
        assertThat(same).isEqualTo(first);
        assertThat(second.number()).isEqualTo(2);
        assertThat(back.number()).isEqualTo(3);
        assertThat(dags.find(ETL)).map(StoredDag::version).hasValue(back.id());
        assertThat(dags.register(Samples.dag("other", "a"), "").number()).isEqualTo(1);
    }

    @Test
    void a_version_that_was_read_is_read_anew_when_its_row_is_written_again() {
        DagVersion version = dags.register(Samples.dag("etl", "a"), "");
        var log = new PgRunLog(STORE.database());
        assertThat(log.version(newest())).isEqualTo(version);
        assertThat(log.version(newest())).isSameAs(log.version(newest()));

        PG.run("update dag_version set spec = replace(spec::text, '/dags/etl.yaml', '/dags/new/etl.yaml')::json");

        assertThat(log.version(newest()).spec().about().origin().file()).isEqualTo("/dags/new/etl.yaml");
    }

    private StoredDag.Newest newest() {
        return dags.find(ETL).orElseThrow().newest();
    }

    @Test
    void several_processes_that_register_the_same_change_make_one_version() {
        var versions = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> dags.register(Samples.dag("etl", "a", i < 4 ? "b" : "c"), ""), THREADS))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        // They take turns, so the spec may change to and fro; but a number is given once and no turn is lost.
        assertThat(versions)
                .allSatisfy(version -> assertThat(
                                version.spec().tasks().getLast().id().value())
                        .isIn("b", "c"));
        assertThat(PG.ask("select count(*) = max(number) from dag_version")).isEqualTo("t");
        assertThat(PG.ask("select count(*) from dag_version a join dag_version b"
                        + " on b.number = a.number + 1 and b.hash = a.hash"))
                .isEqualTo("0");
    }

    @Test
    void dags_that_are_gone_stay_with_their_history_and_come_back() {
        dags.register(Samples.dag("etl", "a"), "");
        dags.register(Samples.dag("other", "a"), "");
        dags.markAbsent(List.of("/dags/etl.yaml"));

        assertThat(dags.find(ETL)).map(StoredDag::present).hasValue(false);
        assertThat(dags.present()).extracting(StoredDag::id).containsExactly(new DagId("other"));
        dags.register(Samples.dag("etl", "a"), "");
        assertThat(dags.present()).hasSize(2);

        dags.keepOnly("/dags/other.yaml", List.of());
        dags.keepOnly("/dags/etl.yaml", List.of(ETL));
        assertThat(dags.present()).extracting(StoredDag::id).containsExactly(ETL);
    }

    @Test
    void a_dag_is_paused_until_it_is_unpaused() {
        dags.register(Samples.dag("etl", "a"), "");
        dags.setPaused(ETL, true);
        dags.register(Samples.dag("etl", "a", "b"), "");

        assertThat(dags.find(ETL)).map(StoredDag::paused).hasValue(true);
        dags.setPaused(ETL, false);
        assertThat(dags.find(ETL)).map(StoredDag::paused).hasValue(false);
        assertThatThrownBy(() -> dags.setPaused(new DagId("nope"), true)).hasMessageContaining("nope");
        assertThat(dags.find(new DagId("nope"))).isEmpty();
    }

    @Test
    void a_name_that_cannot_be_an_id_finds_nothing() {
        assertThat(dags.find("no\0pe")).isEmpty();
        assertThat(dags.find("half a pair \ud83d")).isEmpty();
    }

    @Test
    void the_last_interval_moves_on_and_never_back() {
        Instant noon = Instant.parse("2026-03-29T12:00:00Z");
        dags.register(Samples.dag("etl", "a"), "");
        assertThat(dags.lastIntervalEnd(ETL)).isEmpty();

        dags.advance(ETL, noon);
        dags.advance(ETL, noon.minusSeconds(1));
        assertThat(dags.lastIntervalEnd(ETL)).hasValue(noon);
    }

    @Test
    void import_errors_stay_until_the_file_loads() {
        var problem = new Problem("/dags/a.yaml", 3, 7, "unknown operator 'bahs'\0", "did you mean 'bash'?");
        errors.put("/dags/a.yaml", List.of(problem));
        Instant seen = errors.list().getFirst().seenAt();
        errors.put("/dags/a.yaml", List.of(problem));

        assertThat(errors.list()).singleElement().satisfies(error -> {
            assertThat(error.problems())
                    .containsExactly(
                            new Problem("/dags/a.yaml", 3, 7, "unknown operator 'bahs'\uFFFD", "did you mean 'bash'?"));
            assertThat(error.seenAt()).isEqualTo(seen);
        });
        errors.delete(List.of("/dags/a.yaml", "/dags/b.yaml"));
        assertThat(errors.list()).isEmpty();
    }
}
