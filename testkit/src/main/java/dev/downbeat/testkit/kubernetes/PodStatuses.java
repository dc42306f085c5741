package dev.downbeat.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What kubelets and controllers write into a pod's status.
final class PodStatuses {
    private PodStatuses() {}

    static Container task(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals("task"))
                .findFirst()
                .orElseThrow();
    }

    static Pod unschedulable(Pod pod) {
        var why = condition("PodScheduled", "False", "Unschedulable", "0/1 nodes are available: 1 Insufficient cpu.");
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Pending")
                .withConditions(why)
                .endStatus()
                .build();
    }

    static Pod waiting(Pod pod, String reason, @Nullable String message) {
        var state = new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting();
        return with(pod, "Pending", state.build());
    }

    static Pod running(Pod pod) {
        var state = new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(now())
                .endRunning();
        return with(pod, "Running", state.build());
    }

    static Pod terminated(Pod pod, int code, String reason, @Nullable String message) {
        var state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message)
                .withFinishedAt(now())
                .endTerminated();
        return with(pod, code == 0 ? "Succeeded" : "Failed", state.build());
    }

    static Pod failed(Pod pod, @Nullable String reason, @Nullable String message) {
        pod.getStatus().setPhase("Failed");
        pod.getStatus().setReason(reason);
        pod.getStatus().setMessage(message);
        return pod;
    }

    static Pod disrupted(Pod pod, String reason) {
        List<PodCondition> conditions = new ArrayList<>(pod.getStatus().getConditions());
        conditions.add(condition("DisruptionTarget", "True", reason, "told by a test"));
        pod.getStatus().setConditions(conditions);
        return pod;
    }

    private static Pod with(Pod pod, String phase, ContainerState state) {
        Container task = task(pod);
        PodStatus before = pod.getStatus();
        String start = before == null || before.getStartTime() == null ? now() : before.getStartTime();
        var container = new ContainerStatusBuilder()
                .withName(task.getName())
                .withImage(task.getImage())
                .withImageID("")
                .withReady(state.getRunning() != null)
                .withRestartCount(0)
                .withState(state)
                .build();
        return new PodBuilder(pod)
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .withStartTime(start)
                .withConditions(condition("PodScheduled", "True", null, null))
                .withContainerStatuses(container)
                .endStatus()
                .build();
    }

    private static PodCondition condition(
            String type, String status, @Nullable String reason, @Nullable String message) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now())
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
