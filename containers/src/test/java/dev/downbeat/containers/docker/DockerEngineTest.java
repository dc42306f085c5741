package dev.downbeat.containers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.EngineAway;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Pull;
import dev.downbeat.model.ContainerSpec.Size;
import dev.downbeat.testkit.Podman;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag("long")
final class DockerEngineTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path folder;

    private static @Nullable Podman podman;

    private final String name = "attempt-" + NAMES.incrementAndGet();
    private final String owner = "home-" + name;
    private final List<Sighting> seen = new CopyOnWriteArrayList<>();
    private DockerEngine engine = engine("unix:///nowhere");

    @BeforeAll
    static void begin() {
        podman = Podman.start(folder);
    }

    @AfterAll
    static void end() {
        if (podman != null) {
            podman.close();
        }
    }

    @BeforeEach
    void connect() {
        engine.close();
        engine = engine(podman().host());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_container_is_seen_from_its_start_to_its_end_and_kept_until_it_is_removed() throws Exception {
        engine.watch(owner, seen::add);

        assertThat(engine.create(request("echo one; echo two >&2; exit 3"))).isEqualTo(new Created.Accepted());

        awaitPhase(new Phase.Ended(Cause.EXITED, 3, "exit code 3"));
        assertThat(seen)
                .allMatch(sighting ->
                        sighting.name().equals(name) && sighting.claim().equals("claim-1"));
        assertThat(engine.lastWords(name, 5)).containsExactlyInAnyOrder("one", "two");
        assertThat(engine.list(owner))
                .containsExactly(new Sighting(name, "claim-1", new Phase.Ended(Cause.EXITED, 3, "exit code 3")));
        assertThat(engine.list("somebody else")).isEmpty();

        engine.remove(name, false);
        awaitPhase(new Phase.Gone());
        assertThat(engine.list(owner)).isEmpty();
        assertThat(engine.lastWords(name, 5)).isEmpty();
        engine.remove(name, true);
    }

    @Test
    void asking_twice_makes_one_and_says_under_which_claim() {
        assertThat(engine.create(request("sleep 60"))).isEqualTo(new Created.Accepted());

        assertThat(engine.create(request("sleep 60"))).isEqualTo(new Created.Exists("claim-1"));
    }

    @Test
    void what_runs_already_is_told_to_a_new_watcher_and_its_removal_as_well() throws Exception {
        engine.create(request("sleep 60"));
        engine.watch(owner, seen::add);
        awaitPhase(new Phase.Running());

        engine.remove(name, false);
        awaitPhase(new Phase.Gone());
    }

    @Test
    void a_program_that_gets_its_grace_can_end_by_itself(@TempDir Path shared) throws Exception {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        var spec = spec(Podman.IMAGE, Pull.NEVER, Size.UNBOUNDED, List.of(mount(shared, "/shared", false)));
        engine.watch(owner, seen::add);
        engine.create(
                request("trap 'echo bye > /shared/end; exit 0' TERM; echo up; while true; do sleep 0.1; done", spec));
        await().atMost(LONG).until(() -> engine.lastWords(name, 1).equals(List.of("up")));

        engine.remove(name, true);

        assertThat(shared.resolve("end")).hasContent("bye");
    }

    @Test
    void the_environment_the_mounts_the_labels_and_the_network_are_as_asked_for(@TempDir Path input) throws Exception {
        Files.writeString(input.resolve("word"), "moon\n");
        var spec = new ContainerSpec(
                Podman.IMAGE,
                Pull.NEVER,
                Map.of("A", "of the spec", "B", "of the spec"),
                new Size(0.5, 64L << 20, null),
                List.of(mount(input, "/in", true)),
                "none",
                Map.of());
        engine.watch(owner, seen::add);
        engine.create(new ContainerRequest(
                name,
                owner,
                "claim-1",
                Map.of("downbeat.dev/dag", "Größe [1]"),
                List.of("sh", "-c", "echo $A, $B; cat /in/word; touch /in/x 2>/dev/null || echo read only"),
                Map.of("B", "of the request"),
                spec));
        awaitPhase(new Phase.Ended(Cause.EXITED, 0, "exit code 0"));

        assertThat(engine.lastWords(name, 9)).containsExactly("of the spec, of the request", "moon", "read only");
        assertThat(podman().run(
                                "inspect",
                                "--format",
                                "{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}} "
                                        + "{{.HostConfig.NetworkMode}} {{index .Config.Labels \"downbeat.dev/dag\"}}",
                                name))
                .contains("500000000 67108864 none Größe [1]");
    }

    @Test
    void one_that_takes_more_memory_than_it_may_is_told_apart() {
        var spec = spec(Podman.IMAGE, Pull.NEVER, new Size(null, 32L << 20, null), List.of());
        engine.watch(owner, seen::add);

        engine.create(request("exec dd if=/dev/zero of=/dev/null bs=200M count=1", spec));

        Sighting end = awaitEnd();
        assertThat(end.phase()).isInstanceOfSatisfying(Phase.Ended.class, ended -> {
            assertThat(ended.cause()).isEqualTo(Cause.OUT_OF_MEMORY);
            assertThat(ended.why()).contains("limit of 32Mi");
        });
    }

    @Test
    void an_image_that_no_registry_has_ends_it_before_it_begins() throws Exception {
        var spec = spec("localhost:1/nobody/has:this", Pull.IF_NOT_PRESENT, Size.UNBOUNDED, List.of());
        engine.watch(owner, seen::add);

        assertThat(engine.create(request("true", spec))).isEqualTo(new Created.Accepted());

        Sighting end = awaitEnd();
        assertThat(end.phase()).isInstanceOfSatisfying(Phase.Ended.class, ended -> {
            assertThat(ended.cause()).isEqualTo(Cause.IMAGE);
            assertThat(ended.why()).contains("image 'localhost:1/nobody/has:this' cannot be fetched");
        });
        assertThat(engine.list(owner)).containsExactly(end);
        assertThat(engine.create(request("true", spec))).isEqualTo(new Created.Exists("claim-1"));
        engine.remove(name, false);
        awaitPhase(new Phase.Gone());
        assertThat(engine.list(owner)).isEmpty();
    }

    @Test
    void while_its_image_is_fetched_it_waits_and_nobody_waits_for_it() throws Exception {
        // A registry that never says a word.
        try (var registry = new ServerSocket(0)) {
            String image = "localhost:%d/slow/image:1".formatted(registry.getLocalPort());
            var spec = spec(image, Pull.ALWAYS, Size.UNBOUNDED, List.of());
            engine.watch(owner, seen::add);

            assertThat(engine.create(request("true", spec))).isEqualTo(new Created.Accepted());

            var waits = new Sighting(
                    name, "claim-1", new Phase.Waiting("the image '%s' is being fetched".formatted(image)));
            assertThat(engine.list(owner)).containsExactly(waits);
            awaitSeen(waits::equals);
            engine.remove(name, false);
            awaitPhase(new Phase.Gone());
            assertThat(engine.list(owner)).isEmpty();
        }
    }

    @Test
    void a_program_that_is_not_there_is_told_as_not_started() {
        engine.watch(owner, seen::add);

        assertThat(engine.create(new ContainerRequest(
                        name, owner, "claim-1", Map.of(), List.of("/no/such/program"), Map.of(), spec())))
                .isEqualTo(new Created.Accepted());

        assertThat(awaitEnd().phase()).isInstanceOfSatisfying(Phase.Ended.class, ended -> {
            assertThat(ended.cause()).isEqualTo(Cause.NOT_STARTED);
            assertThat(ended.why()).contains("/no/such/program");
        });
    }

    @Test
    void what_no_engine_of_docker_can_do_is_refused() {
        var pod = new ContainerSpec(
                Podman.IMAGE, Pull.NEVER, Map.of(), Size.UNBOUNDED, List.of(), null, Map.of("spec", Map.of()));

        assertThat(engine.create(request("true", pod)))
                .isInstanceOfSatisfying(
                        Created.Refused.class,
                        refused -> assertThat(refused.why()).startsWith("'pod' is for Kubernetes"));
        assertThat(engine.create(request("true", spec("no/such:image", Pull.NEVER, Size.UNBOUNDED, List.of()))))
                .isEqualTo(new Created.Refused("the engine has no image 'no/such:image', and 'pull' is 'never'"));
        assertThat(engine.create(request("true", spec(null, Pull.NEVER, Size.UNBOUNDED, List.of()))))
                .isEqualTo(new Created.Refused("no image is named, and the executor has none of its own"));
    }

    @Test
    void an_engine_that_is_away_is_no_refusal_and_when_it_is_back_all_are_told_of() throws Exception {
        engine.create(request("sleep 60"));
        engine.watch(owner, seen::add);
        awaitPhase(new Phase.Running());

        podman().stop();
        try {
            assertThat(engine.create(request("true")))
                    .isInstanceOfSatisfying(
                            Created.Later.class,
                            later -> assertThat(later.why())
                                    .startsWith("no Docker engine answers at " + podman().host()));
            assertThatThrownBy(() -> engine.list(owner)).isInstanceOf(EngineAway.class);
            assertThatThrownBy(() -> engine.remove(name, false)).isInstanceOf(EngineAway.class);
            assertThat(engine.lastWords(name, 1)).isEmpty();
            podman().run("kill", name);
            podman().run("wait", name);
        } finally {
            podman().serve();
        }

        assertThat(awaitEnd().phase())
                .isInstanceOfSatisfying(
                        Phase.Ended.class, ended -> assertThat(ended.exitCode()).isEqualTo(137));
    }

    private void awaitPhase(Phase phase) {
        awaitSeen(sighting -> sighting.phase().equals(phase));
    }

    private Sighting awaitEnd() {
        return awaitSeen(sighting -> sighting.phase() instanceof Phase.Ended);
    }

    private Sighting awaitSeen(Predicate<Sighting> wanted) {
        await().atMost(LONG).untilAsserted(() -> assertThat(seen).anyMatch(wanted));
        return seen.stream().filter(wanted).findFirst().orElseThrow();
    }

    private ContainerRequest request(String script) {
        return request(script, spec());
    }

    private ContainerRequest request(String script, ContainerSpec spec) {
        return new ContainerRequest(name, owner, "claim-1", Map.of(), List.of("sh", "-c", script), Map.of(), spec);
    }

    private static ContainerSpec spec() {
        return spec(Podman.IMAGE, Pull.IF_NOT_PRESENT, Size.UNBOUNDED, List.of());
    }

    private static ContainerSpec spec(@Nullable String image, Pull pull, Size size, List<ContainerSpec.Mount> mounts) {
        return new ContainerSpec(image, pull, Map.of(), size, mounts, "none", Map.of());
    }

    private static ContainerSpec.Mount mount(Path source, String target, boolean readOnly) {
        return new ContainerSpec.Mount(source.toString(), target, readOnly);
    }

    private static DockerEngine engine(String host) {
        return new DockerEngine(new DockerSettings(DockerAddress.find(host), "", null));
    }

    private static Podman podman() {
        return Objects.requireNonNull(podman);
    }
}
