package dev.downbeat.server;

import dev.downbeat.runtime.Settings.Containers;
import dev.downbeat.runtime.Settings.Docker;
import dev.downbeat.runtime.Settings.Kubernetes;
import dev.downbeat.testkit.kubernetes.RealCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What [KubernetesConformanceTest] tries on its stand-in, on a real cluster where there is one.
class RealKubernetesConformanceTest extends ExecutorConformance {
    private static final String IMAGE = "busybox:1.37";

    private @Nullable RealCluster opened;

    @BeforeEach
    void open_the_cluster() {
        opened = RealCluster.open();
    }

    private RealCluster cluster() {
        return Objects.requireNonNull(opened);
    }

    @Override
    Subject subject() {
        return KubernetesConformanceTest.SUBJECT;
    }

    @Override
    Place place(Path folder, String databaseUrl) {
        return new Place(
                folder,
                databaseUrl,
                new Containers(
                        KubernetesConformanceTest.program(),
                        50,
                        new Docker("", ""),
                        new Kubernetes("", IMAGE, null, null, "", Duration.ofSeconds(20))));
    }

    /// A server on loopback is reached on the node's own network alone.
    @Override
    String keys(Path folder) {
        return "container: { mounts: [%s], pod: { spec: { hostNetwork: true } } },"
                .formatted(DockerConformanceTest.mounts(folder));
    }

    @Override
    void holdBack() {
        cluster().admit(false);
    }

    @Override
    Hands hands(FleetPlace server) {
        cluster().admit(true);
        return cluster()::deleteAll;
    }

    @Override
    boolean gone(long pid) {
        return cluster().pods().isEmpty();
    }

    @AfterEach
    void close_the_cluster() {
        if (opened != null) {
            opened.close();
        }
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
