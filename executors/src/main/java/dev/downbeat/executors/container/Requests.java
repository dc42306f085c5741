package dev.downbeat.executors.container;

import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.ContainerSpec;
import java.util.LinkedHashMap;
import java.util.Map;
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
                labels(box),
                settings.command(),
                environment,
                own == null ? ContainerSpec.DEFAULT : own);
    }

    private static Map<String, String> labels(Box box) {
        AttemptId attempt = box.order.attempt();
        return Map.of(
                "downbeat.dev/dag", box.order.run().dag().value(),
                "downbeat.dev/run", attempt.key().run().toString(),
                "downbeat.dev/task", attempt.key().task().value(),
                "downbeat.dev/map-index", String.valueOf(attempt.key().index().value()),
                "downbeat.dev/attempt", String.valueOf(attempt.number()));
    }
}
