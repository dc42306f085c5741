package dev.downbeat.testkit.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;

/// A cluster whose one node is this machine, so that its pods reach a server on loopback, and find the
/// programs of this machine. `KUBECONFIG` names it, and whoever sets `DOWNBEAT_NODE_IS_HERE=true` vouches for
/// the rest; without both a test is skipped. The current context has to be an administrator's, and its
/// namespace one that holds nothing else.
public final class RealCluster implements AutoCloseable {
    private final KubernetesClient client;

    private RealCluster(KubernetesClient client) {
        this.client = client;
    }

    public static RealCluster open() {
        assumeTrue(
                System.getenv("KUBECONFIG") != null && "true".equals(System.getenv("DOWNBEAT_NODE_IS_HERE")),
                "needs a cluster whose one node is this machine: KUBECONFIG, and DOWNBEAT_NODE_IS_HERE=true");
        return new RealCluster(new KubernetesClientBuilder().build());
    }

    /// Whether pods that come from now on find a node.
    public void admit(boolean room) {
        client.nodes()
                .list()
                .getItems()
                .forEach(node -> client.nodes()
                        .withName(node.getMetadata().getName())
                        .edit(each -> new NodeBuilder(each)
                                .editSpec()
                                .withUnschedulable(!room)
                                .endSpec()
                                .build()));
    }

    public List<String> pods() {
        return client.pods().list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /// As somebody does who does not wait for their ends.
    public void deleteAll() {
        for (Pod pod : client.pods().list().getItems()) {
            var ignored = client.pods().resource(pod).withGracePeriod(0).delete();
        }
    }

    /// Leaves nothing behind.
    @Override
    public void close() {
        admit(true);
        deleteAll();
        client.close();
    }
}
