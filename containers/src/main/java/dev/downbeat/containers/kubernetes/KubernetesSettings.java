package dev.downbeat.containers.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which cluster, and how pods are made there.
///
/// @param cluster     how to reach it
/// @param podTemplate a YAML file with a Pod that lies over what is built in
/// @param image       for tasks and templates that name none
/// @param patience    how long a pod may have trouble with its image, or with what its container is made of,
///                    before that is its end: a registry may be away for a moment, a secret be made a moment
///                    later
public record KubernetesSettings(
        Cluster cluster,
        @Nullable Path podTemplate,
        @Nullable String image,
        Duration patience) {
    public static final KubernetesSettings DEFAULT =
            new KubernetesSettings(Cluster.DEFAULT, null, null, Duration.ofMinutes(2));

    /// How to reach a cluster. With all of them null as `kubectl` does: the files of `KUBECONFIG`, else
    /// `~/.kube/config`, else, in a pod, its service account.
    ///
    /// @param kubeconfig a file in place of those
    /// @param context    one of that file; null for its current one
    /// @param namespace  where the pods are; null for the context's or the service account's own
    public record Cluster(
            @Nullable Path kubeconfig,
            @Nullable String context,
            @Nullable String namespace) {
        public static final Cluster DEFAULT = new Cluster(null, null, null);
    }
}
