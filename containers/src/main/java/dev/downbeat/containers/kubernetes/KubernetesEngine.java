package dev.downbeat.containers.kubernetes;

import dev.downbeat.containers.ContainerEngine;
import dev.downbeat.containers.ContainerRequest;
import dev.downbeat.containers.Created;
import dev.downbeat.containers.EngineAway;
import dev.downbeat.containers.Sighting;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Containers as bare pods of one namespace of a Kubernetes cluster.
///
/// ```java
/// try (var engine = KubernetesEngine.open(KubernetesSettings.DEFAULT)) {
///     engine.watch("production", sighting -> inbox.add(sighting));
///     engine.create(request);
/// }
/// ```
public final class KubernetesEngine implements ContainerEngine {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesEngine.class);

    /// A name that was taken a moment ago, by a pod that is gone by now.
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, Object> template;
    private final @Nullable String image;
    private final Patience patience;
    private final RetryAfter retryAfter;
    private final Backoff busy;
    private final Backoff quota;
    private final PodWatch.Times times;
    private final List<PodWatch> watches = new CopyOnWriteArrayList<>();
    private volatile @Nullable ServerVersion version;

    KubernetesEngine(KubernetesSettings settings, InstantSource clock, PodWatch.Times times) throws Refusal {
        this.template = PodParts.read(settings.podTemplate());
        this.image = settings.image();
        this.patience = new Patience(settings.patience(), clock);
        this.retryAfter = new RetryAfter(clock);
        this.busy = new Backoff(clock);
        this.quota = new Backoff(clock);
        this.times = times;
        this.client = Clients.of(settings.cluster(), retryAfter);
        this.namespace = Objects.requireNonNullElse(client.getNamespace(), "default");
    }

    /// Reads the template and the credentials; the cluster is not asked yet.
    ///
    /// @throws DownbeatException when the template has mistakes, or there are no such credentials
    public static KubernetesEngine open(KubernetesSettings settings) {
        try {
            return new KubernetesEngine(settings, InstantSource.system(), PodWatch.Times.DEFAULT);
        } catch (Refusal e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, e.why(), e);
        }
    }

    /// Where the pods are.
    public String namespace() {
        return namespace;
    }

    @Override
    public Created create(ContainerRequest request) {
        try {
            Pod pod = PodManifest.of(request, template, image);
            checkVersion(pod);
            pods().resource(pod).create();
            busy.accepted();
            quota.accepted();
            return new Created.Accepted();
        } catch (Refusal e) {
            return new Created.Refused(e.why());
        } catch (KubernetesClientException e) {
            return refused(request.name(), e);
        }
    }

    private Created refused(String name, KubernetesClientException e) {
        String why = Refusals.why(e);
        return switch (Refusals.of(e)) {
            case EXISTS -> existing(name);
            case QUOTA -> new Created.Later(why, quota.refused(Duration.ZERO));
            case AWAY -> new Created.Later(why, busy.refused(retryAfter.rest()));
            case FOR_GOOD -> new Created.Refused(why);
        };
    }

    private Created existing(String name) {
        try {
            Pod pod = pods().withName(name).get();
            if (pod == null) {
                return new Created.Later("a pod of that name was there a moment ago", SHORTLY);
            }
            busy.accepted();
            return new Created.Exists(claim(pod));
        } catch (KubernetesClientException e) {
            return new Created.Later(Refusals.why(e), busy.refused(retryAfter.rest()));
        }
    }

    /// Asked for once, when the first pod is made.
    private void checkVersion(Pod pod) throws Refusal {
        ServerVersion known = version;
        if (known == null) {
            known = askedVersion();
            version = known;
            LOG.info("Pods are made in namespace {} of a Kubernetes {}", namespace, known);
        }
        known.check(pod);
    }

    /// A cluster that does not say is taken for an old one, of which less is asked.
    private ServerVersion askedVersion() {
        try {
            return Optional.ofNullable(client.getKubernetesVersion())
                    .flatMap(ServerVersion::of)
                    .orElse(ServerVersion.OLDEST);
        } catch (KubernetesClientException e) {
            if (Refusals.of(e) != Refusals.FOR_GOOD) {
                throw e;
            }
            LOG.warn("The cluster does not tell its version: {}", Refusals.why(e));
            return ServerVersion.OLDEST;
        }
    }

    @Override
    public void watch(String owner, Consumer<Sighting> watcher) {
        var watch = new PodWatch(
                () -> pods().withLabel(ContainerRequest.OWNER, Labels.value(owner))
                        .runnableInformer(0),
                name -> pods().withName(name).get() != null,
                watcher,
                patience,
                times);
        watches.add(watch.start());
    }

    @Override
    public List<Sighting> list(String owner) throws EngineAway {
        try {
            return pods().withLabel(ContainerRequest.OWNER, Labels.value(owner)).list().getItems().stream()
                    .map(pod -> sighting(pod, patience))
                    .toList();
        } catch (KubernetesClientException e) {
            throw new EngineAway(Refusals.why(e), e);
        }
    }

    @Override
    public void remove(String name, boolean grace) throws EngineAway {
        try {
            PodResource pod = pods().withName(name);
            var deleted = grace ? pod.delete() : pod.withGracePeriod(0).delete();
            LOG.debug("Asked for the end of pod {}: {}", name, deleted);
            patience.forget(name);
        } catch (KubernetesClientException e) {
            throw new EngineAway(Refusals.why(e), e);
        }
    }

    @Override
    public List<String> lastWords(String name, int lines) {
        try {
            // Fabric8's own way asks for the pod first, and waits until it is ready.
            String log = client.raw("/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d"
                    .formatted(namespace, name, PodParts.CONTAINER, lines));
            return log == null ? List.of() : log.lines().toList();
        } catch (KubernetesClientException e) {
            LOG.debug("The log of pod {} cannot be read: {}", name, Refusals.why(e));
            return List.of();
        }
    }

    @Override
    public void close() {
        watches.forEach(PodWatch::close);
        client.close();
    }

    private NonNamespaceOperation<Pod, PodList, PodResource> pods() {
        MixedOperation<Pod, PodList, PodResource> pods = client.pods();
        return pods.inNamespace(namespace);
    }

    static Sighting sighting(Pod pod, Patience patience) {
        String name = pod.getMetadata().getName();
        return new Sighting(name, claim(pod), patience.judge(name, PodReading.of(pod)));
    }

    /// Its exact text stands in the annotation.
    private static String claim(Pod pod) {
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        Map<String, String> notes = Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        return notes.getOrDefault(ContainerRequest.CLAIM, labels.getOrDefault(ContainerRequest.CLAIM, ""));
    }
}
