package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.Sighting;
import dev.downbeat.containers.Sighting.Cause;
import dev.downbeat.containers.Sighting.Phase;
import dev.downbeat.containers.kubernetes.KubernetesSettings.Cluster;
import dev.downbeat.testkit.kubernetes.StandInCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// An engine and a stand-in of a cluster that runs the commands of pods.
@Tag("slow")
abstract class OnStandIn {
    static final PodWatch.Times SOON = new PodWatch.Times(Duration.ofMillis(50), 1_000);

    @TempDir
    Path folder;

    final List<Sighting> seen = new CopyOnWriteArrayList<>();
    StandInCluster cluster;
    KubernetesEngine engine;

    @BeforeEach
    void start() throws Refusal {
        cluster = StandInCluster.start(folder);
        engine = engine(Duration.ofMinutes(2), SOON);
    }

    @AfterEach
    void stop() {
        engine.close();
        cluster.close();
    }

    final KubernetesEngine engine(Duration patience, PodWatch.Times times) throws Refusal {
        var settings = new KubernetesSettings(new Cluster(cluster.kubeconfig(), null, null), null, null, patience);
        return new KubernetesEngine(settings, InstantSource.system(), times);
    }

    final List<Phase> phases(String pod) {
        return seen.stream()
                .filter(sighting -> sighting.name().equals(pod))
                .map(Sighting::phase)
                .toList();
    }

    final Cause cause(String pod) {
        return phases(pod).stream()
                .flatMap(phase -> phase instanceof Phase.Ended ended ? Stream.of(ended.cause()) : null)
                .reduce((_, last) -> last)
                .orElseThrow(() -> new AssertionError("not ended: " + phases(pod)));
    }
}
