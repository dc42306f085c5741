package dev.downbeat.executors.container;

import dev.downbeat.containers.AttemptLabels;
import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.model.ContainerSpec;
import java.util.LinkedHashMap;
import java.util.Objects;

/// What is asked of the engine for a [Box].
final class Requests {
    private Requests() {}

    static ContainerRequest of(Box box, ContainerSettings settings) {
        ContainerSpec own = box.order.task().placement().container();
        var environment = new LinkedHashMap<>(settings.environment());
        environment.put(
                ContainerSettings.SERVER,
                settings.server().reachedAt().orElseThrow().toString());
        environment.put(ContainerSettings.TOKEN, Objects.requireNonNull(box.token));
        return new ContainerRequest(
                box.name,
                settings.owner(),
                box.hash(),
                AttemptLabels.of(box.order.run().dag().value(), box.order.attempt()),
                settings.command(),
                environment,
                own == null ? ContainerSpec.DEFAULT : own);
    }
}
