package dev.downbeat.containers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.downbeat.containers.Created;
import dev.downbeat.containers.EngineAway;
import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.containers.kubernetes.KubernetesSettings.Cluster;
import dev.downbeat.model.DownbeatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The engine against a stand-in of a cluster that runs the commands of pods.
class KubernetesEngineTest extends OnStandIn {
    @Test
    void a_pod_runs_its_command_and_ends_with_its_exit_code() {
        engine.watch(Requests.OWNER, seen::add);

        assertThat(engine.create(Requests.shell("p1", "echo $DOWNBEAT_ATTEMPT; exit 3")))
                .isEqualTo(new Created.Accepted());

        await().untilAsserted(() -> assertThat(phases("p1"))
                .endsWith(new Phase.Ended(Cause.EXITED, 3, "exit code 3"))
                .contains(new Phase.Running()));
        assertThat(seen).allMatch(sighting -> sighting.claim().equals("claim of p1"));
        assertThat(engine.lastWords("p1", 10)).containsExactly("p1");
        assertThat(engine.lastWords("nobody", 10)).isEmpty();
    }

    @Test
    void dollars_reach_the_command_as_they_are() {
        engine.create(Requests.shell("p1", "echo '$(DOWNBEAT_ATTEMPT) $$ $HOME' $((1 + 1))"));

        await().untilAsserted(
                        () -> assertThat(engine.lastWords("p1", 1)).containsExactly("$(DOWNBEAT_ATTEMPT) $$ $HOME 2"));
    }

    @Test
    void asking_twice_makes_one_and_tells_of_the_claim_of_the_first() {
        engine.create(Requests.shell("p1", "sleep 60"));

        assertThat(engine.create(Requests.shell("p1", "sleep 60"))).isEqualTo(new Created.Exists("claim of p1"));
        assertThat(cluster.pods()).hasSize(1);
    }

