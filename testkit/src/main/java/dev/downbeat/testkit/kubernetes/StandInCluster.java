package dev.downbeat.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A cluster of one namespace and a kubelet, on a port of this machine.
///
/// ```java
/// try (var cluster = StandInCluster.start(folder)) {
///     var settings = new Cluster(cluster.kubeconfig(), null, null);
///     …
///     cluster.kubelet().runOutOfMemory("pod-1");
///     cluster.api().dropWatches();
/// }
/// ```
public final class StandInCluster implements AutoCloseable {
    public static final String NAMESPACE = "downbeat-tests";

    /// It would tell of every request. Held here, or the level would be lost with the logger.
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;
    private final ApiServer api;
    private final Kubelet kubelet;
    private final Path kubeconfig;

    private StandInCluster(KubernetesMockServer server, ApiServer api, Kubelet kubelet, Path kubeconfig) {
        this.server = server;
        this.api = api;
        this.kubelet = kubelet;
        this.kubeconfig = kubeconfig;
    }

    /// @param folder for the logs of pods, and the kubeconfig
    public static StandInCluster start(Path folder) {
        REQUESTS.setLevel(Level.WARNING);
        var kubelet = new Kubelet(folder);
        var api = new ApiServer(NAMESPACE, kubelet);
        kubelet.reportTo(api);
        var web = new MockWebServer();
        var server = new KubernetesMockServer(new Context(), web, new HashMap<>(), api, false);
        server.init();
        try {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig.yaml"), access(server.url("/")));
            return new StandInCluster(server, api, kubelet, kubeconfig);
        } catch (IOException e) {
            server.destroy();
            throw new UncheckedIOException(e);
        }
    }

    private static String access(String address) {
        return """
            apiVersion: v1
            kind: Config
            current-context: stand-in
            contexts:
              - name: stand-in
                context: { cluster: stand-in, user: tester, namespace: %s }
            clusters:
              - name: stand-in
                cluster: { server: "%s" }
            users:
              - name: tester
                user: { token: none }
            """.formatted(NAMESPACE, address);
    }

    /// A file that says how to reach it.
    public Path kubeconfig() {
        return kubeconfig;
    }

    public ApiServer api() {
        return api;
    }

    public Kubelet kubelet() {
        return kubelet;
    }

    public List<Pod> pods() {
        return api.pods();
    }

    public Optional<Pod> pod(String name) {
        return api.pods().stream()
                .filter(pod -> pod.getMetadata().getName().equals(name))
                .findFirst();
    }

    /// Processes of pods end with it.
    @Override
    public void close() {
        kubelet.close();
        api.dropWatches();
        server.destroy();
    }
}
