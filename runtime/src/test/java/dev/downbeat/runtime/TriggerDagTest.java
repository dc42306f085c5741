package dev.downbeat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.RunSummary;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// DAGs that start runs of others.
class TriggerDagTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void a_run_is_started_for_each_item_and_waited_for() throws IOException {
        place.write("dags/train.yaml", """
                id: train
                params: { country: { type: string, default: none } }
                tasks:
                  fit: { bash: "test {{ params.country }} != is" }
                """);
        place.write("dags/all.yaml", """
                id: all
                tasks:
                  train:
                    each: [fi, is]
                    trigger_dag:
                      dag: train
                      params: { country: "{{ item }}" }
                      wait_for_completion: true
                      poke_interval: 100ms
                """);
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            RunDetail ended = run(downbeat, "all");

            assertThat(ended.tasks()).extracting(task -> task.state()).containsExactly("success", "failed");
            assertThat(runs(downbeat, "train"))
                    .extracting(RunSummary::state)
                    .containsExactlyInAnyOrder("failed", "success");
            assertThat(ended.tasks().get(1).failure()).matches("run \\d+ of train: failed");
        }
    }

    @Test
    void dags_that_trigger_one_another_are_refused_until_one_of_them_is_mended() throws IOException {
        place.write("dags/a.yaml", "id: a\ntasks:\n  next: { trigger_dag: b }\n");
        place.write("dags/b.yaml", "id: b\ntasks:\n  next: { trigger_dag: c }\n");
        place.write("dags/c.yaml", "id: c\ntasks:\n  next: { trigger_dag: a }\n");
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            assertThat(downbeat.api().importErrors())
                    .singleElement()
                    .satisfies(
                            error -> assertThat(error.problems().getFirst().message())
                                    .isEqualTo(
                                            "DAGs trigger one another in a circle: 'c' triggers 'a' triggers 'b' triggers 'c'"));

            place.write("dags/a.yaml", "id: a\ntasks:\n  last: { noop: {} }\n");

            Awaitility.await().until(() -> downbeat.api().importErrors().isEmpty());
        }
    }

    @Test
    void a_chain_that_nobody_could_foresee_comes_to_an_end() throws IOException {
        place.write("dags/again.yaml", """
                id: again
                params: { dag: { type: string, default: again } }
                tasks:
                  next: { trigger_dag: "{{ params.dag }}" }
                """);
        try (Downbeat downbeat = Downbeat.open(place.settings(), Mode.SERVE)) {
            RunDetail first = run(downbeat, "again");

            assertThat(first.summary().state()).isEqualTo("success");
            Awaitility.await()
                    .until(() -> runs(downbeat, "again").stream()
                            .anyMatch(run -> run.state().equals("failed")));
            assertThat(runs(downbeat, "again")).hasSize(11);
        }
    }

    private static RunDetail run(Downbeat downbeat, String dag) {
        long run = downbeat.api()
                .trigger(dag, new TriggerRequest(Map.of(), null, null))
                .id();
        return Place.await(downbeat.api(), run, Place::ended);
    }

    /// The newest first.
    private static List<RunSummary> runs(Downbeat downbeat, String dag) {
        return downbeat.api()
                .runs(new RunQuery(Optional.of(dag), Optional.empty(), Optional.empty(), 100))
                .items();
    }
}
