package dev.downbeat.containers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What follows when a cluster says no, and what its version allows.
class RefusalsTest {
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            409 | pods "d-1" already exists | EXISTS
            409 | Operation cannot be fulfilled on resourcequotas "team": the object has been modified | AWAY
            403 | pods "d-1" is forbidden: exceeded quota: team, requested: pods=1, used: pods=9, limited: pods=9 | QUOTA
            403 | pods is forbidden: User "system:serviceaccount:a:b" cannot create resource "pods" | FOR_GOOD
            403 | pods "d-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true | FOR_GOOD
            401 | Unauthorized | AWAY
            404 | namespaces "jobs" not found | FOR_GOOD
            408 | Timeout: request did not complete within requested timeout | AWAY
            422 | Pod "d-1" is invalid: spec.containers[0].image: Required value | FOR_GOOD
            400 | Pod in version "v1" cannot be handled as a Pod | FOR_GOOD
            429 | the server has received too many requests and has asked us to try again later | AWAY
            500 | Internal error occurred: failed calling webhook: context deadline exceeded | AWAY
            503 | the server is currently unable to handle the request | AWAY
            504 | Gateway Timeout | AWAY
            0 | connection refused | AWAY
            """)
    void a_no_is_for_good_or_for_now(int code, String message, Refusals expected) {
        var status = new StatusBuilder().withCode(code).withMessage(message).build();
        var e = new KubernetesClientException("a long text of the client", code, status);

        assertThat(Refusals.of(e)).isEqualTo(expected);
        assertThat(Refusals.why(e)).isEqualTo(message);
    }

    @Test
    void the_pause_doubles_with_each_refusal_after_it_and_ends_with_success() {
        var backoff = new Backoff(clock::get);

        assertThat(backoff.refused(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.refused(Duration.ZERO)).as("many at once").isEqualTo(Duration.ofSeconds(1));
        pass(1);
        assertThat(backoff.refused(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        pass(2);
        assertThat(backoff.refused(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
        for (int i = 0; i < 10; i++) {
            pass(100);
            assertThat(backoff.refused(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofMinutes(1));
        }
        pass(100);
        assertThat(backoff.refused(Duration.ZERO)).isEqualTo(Duration.ofMinutes(1));

        backoff.accepted();
        assertThat(backoff.refused(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void versions_are_read_and_compared() {
        assertThat(version("1", "27+")).contains(new ServerVersion(1, 27));
        assertThat(version("", "")).isEmpty();
        assertThat(new ServerVersion(1, 9).atLeast(new ServerVersion(1, 20))).isFalse();
        assertThat(new ServerVersion(2, 0).atLeast(new ServerVersion(1, 20))).isTrue();
    }

    @Test
    void a_sidecar_needs_a_cluster_that_knows_them() throws Refusal {
        Pod pod = new PodBuilder()
                .withNewSpec()
                .withInitContainers(container())
                .endSpec()
                .build();

        new ServerVersion(1, 29).check(pod);
        assertThatThrownBy(() -> new ServerVersion(1, 28).check(pod))
                .hasMessage("an init container with a restartPolicy of its own needs Kubernetes 1.29, the cluster has"
                        + " 1.28");
    }

    @Test
    void any_text_becomes_a_label_and_different_texts_stay_different() {
        assertThat(Labels.value("churn")).isEqualTo("churn");
        assertThat(Labels.value("")).isEmpty();
        for (String text : List.of("über alles", "-", "x".repeat(200), "a/b", "_a", "päivä/2026-01-01T00:00")) {
            assertThat(Labels.value(text)).matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
        }
        assertThat(Labels.value("a/b")).isNotEqualTo(Labels.value("a:b"));
        assertThat(Labels.key("downbeat.dev/my key")).startsWith("downbeat.dev/my-key-");
    }

    private void pass(long seconds) {
        clock.set(clock.get().plusSeconds(seconds));
    }

    private static Optional<ServerVersion> version(String major, String minor) {
        return ServerVersion.of(
                new VersionInfo.Builder().withMajor(major).withMinor(minor).build());
    }

    private static Container container() {
        var container = new Container();
        container.setName("proxy");
        container.setRestartPolicy("Always");
        return container;
    }
}
