package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a pod's status means. A function of the pod alone: whose patience is over is for [Patience] to say.
///
/// The container of the task decides, not the pod's phase: others beside it may go on after its end.
///
/// @param now       how far it is
/// @param otherwise what has become of it when it stays like this; null when it may stay so for ever
/// @param due       when that is so; null for when the patience is over
record PodReading(
        Phase now,
        Phase.@Nullable Ended otherwise,
        @Nullable Instant due) {
    /// How long after the time to end is over a pod may still be there. A node that lives kills it within
    /// seconds.
    static final Duration DEAD_NODE = Duration.ofSeconds(30);

    static PodReading of(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return new PodReading(new Phase.Waiting("waits for a node"), null, null);
        }
        Phase.Ended ended = PodEnd.of(pod, status);
        if (ended != null) {
            return new PodReading(ended, null, null);
        }
        ContainerState task = PodEnd.task(status).map(ContainerStatus::getState).orElse(null);
        boolean running = task != null && task.getRunning() != null;
        PodReading reading = running ? new PodReading(new Phase.Running(), null, null) : waiting(status);
        String deletion = pod.getMetadata().getDeletionTimestamp();
        return deletion == null ? reading : reading.deletedAt(instant(deletion));
    }

    /// The time stands for when its time to end is over.
    private PodReading deletedAt(Instant deletion) {
        var lost = new Phase.Ended(Cause.NODE_LOST, -1, "its node does not answer: it was to be gone by " + deletion);
        return new PodReading(now, lost, deletion.plus(DEAD_NODE));
    }

    private static PodReading waiting(PodStatus status) {
        Optional<PodReading> trouble = containers(status)
                .flatMap(container -> trouble(container).stream())
                .findFirst();
        return trouble.orElseGet(() -> new PodReading(new Phase.Waiting(whyWaiting(status)), null, null));
    }

    private static Optional<PodReading> trouble(ContainerStatus container) {
        var waiting = container.getState() == null ? null : container.getState().getWaiting();
        if (waiting == null || waiting.getReason() == null) {
            return Optional.empty();
        }
        String why = PodEnd.sentence(waiting.getReason(), waiting.getMessage());
        return switch (waiting.getReason()) {
            case "ErrImageNeverPull", "InvalidImageName" -> Optional.of(noImage(container, why, true));
            case "ImagePullBackOff",
                    "ErrImagePull",
                    "ImageInspectError",
                    "RegistryUnavailable",
                    "SignatureValidationFailed" -> Optional.of(noImage(container, why, false));
            case "CreateContainerConfigError",
                    "CreateContainerError",
                    "RunContainerError",
                    "PreCreateHookError",
                    "PreStartHookError",
                    "PostStartHookError",
                    "CrashLoopBackOff" ->
                Optional.of(trouble(Cause.NOT_STARTED, "container %s: %s".formatted(container.getName(), why)));
            default -> Optional.empty();
        };
    }

    private static PodReading noImage(ContainerStatus container, String why, boolean forGood) {
        String text = "image %s: %s".formatted(container.getImage(), why);
        return forGood
                ? new PodReading(new Phase.Ended(Cause.IMAGE, -1, text), null, null)
                : trouble(Cause.IMAGE, text);
    }

    private static PodReading trouble(Cause cause, String why) {
        return new PodReading(new Phase.Waiting(why), new Phase.Ended(cause, -1, why), null);
    }

    private static String whyWaiting(PodStatus status) {
        for (PodCondition condition : status.getConditions()) {
            if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
                return "no node for it: " + PodEnd.sentence(condition.getReason(), condition.getMessage());
            }
        }
        for (ContainerStatus container : status.getInitContainerStatuses()) {
            if (container.getState() != null && container.getState().getRunning() != null) {
                return "container %s prepares it".formatted(container.getName());
            }
        }
        return PodEnd.task(status)
                .map(ContainerStatus::getState)
                .map(ContainerState::getWaiting)
                .map(waiting -> PodEnd.sentence(waiting.getReason(), waiting.getMessage()))
                .orElse("waits for a node");
    }

    private static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
                .flatMap(List::stream);
    }

    private static Instant instant(String time) {
        return OffsetDateTime.parse(time).toInstant();
    }
}
