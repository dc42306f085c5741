package dev.downbeat.containers.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.model.ContainerSpec.Pull;
import dev.downbeat.model.ContainerSpec.Size;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// From a request to a Pod.
class PodManifestTest {
    @TempDir
    private Path folder;

    @Test
    void a_plain_request_is_a_pod_with_little_power() throws Refusal {
        Pod pod = pod(Requests.spec(Map.of()), Map.of());

        assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSpec().getEnableServiceLinks()).isFalse();
        assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(30);
        assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        Container task = task(pod);
        assertThat(task.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(task.getImage()).isEqualTo("busybox:1.37");
        assertThat(task.getImagePullPolicy()).isEqualTo("IfNotPresent");
        assertThat(task.getCommand()).containsExactly("run", "it");
        assertThat(env(task)).isEqualTo(Map.of("DOWNBEAT_ATTEMPT", "p1"));
    }

    @Test
    void labels_are_what_kubernetes_allows_and_annotations_have_the_text() throws Refusal {
        Pod pod = pod(Requests.spec(Map.of()), Map.of());

        Map<String, String> labels = pod.getMetadata().getLabels();
        assertThat(pod.getMetadata().getName()).isEqualTo("p1");
        assertThat(labels)
                .containsEntry("app.kubernetes.io/managed-by", "downbeat")
                .containsEntry(ContainerRequest.OWNER, "tests")
                .containsEntry("downbeat.dev/dag", "churn");
        assertThat(labels.get("downbeat.dev/run")).matches("scheduled__2026-01-01T00-00-00-00-00-[0-9a-f]{8}");
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry("downbeat.dev/run", "scheduled__2026-01-01T00:00:00+00:00")
                .containsEntry(ContainerRequest.CLAIM, "claim of p1");
    }

    @Test
    void the_container_of_the_task_becomes_part_of_it() throws Refusal {
        var spec = new ContainerSpec(
                "registry.example/churn:7",
                Pull.ALWAYS,
                Map.of("MODE", "fast"),
                new Size(0.5, Size.bytes("512Mi"), 2),
                List.of(
                        new Mount("/data/in", "/in", true),
                        new Mount("models", "/models", false),
                        new Mount("/data/in", "/again", true)),
                null,
                Map.of());

        Pod pod = pod(spec, Map.of());

        Container task = task(pod);
        assertThat(task.getImagePullPolicy()).isEqualTo("Always");
        assertThat(env(task)).containsEntry("MODE", "fast").containsEntry("DOWNBEAT_ATTEMPT", "p1");
        assertThat(task.getResources().getLimits())
                .isEqualTo(Map.of(
                        "memory", new Quantity("536870912"),
                        "cpu", new Quantity("500m"),
                        "nvidia.com/gpu", new Quantity("2")));
        assertThat(task.getResources().getRequests()).containsOnlyKeys("memory", "cpu");
        assertThat(pod.getSpec().getVolumes()).hasSize(2);
        assertThat(pod.getSpec().getVolumes().get(0).getHostPath().getPath()).isEqualTo("/data/in");
        assertThat(pod.getSpec().getVolumes().get(1).getPersistentVolumeClaim().getClaimName())
                .isEqualTo("models");
        assertThat(task.getVolumeMounts())
                .extracting(mount -> mount.getName() + " " + mount.getMountPath() + " " + mount.getReadOnly())
                .containsExactly("downbeat-0 /in true", "downbeat-1 /models false", "downbeat-0 /again true");
    }

    @Test
    void the_task_lies_over_the_template_which_lies_over_what_is_built_in() throws Exception {
        Map<String, Object> template = template("""
                metadata: { labels: { team: ml } }
                spec:
                  serviceAccountName: pipelines
                  terminationGracePeriodSeconds: 60
                  tolerations: [ { key: gpu, operator: Exists } ]
                  containers:
                    - name: task
                      imagePullPolicy: Always
                      env:
                        - { name: REGION, value: north }
                        - { name: MODE, value: slow }
                    - { name: proxy, image: "registry.example/proxy:2" }
                  volumes:
                    - { name: scratch, emptyDir: {} }
                """);
        Map<String, Object> override = yaml("""
                spec:
                  nodeSelector: { disk: ssd }
                  tolerations: [ { key: spot, operator: Exists } ]
                  containers:
                    - name: task
                      env: [ { name: MODE, value: fast } ]
                      volumeMounts: [ { name: scratch, mountPath: /scratch } ]
                  volumes:
                    - { name: scratch, hostPath: { path: /mnt/fast } }
                """);

        Pod pod = pod(Requests.spec(override), template);

        assertThat(pod.getMetadata().getLabels()).containsEntry("team", "ml");
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("pipelines");
        assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(60);
        assertThat(pod.getSpec().getNodeSelector()).isEqualTo(Map.of("disk", "ssd"));
        assertThat(pod.getSpec().getTolerations())
                .as("a list without names is replaced")
                .extracting(toleration -> toleration.getKey())
                .containsExactly("spot");
        assertThat(pod.getSpec().getVolumes())
                .as("a volume has one source")
                .allSatisfy(volume -> assertThat(volume.getEmptyDir()).isNull());
        assertThat(pod.getSpec().getContainers()).extracting(Container::getName).containsExactly("task", "proxy");
        assertThat(task(pod).getImagePullPolicy()).isEqualTo("Always");
        assertThat(env(task(pod))).isEqualTo(Map.of("REGION", "north", "MODE", "fast", "DOWNBEAT_ATTEMPT", "p1"));
        assertThat(task(pod).getVolumeMounts()).hasSize(1);
    }

