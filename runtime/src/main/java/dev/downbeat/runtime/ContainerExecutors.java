package dev.downbeat.runtime;

import dev.downbeat.containers.ContainerEngine;
import dev.downbeat.containers.docker.DockerAddress;
import dev.downbeat.containers.docker.DockerEngine;
import dev.downbeat.containers.docker.DockerSettings;
import dev.downbeat.containers.kubernetes.KubernetesEngine;
import dev.downbeat.containers.kubernetes.KubernetesSettings;
import dev.downbeat.engine.port.RemoteAttempts;
import dev.downbeat.executors.container.ContainerHands;
import dev.downbeat.executors.container.ContainerSettings;
import dev.downbeat.executors.container.ContainerSettings.Pacing;
import dev.downbeat.executors.container.Keeping;
import dev.downbeat.executors.remote.RemoteExecutor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The executors that make a container for each attempt.
final class ContainerExecutors {
    private final RemoteAttempts attempts;
    private final Keeping keeping;
    private final ContainerSettings settings;

    private ContainerExecutors(RemoteAttempts attempts, Keeping keeping, ContainerSettings settings) {
        this.attempts = attempts;
        this.keeping = keeping;
        this.settings = settings;
    }

    /// @param owner  which installation this is
    static List<RemoteExecutor> of(
            RemoteAttempts attempts,
            Keeping keeping,
            Settings settings,
            String owner,
            ContainerSettings.Server server) {
        Settings.Containers given = settings.containers();
        var own = new ContainerSettings(
                owner, server, given.command(), environment(settings), Pacing.of(given.perSecond()));
        var executors = new ContainerExecutors(attempts, keeping, own);
        return List.of(
                executors.named("docker", () -> docker(given.docker())),
                executors.named("kubernetes", () -> KubernetesEngine.open(kubernetes(given.kubernetes()))));
    }

    private RemoteExecutor named(String name, Supplier<ContainerEngine> engine) {
        return new RemoteExecutor(attempts, new ContainerHands(name, new LazyEngine(engine), keeping, settings));
    }

    /// What tells the program inside where its traces go.
    private static Map<String, String> environment(Settings settings) {
        var environment = new LinkedHashMap<String, String>();
        String traces = settings.operations().otlp().traces();
        if (!traces.isEmpty()) {
            environment.put(SettingKey.OTLP_TRACES.variable(), traces);
        }
        return environment;
    }

    private static ContainerEngine docker(Settings.Docker docker) {
        return new DockerEngine(new DockerSettings(DockerAddress.find(docker.host()), docker.image(), null));
    }

    private static KubernetesSettings kubernetes(Settings.Kubernetes given) {
        return new KubernetesSettings(
                new KubernetesSettings.Cluster(given.config(), orNull(given.context()), orNull(given.namespace())),
                given.podTemplate(),
                orNull(given.image()),
                given.patience());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
