package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.yaml.TaskKeys.ContainerKeys;
import dev.downbeat.model.ContainerSpec;
import dev.downbeat.model.ContainerSpec.Mount;
import dev.downbeat.model.ContainerSpec.Pull;
import dev.downbeat.model.ContainerSpec.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads the container of a task: its own keys over those of the DAG's defaults.
final class ContainerReader {
    private static final ContainerKeys NOTHING =
            new ContainerKeys(null, null, Map.of(), null, null, null, null, null, Map.of());

    private final Problems problems;
    private final @Nullable ContainerKeys defaults;
    private final PodRules pods;

    ContainerReader(Problems problems, @Nullable ContainerKeys defaults, PodRules pods) {
        this.problems = problems;
        this.defaults = defaults;
        this.pods = pods;
    }

    /// @return null when nothing is said of it
    @Nullable
    ContainerSpec of(TaskTree.Task task, @Nullable ContainerKeys own, String executor) {
        if (own == null && (defaults == null || !makesContainers(executor))) {
            return null;
        }
        Node where = Document.value(task.node(), "container").orElse(task.key());
        try {
            ContainerSpec spec = spec(own == null ? NOTHING : own, defaults == null ? NOTHING : defaults);
            Optional<String> objection = spec.objection(executor);
            objection.ifPresent(text -> problems.add(where, "task '%s': %s".formatted(task.id(), text)));
            if (objection.isEmpty() && !spec.pod().isEmpty()) {
                Node pod = own != null && !own.pod().isEmpty() ? pod(where) : where;
                for (String mistake : pods.mistakes(spec.pod())) {
                    problems.add(pod, "task '%s': pod: %s".formatted(task.id(), mistake));
                }
            }
            return spec;
        } catch (IllegalArgumentException e) {
            problems.add(where, "task '%s': %s".formatted(task.id(), e.getMessage()));
            return null;
        }
    }

    private static Node pod(Node container) {
        return container instanceof MappingNode keys
                ? Document.value(keys, "pod").orElse(container)
                : container;
    }

    private static boolean makesContainers(String executor) {
        return ContainerSpec.DEFAULT.objection(executor).isEmpty();
    }

    private static ContainerSpec spec(ContainerKeys own, ContainerKeys usual) {
        String memory = first(own.memory(), usual.memory());
        List<String> mounts = first(own.mounts(), usual.mounts());
        Pull pull = first(own.pull(), usual.pull());
        var env = new LinkedHashMap<>(usual.env());
        env.putAll(own.env());
        return new ContainerSpec(
                first(own.image(), usual.image()),
                pull == null ? Pull.IF_NOT_PRESENT : pull,
                env,
                new Size(
                        first(own.cpus(), usual.cpus()),
                        memory == null ? null : Size.bytes(memory),
                        first(own.gpus(), usual.gpus())),
                mounts == null ? List.of() : mounts.stream().map(Mount::parse).toList(),
                first(own.network(), usual.network()),
                own.pod().isEmpty() ? usual.pod() : own.pod());
    }

    private static <T> @Nullable T first(@Nullable T own, @Nullable T usual) {
        return own == null ? usual : own;
    }
}
