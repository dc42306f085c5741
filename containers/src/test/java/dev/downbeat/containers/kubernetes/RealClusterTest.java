package dev.downbeat.containers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.containers.kubernetes.KubernetesSettings.Cluster;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Pull;
import dev.downbeat.model.ContainerSpec.Size;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The same against a real cluster, where `KUBECONFIG` names one: its pods come into the namespace of the
/// current context, and are removed in the end.
@Tag("long")
class RealClusterTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final String IMAGE = "busybox:1.37";

    private final String owner = "tests-" + UUID.randomUUID();
    private final List<Sighting> seen = new CopyOnWriteArrayList<>();
    private KubernetesEngine engine;

    @BeforeEach
    void start() throws Refusal {
        assumeTrue(System.getenv("KUBECONFIG") != null, "KUBECONFIG names no cluster");
        var settings = new KubernetesSettings(Cluster.DEFAULT, null, IMAGE, Duration.ofSeconds(20));
        engine = new KubernetesEngine(settings, InstantSource.system(), PodWatch.Times.DEFAULT);
        engine.watch(owner, seen::add);
    }

    @AfterEach
    void removeAll() throws Exception {
        if (engine != null) {
            for (Sighting sighting : engine.list(owner)) {
                engine.remove(sighting.name(), false);
            }
            engine.close();
        }
    }

    @Test
    void a_pod_runs_and_its_end_and_its_last_words_are_seen() {
        ContainerRequest request = request("echo one; echo two; exit 3", IMAGE, Size.UNBOUNDED);

        assertThat(engine.create(request)).isEqualTo(new Created.Accepted());
        assertThat(engine.create(request)).isEqualTo(new Created.Exists("claim"));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(phases()).endsWith(new Phase.Ended(Cause.EXITED, 3, "exit code 3")));
        assertThat(engine.lastWords(request.name(), 1)).containsExactly("two");
    }

    @Test
    void a_pod_that_takes_too_much_memory_is_told_apart() {
        var size = new Size(null, Size.bytes("16Mi"), null);

        engine.create(request("head -c 200m /dev/zero | tail", IMAGE, size));

        await().atMost(LONG).untilAsserted(() -> assertThat(phases()).last().isInstanceOf(Phase.Ended.class));
        assertThat(((Phase.Ended) phases().getLast()).cause()).isEqualTo(Cause.OUT_OF_MEMORY);
    }

    @Test
    void an_image_that_is_not_there_is_told_apart() {
        engine.create(request("true", "registry.invalid/nothing:1", Size.UNBOUNDED));

        await().atMost(LONG).untilAsserted(() -> assertThat(phases()).last().isInstanceOf(Phase.Ended.class));
        assertThat(((Phase.Ended) phases().getLast()).cause()).isEqualTo(Cause.IMAGE);
    }

    @Test
    void a_removed_pod_is_gone() throws Exception {
        ContainerRequest request = request("sleep 600", IMAGE, Size.UNBOUNDED);
        engine.create(request);
        await().atMost(LONG).untilAsserted(() -> assertThat(phases()).endsWith(new Phase.Running()));

        engine.remove(request.name(), false);

        await().atMost(LONG).untilAsserted(() -> assertThat(phases()).endsWith(new Phase.Gone()));
        assertThat(engine.list(owner)).isEmpty();
    }

    private ContainerRequest request(String script, String image, Size size) {
        return new ContainerRequest(
                owner,
                owner,
                "claim",
                Map.of(),
                List.of("sh", "-c", script),
                Map.of(),
                new ContainerSpec(image, Pull.IF_NOT_PRESENT, Map.of(), size, List.of(), null, Map.of()));
    }

    private List<Phase> phases() {
        return seen.stream().map(Sighting::phase).toList();
    }
}
