package dev.downbeat.containers.kubernetes;

import static dev.downbeat.containers.kubernetes.PodParts.CONTAINER;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.model.ContainerSpec.Size;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The Pod of a request. From bottom to top, each laid over the ones before it by [StrategicMerge]:
///
/// 1. what is built in: no token of a service account, no more rights than the program was started with, the
///    container runtime's usual filter of system calls, thirty seconds to end. Not `runAsNonRoot`: most
///    images run as root, and would not start; a template may say it;
/// 2. the installation's template;
/// 3. the task's container: image, variables, size, mounts;
/// 4. the task's `pod`;
/// 5. what nobody else says: name, labels of ours, command, the attempt's variables, `restartPolicy: Never`.
final class PodManifest {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private PodManifest() {}

    /// @param template as [PodParts#read] gave it
    /// @param image    for a container that nobody names one for
    static Pod of(ContainerRequest request, Map<String, Object> template, @Nullable String image) throws Refusal {
        ContainerSpec spec = request.spec();
        if (spec.network() != null) {
            throw new Refusal(
                    "network '%s': pods have the network of their cluster; leave it out".formatted(spec.network()));
        }
        List<String> mistakes = PodParts.mistakes(spec.pod());
        if (!mistakes.isEmpty()) {
            throw new Refusal("pod: " + String.join("; ", mistakes));
        }
        Map<String, Object> tree = StrategicMerge.merge(builtIn(image), template);
        tree = StrategicMerge.merge(tree, ofSpec(spec));
        tree = StrategicMerge.merge(tree, spec.pod());
        tree = StrategicMerge.merge(tree, own(request));
        Pod pod = parsed(tree);
        checkImage(pod);
        return pod;
    }

    private static Map<String, Object> builtIn(@Nullable String image) {
        var task = new LinkedHashMap<String, Object>();
        task.put("name", CONTAINER);
        if (image != null) {
            task.put("image", image);
        }
        task.put("imagePullPolicy", "IfNotPresent");
        task.put("securityContext", Map.of("allowPrivilegeEscalation", false));
        var spec = new LinkedHashMap<String, Object>();
        spec.put("automountServiceAccountToken", false);
        spec.put("enableServiceLinks", false);
        spec.put("terminationGracePeriodSeconds", 30);
        spec.put("securityContext", Map.of("seccompProfile", Map.of("type", "RuntimeDefault")));
        spec.put("containers", List.of(task));
        return Map.of("apiVersion", "v1", "kind", "Pod", "spec", spec);
    }

    private static Map<String, Object> ofSpec(ContainerSpec spec) throws Refusal {
        var task = new LinkedHashMap<String, Object>();
        task.put("name", CONTAINER);
        if (spec.image() != null) {
            task.put("image", spec.image());
        }
        switch (spec.pull()) {
            case ALWAYS -> task.put("imagePullPolicy", "Always");
            case NEVER -> task.put("imagePullPolicy", "Never");
            // The usual one: a template may know better.
            case IF_NOT_PRESENT -> {}
        }
        task.put("env", variables(spec.env()));
        task.put("resources", resources(spec.size()));
        var volumes = new LinkedHashMap<String, Map<String, Object>>();
        task.put("volumeMounts", mounts(spec.mounts(), volumes));
        return Map.of("spec", Map.of("containers", List.of(task), "volumes", List.copyOf(volumes.values())));
    }

    /// @param volumes gets one for each source
    private static List<Map<String, Object>> mounts(List<Mount> mounts, Map<String, Map<String, Object>> volumes)
            throws Refusal {
        var seen = new ArrayList<Map<String, Object>>();
        for (Mount mount : mounts) {
            if (mount.source().contains("/") && !mount.source().startsWith("/")) {
                throw new Refusal(
                        "mount '%s': has to be an absolute path of the node, or the name of a persistent volume claim"
                                .formatted(mount.source()));
            }
            var volume =
                    volumes.computeIfAbsent(mount.source(), source -> volume("downbeat-" + volumes.size(), source));
            seen.add(Map.of(
                    "name", Objects.requireNonNull(volume.get("name")),
                    "mountPath", mount.target(),
                    "readOnly", mount.readOnly()));
        }
        return seen;
    }

    private static Map<String, Object> volume(String name, String source) {
        return source.startsWith("/")
                ? Map.of("name", name, "hostPath", Map.of("path", source))
                : Map.of("name", name, "persistentVolumeClaim", Map.of("claimName", source));
    }

    private static Map<String, Object> resources(Size size) {
        var requests = new LinkedHashMap<String, Object>();
        var limits = new LinkedHashMap<String, Object>();
        if (size.memory() != null) {
            requests.put("memory", Long.toString(size.memory()));
            limits.put("memory", Long.toString(size.memory()));
        }
        if (size.cpus() != null) {
            String cpus = Math.max(1, Math.round(size.cpus() * 1000)) + "m";
            requests.put("cpu", cpus);
            limits.put("cpu", cpus);
        }
        if (size.gpus() != null) {
            limits.put("nvidia.com/gpu", Integer.toString(size.gpus()));
        }
        return Map.of("requests", requests, "limits", limits);
    }

    private static List<Map<String, Object>> variables(Map<String, String> env) {
        return env.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Map.<String, Object>of("name", entry.getKey(), "value", literal(entry.getValue())))
                .toList();
    }

    /// Kubernetes puts variables in place of `$(NAME)`, and `$` in place of `$$`. What comes as it is meant
    /// to be is protected from that; what people write into a template or a `pod` is theirs.
    private static String literal(String text) {
        return text.replace("$", "$$");
    }

    private static Map<String, Object> own(ContainerRequest request) {
        var labels = new LinkedHashMap<String, Object>();
        var annotations = new LinkedHashMap<String, Object>();
        request.labels().forEach((key, value) -> {
            labels.put(Labels.key(key), Labels.value(value));
            annotations.put(Labels.key(key), value);
        });
        labels.put("app.kubernetes.io/managed-by", "downbeat");
        labels.put(ContainerRequest.OWNER, Labels.value(request.owner()));
        labels.put(ContainerRequest.CLAIM, Labels.value(request.claim()));
        annotations.put(ContainerRequest.OWNER, request.owner());
        annotations.put(ContainerRequest.CLAIM, request.claim());
        Map<String, Object> task = Map.of(
                "name",
                CONTAINER,
                "command",
                request.command().stream().map(PodManifest::literal).toList(),
                "env",
                variables(request.environment()));
        return Map.of(
                "metadata",
                Map.of("name", request.name(), "labels", labels, "annotations", annotations),
                "spec",
                Map.of("restartPolicy", "Never", "containers", List.of(task)));
    }

    private static Pod parsed(Map<String, Object> tree) throws Refusal {
        try {
            return JSON.convertValue(tree, Pod.class);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            throw new Refusal(
                    "no Pod can be made of it: " + why.lines().findFirst().orElse(why));
        }
    }

    private static void checkImage(Pod pod) throws Refusal {
        Container task = pod.getSpec().getContainers().stream()
                .filter(container -> CONTAINER.equals(container.getName()))
                .findFirst()
                .orElseThrow();
        if (task.getImage() == null || task.getImage().isBlank()) {
            throw new Refusal("no image: the task's container, the pod template and the configuration name none");
        }
    }
}
