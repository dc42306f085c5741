package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.ContainerRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Parts of a Pod as people write them: the installation's template, and `pod` of a task's container.
public final class PodParts {
    /// The name of the container in which the attempt is executed. A part that says something of it names it.
    public static final String CONTAINER = "task";

    private PodParts() {}

    /// What is wrong in parts of a Pod, before one is made from them: unknown keys with the nearest right
    /// one, values of the wrong kind, and what Downbeat says itself. Empty when nothing is.
    ///
    /// ```java
    /// List<String> mistakes = PodParts.mistakes(task.container().pod());
    /// ```
    public static List<String> mistakes(Map<String, Object> pod) {
        var mistakes = new ArrayList<>(PodKeys.mistakes(pod, Pod.class));
        fixed(mistakes, pod, "", "apiVersion", "v1");
        fixed(mistakes, pod, "", "kind", "Pod");
        forbidden(mistakes, pod, "status", "Kubernetes");
        Map<?, ?> metadata = object(pod, "metadata");
        for (String key : List.of("name", "generateName", "namespace")) {
            forbidden(mistakes, metadata, key, "metadata.", "Downbeat");
        }
        for (String key : List.of(ContainerRequest.OWNER, ContainerRequest.CLAIM)) {
            forbidden(mistakes, object(metadata, "labels"), key, "metadata.labels.", "Downbeat");
            forbidden(mistakes, object(metadata, "annotations"), key, "metadata.annotations.", "Downbeat");
        }
        Map<?, ?> spec = object(pod, "spec");
        fixed(mistakes, spec, "spec.", "restartPolicy", "Never");
        for (String key : List.of("command", "args")) {
            forbidden(mistakes, task(spec), key, "spec.containers[task].", "Downbeat");
        }
        return List.copyOf(mistakes);
    }

    /// The template of an installation.
    ///
    /// @throws Refusal when it cannot be read, or has mistakes
    static Map<String, Object> read(@Nullable Path template) throws Refusal {
        if (template == null) {
            return Map.of();
        }
        var settings = LoadSettings.builder().setLabel(template.toString()).build();
        try {
            if (!(new Load(settings).loadFromString(Files.readString(template)) instanceof Map<?, ?> pod)) {
                throw new Refusal("the pod template %s: has to be a Pod, was a text or a list".formatted(template));
            }
            Map<String, Object> parts = StrategicMerge.merge(Map.of(), pod);
            List<String> mistakes = mistakes(parts);
            if (!mistakes.isEmpty()) {
                throw new Refusal("the pod template %s: %s".formatted(template, String.join("; ", mistakes)));
            }
            return parts;
        } catch (IOException e) {
            throw new Refusal("the pod template %s cannot be read: %s".formatted(template, e));
        } catch (YamlEngineException e) {
            throw new Refusal("the pod template %s is no YAML: %s".formatted(template, e.getMessage()));
        }
    }

    private static Map<?, ?> task(Map<?, ?> spec) {
        if (spec.get("containers") instanceof List<?> containers) {
            for (Object container : containers) {
                if (container instanceof Map<?, ?> object && CONTAINER.equals(object.get("name"))) {
                    return object;
                }
            }
        }
        return Map.of();
    }

    private static void fixed(List<String> mistakes, Map<?, ?> object, String place, String key, String value) {
        Object was = object.get(key);
        if (was != null && !was.equals(value)) {
            mistakes.add("%s%s: has to be %s, was %s".formatted(place, key, value, was));
        }
    }

    private static void forbidden(List<String> mistakes, Map<?, ?> object, String key, String who) {
        forbidden(mistakes, object, key, "", who);
    }

    private static void forbidden(List<String> mistakes, Map<?, ?> object, String key, String place, String who) {
        if (object.containsKey(key)) {
            mistakes.add("%s%s: is set by %s".formatted(place, key, who));
        }
    }

    private static Map<?, ?> object(Map<?, ?> parent, String key) {
        return parent.get(key) instanceof Map<?, ?> object ? object : Map.of();
    }
}
