package dev.downbeat.containers.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.VersionInfo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version of an API server, and what follows from it for pods.
record ServerVersion(int major, int minor) {
    /// The oldest one that this is written for.
    static final ServerVersion OLDEST = new ServerVersion(1, 20);
    /// From here on a container of `initContainers` may go on beside the task.
    private static final ServerVersion SIDECARS = new ServerVersion(1, 29);

    private static final Pattern DIGITS = Pattern.compile("\\d+");

    /// Clusters of some vendors say `27+`.
    static Optional<ServerVersion> of(VersionInfo info) {
        Matcher major = DIGITS.matcher(String.valueOf(info.getMajor()));
        Matcher minor = DIGITS.matcher(String.valueOf(info.getMinor()));
        return major.find() && minor.find()
                ? Optional.of(new ServerVersion(Integer.parseInt(major.group()), Integer.parseInt(minor.group())))
                : Optional.empty();
    }

    boolean atLeast(ServerVersion other) {
        return major > other.major || (major == other.major && minor >= other.minor);
    }

    /// A server drops what it does not know in silence, so that the pod would be another one than was asked
    /// for.
    void check(Pod pod) throws Refusal {
        if (!atLeast(OLDEST)) {
            throw new Refusal("Kubernetes %s is too old: %s or later is needed".formatted(this, OLDEST));
        }
        boolean sidecar =
                pod.getSpec().getInitContainers().stream().anyMatch(container -> container.getRestartPolicy() != null);
        if (sidecar && !atLeast(SIDECARS)) {
            throw new Refusal(
                    "an init container with a restartPolicy of its own needs Kubernetes %s, the cluster has %s"
                            .formatted(SIDECARS, this));
        }
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
