package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.testkit.PgExtension;
import dev.downbeat.testkit.kubernetes.StandInCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What may befall a pod, and what people are told of it.
@Tag("long")
@Timeout(120)
class KubernetesTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final String WAITING = "echo here; until [ -e go ]; do sleep 0.05; done; echo $DOWNBEAT_ATTEMPT";

    @TempDir
    private Path folder;

    private StandInCluster cluster;
    private Place place;

    @BeforeEach
    void start() {
        cluster = StandInCluster.start(folder);
        place = KubernetesConformanceTest.place(folder, PG.url(), cluster);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void an_image_that_cannot_be_fetched_is_told_of_while_there_is_patience_and_then_fails_the_attempt()
            throws IOException {
        cluster.kubelet().missImage("acme/none:1");
        dag("container: { image: 'acme/none:1' }, bash: 'true'");
        try (var server = new FleetPlace(place)) {
            long run = server.run("it");

            awaitGate(server, run, "acme/none:1");
            assertThat(server.ended(run)).isEqualTo("failed");
            assertThat(server.task(run, "it").failure())
                    .startsWith("its image cannot be had:")
                    .contains("acme/none:1");
            awaitNoPods();
        }
    }

    @Test
    void a_pod_that_runs_out_of_memory_says_so_with_its_limit() throws IOException {
        dag("container: { memory: 640Mi }, bash: '%s'".formatted(WAITING));
        try (var server = new FleetPlace(place)) {
            long run = server.run("it");
            awaitHere(server, run);

            cluster.kubelet().runOutOfMemory(pod());

            assertThat(server.ended(run)).isEqualTo("failed");
            assertThat(server.task(run, "it").failure())
                    .isEqualTo("it took more memory than its 640 MiB and was killed: raise container.memory, or let"
                            + " the task need less");
        }
    }

    @Test
    void a_pod_that_somebody_deletes_is_lost_and_the_task_runs_again() throws IOException {
        dag("bash: '%s'".formatted(WAITING));
        try (var server = new FleetPlace(place)) {
            long run = server.run("it");
            awaitHere(server, run);

            cluster.kubelet().collect(pod());
            place.write("dags/go", "");

            assertThat(server.ended(run)).isEqualTo("success");
            assertThat(server.api().log(run, "it", -1, 2, 0, 1000).text()).contains("out 2");
            assertThat(server.task(run, "it").tryNumber()).isEqualTo(1);
        }
    }

    @Test
    void a_quota_that_is_used_up_is_waited_for_and_told_of() throws IOException {
        cluster.api().quota(0);
        dag("bash: 'echo done'");
        try (var server = new FleetPlace(place)) {
            long run = server.run("it");
            awaitGate(server, run, "quota");

            cluster.api().quota(5);

            assertThat(server.ended(run)).isEqualTo("success");
        }
    }

    @Test
    void a_pod_that_the_cluster_will_never_take_fails_the_task_at_once() throws IOException {
        cluster.api().fail("POST", 1, 422, "spec.priorityClassName: no PriorityClass 'gold' was found");
        dag("retries: 3, retry_delay: 1s, container: { pod: { spec: { priorityClassName: gold } } }, bash: 'true'");
        try (var server = new FleetPlace(place)) {
            long run = server.run("it");

            assertThat(server.ended(run)).isEqualTo("failed");
            assertThat(server.task(run, "it").failure()).contains("no PriorityClass 'gold' was found");
            assertThat(server.task(run, "it").tryNumber()).isEqualTo(1);
        }
    }

    @Test
    void what_no_pod_has_is_told_when_the_file_is_read() throws IOException {
        dag("container: { pod: { spec: { nodeSelektor: { disk: ssd } } } }, bash: 'true'");
        try (var server = new FleetPlace(place)) {
            assertThat(server.api().importErrors())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.problems().toString())
                            .contains("it.yaml:3:", "nodeSelektor", "did you mean 'nodeSelector'"));
        }
    }

    @Test
    void without_a_way_to_the_cluster_a_task_waits_and_says_so() throws IOException {
        cluster.api().away();
        dag("bash: 'echo done'");
        try (var server = new FleetPlace(place)) {
            long run = server.run("it");
            awaitGate(server, run, "has not begun it: ");

            cluster.api().back();

            assertThat(server.ended(run)).isEqualTo("success");
        }
    }

    private void dag(String keys) throws IOException {
        place.write("dags/it.yaml", "id: it\ntasks:\n  it: { executor: kubernetes, %s }\n".formatted(keys));
    }

    private String pod() {
        return cluster.pods().getFirst().getMetadata().getName();
    }

    private void awaitNoPods() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.pods().isEmpty());
    }

    private static void awaitHere(FleetPlace server, long run) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> server.log(run, "it").contains("out here"));
    }

    /// That somebody who asks why the task does not run is told something.
    private static void awaitGate(FleetPlace server, long run, String text) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> server.api().explain(run, "it", -1).gates().stream()
                        .map(GateView::why)
                        .anyMatch(why -> why.contains(text)));
    }
}