    @Test
    void an_engine_that_begins_later_is_told_of_what_runs() throws Exception {
        engine.create(Requests.shell("p1", "sleep 60"));
        await().until(() -> cluster.kubelet().runs("p1"));

        engine.watch(Requests.OWNER, seen::add);

        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Running()));
        assertThat(engine.list(Requests.OWNER)).containsExactly(new Sighting("p1", "claim of p1", new Phase.Running()));
        assertThat(engine.list("somebody else")).isEmpty();
    }

    @Test
    void a_removed_pod_gets_its_time_to_end_and_is_gone() throws Exception {
        engine.watch(Requests.OWNER, seen::add);
        engine.create(Requests.shell("p1", "trap 'echo bye; exit 0' TERM; echo here; while :; do sleep 0.05; done"));
        await().until(() -> engine.lastWords("p1", 1).equals(List.of("here")));

        engine.remove("p1", true);
        engine.remove("nobody", true);

        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Gone()));
        assertThat(phases("p1")).contains(new Phase.Ended(Cause.EXITED, 0, "exit code 0"));
    }

    @Test
    void a_pod_that_is_removed_without_grace_is_killed() throws Exception {
        engine.watch(Requests.OWNER, seen::add);
        engine.create(Requests.shell("p1", "trap '' TERM; echo here; while :; do sleep 0.05; done"));
        await().until(() -> engine.lastWords("p1", 1).equals(List.of("here")));

        engine.remove("p1", false);

        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Gone()));
        await().until(() -> !cluster.kubelet().runs("p1"));
    }

    @Test
    void what_ends_a_pod_is_told_apart() {
        engine.watch(Requests.OWNER, seen::add);
        for (String name : List.of("memory", "evicted", "lost", "collected")) {
            engine.create(Requests.shell(name, "sleep 60"));
            await().until(() -> cluster.kubelet().runs(name));
        }

        cluster.kubelet().runOutOfMemory("memory");
        cluster.kubelet().evict("evicted");
        cluster.kubelet().loseNode("lost", Duration.ofMinutes(1));
        cluster.kubelet().collect("collected");

        await().untilAsserted(() -> {
            assertThat(cause("memory")).isEqualTo(Cause.OUT_OF_MEMORY);
            assertThat(cause("evicted")).isEqualTo(Cause.EVICTED);
            assertThat(cause("lost")).isEqualTo(Cause.NODE_LOST);
            assertThat(phases("collected")).endsWith(new Phase.Gone());
            assertThat(cause("collected")).isEqualTo(Cause.NODE_LOST);
        });
    }

    @Test
    void a_program_that_is_not_there_is_not_started() {
        engine.watch(Requests.OWNER, seen::add);

        engine.create(Requests.of("p1", List.of("/no/such/program"), Requests.spec(Map.of())));

        await().untilAsserted(() -> assertThat(cause("p1")).isEqualTo(Cause.NOT_STARTED));
    }

    @Test
    void an_image_that_cannot_be_had_is_waited_for_until_the_patience_is_over() throws Exception {
        engine.close();
        engine = engine(Duration.ofMillis(300), SOON);
        cluster.kubelet().missImage("busybox:1.37");
        engine.watch(Requests.OWNER, seen::add);

        engine.create(Requests.shell("p1", "true"));

        await().untilAsserted(() -> assertThat(cause("p1")).isEqualTo(Cause.IMAGE));
        assertThat(phases("p1"))
                .contains(new Phase.Waiting(
                        "image busybox:1.37: ImagePullBackOff: Back-off pulling image \"busybox:1.37\""));
    }

    @Test
    void a_full_cluster_is_waited_for_and_says_so() {
        cluster.kubelet().fillUp();
        engine.watch(Requests.OWNER, seen::add);

        engine.create(Requests.shell("p1", "true"));
        await().untilAsserted(() -> assertThat(phases("p1"))
                .endsWith(new Phase.Waiting(
                        "no node for it: Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.")));
        cluster.kubelet().makeRoom();

        await().untilAsserted(() -> assertThat(cause("p1")).isEqualTo(Cause.EXITED));
    }

    @Test
    void a_quota_is_held_back_for_longer_and_longer() {
        cluster.api().quota(1);
        engine.create(Requests.shell("p1", "sleep 60"));

        assertThat(engine.create(Requests.shell("p2", "true"))).isInstanceOfSatisfying(Created.Later.class, later -> {
            assertThat(later.why()).contains("exceeded quota");
            assertThat(later.pause()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        });
        assertThat(cluster.pods()).hasSize(1);
    }

    @Test
    void a_busy_server_says_itself_how_long_to_wait() {
        engine.create(Requests.shell("p0", "true"));
        cluster.api().fail("POST", 1, 429, "too many requests, please try again later", 7);

        assertThat(engine.create(Requests.shell("p1", "true")))
                .isInstanceOfSatisfying(
                        Created.Later.class,
                        later -> assertThat(later.pause()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7)));
    }

    @Test
    void a_server_with_an_error_is_asked_later_and_never_by_the_client_itself() {
        engine.create(Requests.shell("p0", "true"));
        cluster.api().fail("POST", 1, 500, "etcdserver: request timed out");

        assertThat(engine.create(Requests.shell("p1", "true")))
                .isInstanceOfSatisfying(
                        Created.Later.class,
                        later -> assertThat(later.why()).isEqualTo("etcdserver: request timed out"));
        assertThat(cluster.api().requests())
                .filteredOn(line -> line.startsWith("POST"))
                .hasSize(2);
        assertThat(engine.create(Requests.shell("p1", "true"))).isEqualTo(new Created.Accepted());
    }

    @Test
    void a_pod_that_the_server_will_not_have_is_refused_with_its_reason() {
        cluster.api().fail("POST", 1, 422, "Pod \"p1\" is invalid: spec.volumes[0].name: Required value");

        assertThat(engine.create(Requests.shell("p1", "true")))
                .isEqualTo(new Created.Refused("Pod \"p1\" is invalid: spec.volumes[0].name: Required value"));

        cluster.api().fail("POST", 1, 403, "pods is forbidden: User \"x\" cannot create resource \"pods\"");
        assertThat(engine.create(Requests.shell("p1", "true"))).isInstanceOf(Created.Refused.class);
    }

    @Test
    void a_server_that_is_away_is_asked_later() throws Exception {
        engine.create(Requests.shell("p1", "sleep 60"));
        engine.watch(Requests.OWNER, seen::add);
        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Running()));

        cluster.api().away();
        assertThat(engine.create(Requests.shell("p2", "true"))).isInstanceOf(Created.Later.class);
        assertThatThrownBy(() -> engine.list(Requests.OWNER)).isInstanceOf(EngineAway.class);
        assertThatThrownBy(() -> engine.remove("p1", false)).isInstanceOf(EngineAway.class);
        assertThat(engine.lastWords("p1", 10)).isEmpty();
        cluster.kubelet().runOutOfMemory("p1");
        cluster.api().back();

        await().untilAsserted(() -> assertThat(cause("p1")).isEqualTo(Cause.OUT_OF_MEMORY));
    }

    @Test
    void nobody_at_the_address_is_away_too() throws Exception {
        cluster.close();

        assertThat(engine.create(Requests.shell("p1", "true"))).isInstanceOf(Created.Later.class);
        assertThatThrownBy(() -> engine.list(Requests.OWNER)).isInstanceOf(EngineAway.class);
    }

    @Test
    void a_pod_on_a_lost_node_stays_until_it_is_removed_without_grace() throws Exception {
        engine.watch(Requests.OWNER, seen::add);
        engine.create(Requests.shell("p1", "sleep 60"));
        await().until(() -> cluster.kubelet().runs("p1"));
        cluster.kubelet().loseNode("p1", Duration.ofMinutes(1));

        engine.remove("p1", true);
        assertThat(cluster.pods()).hasSize(1);
        engine.remove("p1", false);

        await().untilAsserted(() -> assertThat(phases("p1")).endsWith(new Phase.Gone()));
    }

    @Test
    void an_old_cluster_is_refused_in_words() {
        cluster.api().minorVersion("19+");

        assertThat(engine.create(Requests.shell("p1", "true")))
                .isEqualTo(new Created.Refused("Kubernetes 1.19 is too old: 1.20 or later is needed"));
    }

    @Test
    void a_template_with_a_mistake_is_told_of_at_once() throws Exception {
        Path template = Files.writeString(folder.resolve("pod.yaml"), "spec: { tolerationz: [] }\n");
        var settings = new KubernetesSettings(
                new Cluster(cluster.kubeconfig(), null, null), template, null, Duration.ofMinutes(2));

        assertThatThrownBy(() -> KubernetesEngine.open(settings))
                .isInstanceOf(DownbeatException.class)
                .hasMessage("the pod template %s: spec.tolerationz: a Pod has no such key: did you mean 'tolerations'?"
                        .formatted(template));
    }

    @Test
    void a_context_that_is_not_there_is_told_of_at_once() {
        var settings = new KubernetesSettings(
                new Cluster(cluster.kubeconfig(), "production", null), null, null, Duration.ofMinutes(2));

        assertThatThrownBy(() -> KubernetesEngine.open(settings))
                .isInstanceOf(DownbeatException.class)
                .hasMessage("the kubeconfig has no context 'production', but [stand-in]");
    }
}