    @Test
    void what_is_there_can_be_taken_out() throws Exception {
        Map<String, Object> template = template("""
                spec:
                  priorityClassName: low
                  containers:
                    - { name: proxy, image: "registry.example/proxy:2" }
                  securityContext: { runAsUser: 1000 }
                """);
        Map<String, Object> override = yaml("""
                spec:
                  priorityClassName: null
                  securityContext: { $patch: replace, runAsGroup: 7 }
                  containers: [ { name: proxy, $patch: delete } ]
                """);

        Pod pod = pod(Requests.spec(override), template);

        assertThat(pod.getSpec().getPriorityClassName()).isNull();
        assertThat(pod.getSpec().getContainers()).hasSize(1);
        assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isNull();
        assertThat(pod.getSpec().getSecurityContext().getRunAsGroup()).isEqualTo(7);
    }

    @Test
    void mistakes_are_told_all_at_once_with_their_places() {
        Map<String, Object> override = yaml("""
                kind: Deployment
                metadata: { name: mine, labels: { "downbeat.dev/owner": me } }
                spec:
                  restartPolicy: OnFailure
                  nodeSelektor: { disk: ssd }
                  hostNetwork: perhaps
                  terminationGracePeriodSeconds: soon
                  tolerations: { key: gpu }
                  containers:
                    - { name: task, command: [ sh ], imagePullPolcy: Always, resources: { limits: { memory: [ 1 ] } } }
                    - { image: "registry.example/proxy:2" }
                """);

        assertThat(PodParts.mistakes(override))
                .containsExactlyInAnyOrder(
                        "kind: has to be Pod, was Deployment",
                        "metadata.name: is set by Downbeat",
                        "metadata.labels.downbeat.dev/owner: is set by Downbeat",
                        "spec.restartPolicy: has to be Never, was OnFailure",
                        "spec.nodeSelektor: a Pod has no such key: did you mean 'nodeSelector'?",
                        "spec.hostNetwork: has to be true or false, was a text",
                        "spec.terminationGracePeriodSeconds: has to be a whole number, was a text",
                        "spec.tolerations: has to be a list, was an object",
                        "spec.containers[task].command: is set by Downbeat",
                        "spec.containers[task].imagePullPolcy: a Pod has no such key: did you mean 'imagePullPolicy'?",
                        "spec.containers[task].resources.limits.memory: has to be a single value, was a list",
                        "spec.containers[1]: has to have a name");
    }

    @Test
    void what_cannot_be_a_pod_is_refused_with_a_reason() {
        var plain = ContainerSpec.DEFAULT;
        assertThatThrownBy(() -> pod(plain, Map.of()))
                .hasMessage("no image: the task's container, the pod template and the configuration name none");
        assertThatThrownBy(() -> pod(
                        new ContainerSpec("a:1", plain.pull(), Map.of(), plain.size(), List.of(), "backend", Map.of()),
                        Map.of()))
                .hasMessage("network 'backend': pods have the network of their cluster; leave it out");
        assertThatThrownBy(() -> pod(
                        new ContainerSpec(
                                "a:1",
                                plain.pull(),
                                Map.of(),
                                plain.size(),
                                List.of(new Mount("data/in", "/in", true)),
                                null,
                                Map.of()),
                        Map.of()))
                .hasMessage("mount 'data/in': has to be an absolute path of the node, or the name of a persistent"
                        + " volume claim");
        assertThatThrownBy(() -> pod(Requests.spec(Map.of("spec", Map.of("nodeNmae", "n"))), Map.of()))
                .hasMessage("pod: spec.nodeNmae: a Pod has no such key: did you mean 'nodeName'?");
    }

    @Test
    void the_image_comes_from_the_task_else_the_template_else_the_configuration() throws Exception {
        Map<String, Object> template = template("spec: { containers: [ { name: task, image: 'template:1' } ] }");

        assertThat(task(pod(Requests.spec(Map.of()), template)).getImage()).isEqualTo("busybox:1.37");
        assertThat(task(pod(ContainerSpec.DEFAULT, template)).getImage()).isEqualTo("template:1");
        assertThat(task(PodManifest.of(request(ContainerSpec.DEFAULT), Map.of(), "configured:1"))
                        .getImage())
                .isEqualTo("configured:1");
    }

    @Test
    void a_template_that_cannot_be_read_is_told_of() {
        assertThatThrownBy(() -> PodParts.read(folder.resolve("none.yaml")))
                .hasMessageContaining("none.yaml cannot be read");
        assertThatThrownBy(() -> template("spec: [")).hasMessageContaining("is no YAML");
        assertThatThrownBy(() -> template("just a text")).hasMessageContaining("has to be a Pod, was a text or a list");
    }

    private Map<String, Object> template(String text) throws Exception {
        return PodParts.read(Files.writeString(folder.resolve("pod.yaml"), text));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(String text) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static Pod pod(ContainerSpec spec, Map<String, Object> template) throws Refusal {
        return PodManifest.of(request(spec), template, null);
    }

    private static ContainerRequest request(ContainerSpec spec) {
        return Requests.of("p1", List.of("run", "it"), spec);
    }

    private static Container task(Pod pod) {
        return pod.getSpec().getContainers().get(0);
    }

    private static Map<String, String> env(Container container) {
        return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
}
