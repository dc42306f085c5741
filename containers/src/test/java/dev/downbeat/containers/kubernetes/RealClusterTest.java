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

        assertThat(end().cause()).isEqualTo(Cause.OUT_OF_MEMORY);
    }

    @Test
    void an_image_that_is_not_there_is_told_apart() {
        engine.create(request("true", "registry.invalid/nothing:1", Size.UNBOUNDED));

        assertThat(end().cause()).isEqualTo(Cause.IMAGE);
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

    @Test
    void a_name_that_no_image_can_have_is_told_apart_at_once() {
        engine.create(request("true", "Busy//box", Size.UNBOUNDED));

        assertThat(end().cause()).isEqualTo(Cause.IMAGE);
    }

    @Test
    void a_program_that_is_not_in_the_image_is_told_apart() {
        engine.create(request(List.of("/no/such/program"), Map.of()));

        assertThat(end()).satisfies(end -> {
            assertThat(end.cause()).isEqualTo(Cause.NOT_STARTED);
            assertThat(end.why()).contains("/no/such/program");
        });
    }

    @Test
    void a_secret_that_is_missing_is_told_apart() {
        Map<String, Object> task =
                Map.of("name", "task", "envFrom", List.of(Map.of("secretRef", Map.of("name", "no-such-secret"))));

        engine.create(request(List.of("true"), Map.of("containers", List.of(task))));

        assertThat(end()).satisfies(end -> {
            assertThat(end.cause()).isEqualTo(Cause.NOT_STARTED);
            assertThat(end.why()).contains("no-such-secret");
        });
    }

    @Test
    void a_pod_that_no_node_has_room_for_waits_and_says_why() {
        engine.create(request("true", IMAGE, new Size(10_000.0, null, null)));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(phases())
                        .last()
                        .satisfies(phase -> assertThat(phase)
                                .isInstanceOfSatisfying(
                                        Phase.Waiting.class,
                                        waiting -> assertThat(waiting.why()).contains("Insufficient cpu"))));
    }

    @Test
    void a_pod_that_is_removed_with_grace_may_still_say_how_it_ends() throws Exception {
        ContainerRequest request =
                request("trap 'exit 7' TERM; echo here; while true; do sleep 0.1; done", IMAGE, Size.UNBOUNDED);
        engine.create(request);
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(engine.lastWords(request.name(), 1)).containsExactly("here"));

        engine.remove(request.name(), true);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(phases())
                        .endsWith(new Phase.Ended(Cause.EXITED, 7, "exit code 7"), new Phase.Gone()));
    }

    private Phase.Ended end() {
        await().atMost(LONG).untilAsserted(() -> assertThat(phases()).last().isInstanceOf(Phase.Ended.class));
        return (Phase.Ended) phases().getLast();
    }

    private ContainerRequest request(String script, String image, Size size) {
        return request(
                List.of("sh", "-c", script),
                new ContainerSpec(image, Pull.IF_NOT_PRESENT, Map.of(), size, List.of(), null, Map.of()));
    }

    /// @param pod the `spec` of it
    private ContainerRequest request(List<String> command, Map<String, Object> pod) {
        return request(
                command,
                new ContainerSpec(
                        IMAGE, Pull.IF_NOT_PRESENT, Map.of(), Size.UNBOUNDED, List.of(), null, Map.of("spec", pod)));
    }

    private ContainerRequest request(List<String> command, ContainerSpec spec) {
        return new ContainerRequest(owner, owner, "claim", Map.of(), command, Map.of(), spec);
    }

    private List<Phase> phases() {
        return seen.stream().map(Sighting::phase).toList();
    }
}
