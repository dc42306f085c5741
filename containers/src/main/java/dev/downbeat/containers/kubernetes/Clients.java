package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.kubernetes.KubernetesSettings.Cluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Makes clients that leave it to the caller when to ask again.
final class Clients {
    private static final int TIMEOUT = 15_000;
    private static final int WATCH_AGAIN = 1_000;

    private Clients() {}

    static KubernetesClient of(Cluster cluster, Interceptor interceptor) throws Refusal {
        ConfigBuilder config = new ConfigBuilder(credentials(cluster))
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(TIMEOUT)
                .withConnectionTimeout(TIMEOUT)
                .withWatchReconnectInterval(WATCH_AGAIN);
        if (cluster.namespace() != null) {
            config = config.withNamespace(cluster.namespace());
        }
        return new KubernetesClientBuilder()
                .withConfig(config.build())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("retry-after", interceptor))
                .build();
    }

    private static Config credentials(Cluster cluster) throws Refusal {
        Path file = cluster.kubeconfig();
        if (file != null && !Files.isReadable(file)) {
            throw new Refusal("the kubeconfig %s cannot be read".formatted(file));
        }
        try {
            Config config = file == null
                    ? Config.autoConfigure(cluster.context())
                    : Config.fromKubeconfig(cluster.context(), file.toFile());
            checkContext(cluster, config);
            return config;
        } catch (KubernetesClientException e) {
            throw new Refusal("the kubeconfig %s: %s".formatted(file, e.getMessage()));
        }
    }

    private static void checkContext(Cluster cluster, Config config) throws Refusal {
        List<String> contexts = Optional.ofNullable(config.getContexts()).orElse(List.of()).stream()
                .map(context -> context.getName())
                .toList();
        if (cluster.context() != null && !contexts.contains(cluster.context())) {
            throw new Refusal("the kubeconfig has no context '%s', but %s".formatted(cluster.context(), contexts));
        }
    }
}
