package dev.downbeat.containers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import dev.downbeat.containers.docker.DockerContainer.Status;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what the engine shows of a container; any of it may be missing.
final class Shown {
    private Shown() {}

    static DockerContainer of(InspectContainerResponse shown) {
        Map<String, String> labels =
                shown.getConfig() == null ? null : shown.getConfig().getLabels();
        return new DockerContainer(
                shown.getId(), name(shown.getName()), labels == null ? Map.of() : labels, status(shown));
    }

    /// From a list, where only of those that run all is told that we want to know.
    static DockerContainer running(Container shown) {
        String name = shown.getNames() == null || shown.getNames().length == 0 ? "" : shown.getNames()[0];
        Map<String, String> labels = shown.getLabels();
        return new DockerContainer(shown.getId(), name(name), labels == null ? Map.of() : labels, new Status.Running());
    }

    private static Status status(InspectContainerResponse shown) {
        ContainerState state = shown.getState();
        String word = state.getStatus() == null ? "" : state.getStatus();
        String failure = state.getError() == null ? "" : state.getError().strip();
        return switch (word) {
            // The last two are Podman's.
            case "created", "configured", "initialized" -> new Status.Made(instant(shown.getCreated()), failure);
            case "exited", "dead", "stopped", "removing" ->
                new Status.Ended(
                        state.getExitCodeLong() == null
                                ? -1
                                : state.getExitCodeLong().intValue(),
                        Boolean.TRUE.equals(state.getOOMKilled()),
                        memory(shown.getHostConfig()),
                        failure);
            default -> new Status.Running();
        };
    }

    private static long memory(@Nullable HostConfig host) {
        return host == null || host.getMemory() == null ? 0 : host.getMemory();
    }

    private static Instant instant(@Nullable String text) {
        try {
            return text == null ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            // Only its age is asked, and it has one.
            return Instant.EPOCH;
        }
    }

    private static String name(@Nullable String shown) {
        return shown == null ? "" : shown.startsWith("/") ? shown.substring(1) : shown;
    }
}
