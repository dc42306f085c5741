package dev.downbeat.containers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What statuses of pods mean. Each file of `statuses` is a pod as a cluster shows it; its first line says
/// how that is read: `phase`, and after a bar what it comes to when it stays so, and when (else: when the
/// patience is over).
class PodReadingTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest
    @MethodSource("names")
    void a_pod_is_read(String name) throws IOException {
        String text = text(name);

        assertThat(told(PodReading.of(pod(text))))
                .isEqualTo(text.lines().findFirst().orElseThrow().substring(2));
    }

    @Test
    void trouble_is_an_end_once_the_patience_is_over() throws IOException {
        var clock = new AtomicReference<>(Instant.EPOCH);
        InstantSource source = clock::get;
        var patience = new Patience(Duration.ofMinutes(2), source);
        PodReading trouble = PodReading.of(pod(text("image_backs_off.yaml")));
        PodReading fine = PodReading.of(pod(text("being_created.yaml")));

        assertThat(patience.judge("p", trouble)).isInstanceOf(Phase.Waiting.class);
        clock.set(Instant.EPOCH.plusSeconds(119));
        assertThat(patience.judge("p", trouble)).isInstanceOf(Phase.Waiting.class);
        clock.set(Instant.EPOCH.plusSeconds(120));
        assertThat(patience.judge("p", trouble))
                .isInstanceOfSatisfying(
                        Phase.Ended.class, end -> assertThat(end.cause()).isEqualTo(Cause.IMAGE));
        assertThat(patience.judge("q", trouble)).isInstanceOf(Phase.Waiting.class);

        assertThat(patience.judge("p", fine)).isInstanceOf(Phase.Waiting.class);
        assertThat(patience.judge("p", trouble)).as("trouble begins anew").isInstanceOf(Phase.Waiting.class);
    }

    @Test
    void a_long_message_is_cut_and_stands_on_one_line() {
        assertThat(PodEnd.sentence("Why", "a\n  b")).isEqualTo("Why: a b");
        assertThat(PodEnd.sentence("Why", "x".repeat(1_000))).hasSize(500).endsWith("x…");
        assertThat(PodEnd.sentence(null, null)).isEmpty();
    }

    static List<String> names() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String told(PodReading reading) {
        Phase.Ended otherwise = reading.otherwise();
        if (otherwise == null) {
            return told(reading.now());
        }
        return String.join(
                " ",
                Stream.of(told(reading.now()), "|", otherwise.cause(), reading.due())
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .toList());
    }

    private static String told(Phase phase) {
        return switch (phase) {
            case Phase.Waiting(String why) -> "Waiting " + why;
            case Phase.Running() -> "Running";
            case Phase.Ended(Cause cause, int code, String why) -> "Ended %s %d %s".formatted(cause, code, why);
            case Phase.Gone() -> "Gone";
        };
    }

    private static Pod pod(String text) {
        return YAML.unmarshal(text, Pod.class);
    }

    private static String text(String name) throws IOException {
        try {
            return Files.readString(folder().resolve(name));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PodReadingTest.class.getResource("statuses"))
                .toURI());
    }
}
