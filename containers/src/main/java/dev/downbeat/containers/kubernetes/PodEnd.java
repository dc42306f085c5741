package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase.Ended;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Why a pod has ended, out of the many places where Kubernetes says so.
final class PodEnd {
    private static final int SIGNALS = 128;
    private static final int LONGEST = 500;

    private PodEnd() {}

    /// Null when it has not.
    static @Nullable Ended of(Pod pod, PodStatus status) {
        var terminated = task(status)
                .map(ContainerStatus::getState)
                .map(state -> state.getTerminated())
                .orElse(null);
        if (terminated != null) {
            return ofTask(pod, status, terminated);
        }
        return switch (String.valueOf(status.getPhase())) {
            case "Succeeded" -> new Ended(Cause.EXITED, 0, "exit code 0");
            case "Failed" -> withoutTask(status);
            case "Unknown" -> new Ended(Cause.NODE_LOST, -1, sentence("its node does not answer", status.getMessage()));
            default -> "NodeLost".equals(status.getReason()) ? disruption(status, -1) : null;
        };
    }

    static Optional<ContainerStatus> task(PodStatus status) {
        return status.getContainerStatuses().stream()
                .filter(container -> PodParts.CONTAINER.equals(container.getName()))
                .findFirst();
    }

    private static Ended ofTask(Pod pod, PodStatus status, ContainerStateTerminated end) {
        int code = Objects.requireNonNullElse(end.getExitCode(), -1);
        if (code == 0) {
            return new Ended(Cause.EXITED, 0, "exit code 0");
        }
        String reason = String.valueOf(end.getReason());
        if (reason.equals("OOMKilled")) {
            return new Ended(Cause.OUT_OF_MEMORY, code, "out of memory" + limit(pod));
        }
        Ended disrupted = disruption(status, code);
        if (disrupted != null) {
            return disrupted;
        }
        return switch (reason) {
            case "StartError", "ContainerCannotRun", "RunContainerError" ->
                new Ended(Cause.NOT_STARTED, code, sentence("its program cannot be started", end.getMessage()));
            case "ContainerStatusUnknown" ->
                new Ended(Cause.NODE_LOST, code, sentence("its node lost sight of it", end.getMessage()));
            default -> new Ended(Cause.EXITED, code, exit(code, end.getSignal(), status));
        };
    }

    /// A pod that failed before its task's container had an end: nobody started it, or nobody saw it.
    private static Ended withoutTask(PodStatus status) {
        Ended disrupted = disruption(status, -1);
        if (disrupted != null) {
            return disrupted;
        }
        for (ContainerStatus container : status.getInitContainerStatuses()) {
            var end = container.getState() == null ? null : container.getState().getTerminated();
            if (end != null && !Objects.equals(end.getExitCode(), 0)) {
                String what = "container %s before it: %s, exit code %d"
                        .formatted(container.getName(), end.getReason(), end.getExitCode());
                return new Ended(Cause.NOT_STARTED, -1, sentence(what, end.getMessage()));
            }
        }
        if ("DeadlineExceeded".equals(status.getReason())) {
            return new Ended(Cause.EXITED, -1, sentence("DeadlineExceeded", status.getMessage()));
        }
        String why = sentence(status.getReason(), status.getMessage());
        return new Ended(Cause.NOT_STARTED, -1, why.isEmpty() ? "the cluster says no more than that it failed" : why);
    }

    /// Null when nobody but itself ended it.
    private static @Nullable Ended disruption(PodStatus status, int code) {
        String why = sentence(status.getReason(), status.getMessage());
        switch (String.valueOf(status.getReason())) {
            case "NodeLost" -> {
                return new Ended(Cause.NODE_LOST, code, why);
            }
            // The node made room, was drained, or had no room when the pod came.
            case "Evicted",
                    "Preempting",
                    "Terminated",
                    "NodeShutdown",
                    "Shutdown",
                    "OutOfcpu",
                    "OutOfmemory",
                    "OutOfpods",
                    "OutOfephemeral-storage",
                    "NodeAffinity",
                    "TopologyAffinityError" -> {
                return new Ended(Cause.EVICTED, code, why);
            }
            default -> {}
        }
        return status.getConditions().stream()
                .filter(condition -> "DisruptionTarget".equals(condition.getType()))
                .filter(condition -> "True".equals(condition.getStatus()))
                .findFirst()
                .map(condition -> disruption(condition, code))
                .orElse(null);
    }

    private static Ended disruption(PodCondition condition, int code) {
        String reason = String.valueOf(condition.getReason());
        Cause cause = switch (reason) {
            // A taint is how the cluster says that a node does not answer; the collector comes when the
            // node is no longer there.
            case "DeletionByTaintManager", "DeletionByPodGC" -> Cause.NODE_LOST;
            default -> Cause.EVICTED;
        };
        return new Ended(cause, code, sentence(reason, condition.getMessage()));
    }

    private static String exit(int code, @Nullable Integer signal, PodStatus status) {
        int by = signal != null && signal > 0 ? signal : code > SIGNALS && code < 2 * SIGNALS ? code - SIGNALS : 0;
        String text = "exit code " + code + (by == 0 ? "" : ", by signal " + by);
        return "DeadlineExceeded".equals(status.getReason())
                ? sentence(text + ", DeadlineExceeded", status.getMessage())
                : text;
    }

    private static String limit(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> PodParts.CONTAINER.equals(container.getName()))
                .map(Container::getResources)
                .flatMap(resources -> Stream.ofNullable(resources == null ? null : resources.getLimits()))
                .flatMap(limits -> Stream.ofNullable(limits.get("memory")))
                .findFirst()
                .map(Quantity::toString)
                .map(": its limit is %s"::formatted)
                .orElse("");
    }

    /// `reason: message` on one line, of what there is of both.
    static String sentence(@Nullable String reason, @Nullable String message) {
        String text = Stream.of(reason, message)
                .filter(part -> part != null && !part.isBlank())
                .map(part -> part.replaceAll("\\s+", " ").strip())
                .collect(Collectors.joining(": "));
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
