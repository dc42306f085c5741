package dev.downbeat.server;

import dev.downbeat.runtime.Settings.Containers;
import dev.downbeat.runtime.Settings.Docker;
import dev.downbeat.runtime.Settings.Kubernetes;
import dev.downbeat.testkit.kubernetes.StandInCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// On a cluster that stands in for a real one: its API server answers as one does, and its kubelet runs the
/// commands of pods as processes of this machine.
class KubernetesConformanceTest extends ExecutorConformance {
    static final Subject SUBJECT = new Subject(
            "kubernetes",
            Map.of(),
            Map.of(
                    Case.RESTART,
                    "it goes on, and its result counts",
                    Case.MANY,
                    "20 of them, as each is a Java process"));

    private @Nullable StandInCluster started;

    @Override
    Subject subject() {
        return SUBJECT;
    }

    @Override
    Place place(Path folder, String databaseUrl) {
        StandInCluster cluster = StandInCluster.start(folder);
        started = cluster;
        return place(folder, databaseUrl, cluster);
    }

    private StandInCluster cluster() {
        return Objects.requireNonNull(started);
    }

    static Place place(Path folder, String databaseUrl, StandInCluster cluster) {
        return new Place(
                folder,
                databaseUrl,
                new Containers(
                        program(),
                        50,
                        new Docker("", ""),
                        new Kubernetes(
                                StandInCluster.NAMESPACE,
                                "downbeat",
                                null,
                                cluster.kubeconfig(),
                                "",
                                Duration.ofSeconds(5))));
    }

    /// In this JVM's stead.
    static List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                AttemptMain.class.getName());
    }

    @Override
    void holdBack() {
        cluster().kubelet().fillUp();
    }

    /// The cluster does it by itself; who dies is the machine of all pods.
    @Override
    Hands hands(FleetPlace server) {
        cluster().kubelet().makeRoom();
        return () -> cluster()
                .pods()
                .forEach(pod -> cluster().kubelet().evict(pod.getMetadata().getName()));
    }

    @AfterEach
    void stop_the_cluster() {
        cluster().close();
    }

    @Override
    List<String> attemptsOverARestart() {
        return List.of("1");
    }

    @Override
    int howMany() {
        return 20;
    }
}
