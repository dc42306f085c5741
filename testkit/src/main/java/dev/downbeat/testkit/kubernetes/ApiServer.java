package dev.downbeat.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The API server: Fabric8's, with what it lacks. Watches resume from a resource version, out of a history
/// that may be forgotten; a pod that is deleted with grace stays until its kubelet is done with it; a kubelet
/// serves logs; a quota bounds the pods; and any request can be made to fail.
public final class ApiServer extends KubernetesCrudDispatcher {
    private final String pods;
    private final Kubelet kubelet;
    private final WatchHistory history = new WatchHistory();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int quota = Integer.MAX_VALUE;
    private volatile String minor = "34";

    ApiServer(String namespace, Kubelet kubelet) {
        this.pods = "/api/v1/namespaces/" + namespace + "/pods";
        this.kubelet = kubelet;
    }

    /// The next requests of a method are answered with an error; watches, which are GET too, as well.
    public void fail(String method, int times, int status, String message) {
        faults.add(new Fault(method, times, status, message, null));
    }

    /// As [#fail], and asks for some patience.
    public void fail(String method, int times, int status, String message, int retryAfter) {
        faults.add(new Fault(method, times, status, message, retryAfter));
    }

    /// Nothing is answered but with an error from now on, and no watch goes on, until [#back].
    public void away() {
        fail("any", Integer.MAX_VALUE, 503, "the server is currently unable to handle the request");
        dropWatches();
    }

    public void back() {
        faults.clear();
    }

    /// Watches end as when a load balancer has enough of them; clients resume.
    public void dropWatches() {
        history.drop();
    }

    /// Nothing of the past is known any more: a watch that resumes from there is told 410.
    public void forgetHistory() {
        history.forget(requestResourceVersion());
    }

    /// How many pods that have not ended the namespace may have.
    public void quota(int pods) {
        quota = pods;
    }

    public void minorVersion(String version) {
        minor = version;
    }

    /// All requests so far, as `GET /path?query`.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public int watches() {
        return history.watches();
    }

    synchronized List<Pod> pods() {
        return new ArrayList<>(map.values())
                .stream().map(json -> Serialization.unmarshal(json, Pod.class)).toList();
    }

    /// What a kubelet or a controller says of a pod; nothing when it is no longer there.
    synchronized void update(String name, UnaryOperator<Pod> change) {
        String path = pods + "/" + name;
        var entry = findResource(getKey(path));
        if (entry != null) {
            Pod pod = change.apply(Serialization.unmarshal(entry.getValue(), Pod.class));
            pod.getMetadata().setResourceVersion(Long.toString(requestResourceVersion()));
            processEvent(path, getKey(path), entry.getKey(), null, Serialization.asJson(pod));
        }
    }

    /// It is gone at once.
    synchronized void erase(String name) {
        handleDelete(pods + "/" + name);
    }

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        String method = request.getMethod();
        requests.add(method + " " + request.getPath());
        Optional<MockResponse> fault =
                faults.stream().flatMap(each -> each.strike(method).stream()).findFirst();
        if (fault.isPresent()) {
            return fault.get();
        }
        URI uri = URI.create(request.getPath());
        String path = uri.getPath();
        if (!allowed(method, path)) {
            return error(403, "Forbidden", "User \"tester\" cannot %s %s".formatted(method, path));
        }
        if (path.equals("/version")) {
            return new MockResponse().setResponseCode(200).setBody(version());
        }
        if (method.equals("GET") && path.startsWith(pods) && path.endsWith("/log")) {
            String name = path.substring(pods.length() + 1, path.length() - "/log".length());
            return log(name, query(uri));
        }
        if (method.equals("DELETE") && path.startsWith(pods + "/")) {
            return delete(path.substring(pods.length() + 1), request);
        }
        return method.equals("POST") ? create(request) : super.dispatch(request);
    }

    /// The rights of the role that the page of Kubernetes shows: to make, see and delete pods one by one, and
    /// to read their logs.
    private boolean allowed(String method, String path) {
        return switch (method) {
            case "GET" -> path.equals("/version") || path.equals(pods) || path.startsWith(pods + "/");
            case "POST" -> path.equals(pods);
            case "DELETE" -> path.startsWith(pods + "/");
            default -> false;
        };
    }

    private String version() {
        return Serialization.asJson(Map.of("major", "1", "minor", minor, "gitVersion", "v1." + minor + ".0"));
    }

    private MockResponse create(RecordedRequest request) {
        long live = pods().stream()
                .filter(pod -> pod.getStatus() == null
                        || !List.of("Succeeded", "Failed")
                                .contains(pod.getStatus().getPhase()))
                .count();
        if (live >= quota) {
            return error(
                    403,
                    "Forbidden",
                    "pods is forbidden: exceeded quota: tests, requested: pods=1, used: pods=%d, limited: pods=%d"
                            .formatted(live, quota));
        }
        return super.dispatch(request);
    }

    private MockResponse delete(String name, RecordedRequest request) {
        Optional<Pod> pod = pods().stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst();
        if (pod.isEmpty()) {
            return error(404, "NotFound", "pods \"%s\" not found".formatted(name));
        }
        Long asked = grace(request);
        Long own = pod.get().getSpec().getTerminationGracePeriodSeconds();
        long grace = asked != null ? asked : own == null ? 30 : own;
        Instant due = Instant.now().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS);
        if (grace == 0) {
            kubelet.kill(name, 0);
            erase(name);
        } else {
            update(name, each -> deleted(each, due, grace));
            kubelet.kill(name, grace);
        }
        return new MockResponse().setResponseCode(200).setBody(Serialization.asJson(pod.get()));
    }

    static Pod deleted(Pod pod, Instant due, long grace) {
        pod.getMetadata().setDeletionTimestamp(due.toString());
        pod.getMetadata().setDeletionGracePeriodSeconds(grace);
        return pod;
    }

    private static @Nullable Long grace(RecordedRequest request) {
        String body = request.getUtf8Body();
        Object grace = body == null || body.isBlank()
                ? null
                : Serialization.unmarshal(body, Map.class).get("gracePeriodSeconds");
        return grace instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }

    private MockResponse log(String name, Map<String, String> query) {
        List<String> lines = kubelet.log(name);
        int tail = Integer.parseInt(query.getOrDefault("tailLines", Integer.toString(lines.size())));
        String text = lines.subList(Math.max(0, lines.size() - tail), lines.size()).stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return new MockResponse().setResponseCode(200).setBody(text);
    }

    static MockResponse error(int code, String reason, String message) {
        var status = new StatusBuilder()
                .withStatus("Failure")
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build();
        return new MockResponse().setResponseCode(code).setBody(Serialization.asJson(status));
    }

    @Override
    public synchronized MockResponse handleWatch(String path) {
        return new MockResponse().withWebSocketUpgrade(history.watch(query(URI.create(path))));
    }

    @Override
    public synchronized void processEvent(
            String path,
            AttributeSet pathAttributes,
            @Nullable AttributeSet oldAttributes,
            io.fabric8.kubernetes.api.model.@Nullable GenericKubernetesResource resource,
            @Nullable String newState) {
        String before = oldAttributes == null ? null : map.get(oldAttributes);
        super.processEvent(path, pathAttributes, oldAttributes, resource, newState);
        String state = newState == null ? before : newState;
        if (state != null) {
            Pod pod = Serialization.unmarshal(state, Pod.class);
            String type = newState == null ? "DELETED" : before == null ? "ADDED" : "MODIFIED";
            if (newState == null) {
                pod.getMetadata().setResourceVersion(Long.toString(requestResourceVersion()));
            }
            history.happened(type, pod);
            if (type.equals("ADDED")) {
                kubelet.added(pod);
            }
        }
    }

    private static Map<String, String> query(URI uri) {
        String query = uri.getQuery();
        return Arrays.stream((query == null ? "" : query).split("&"))
                .map(part -> part.split("=", 2))
                .filter(part -> part.length == 2)
                .collect(Collectors.toMap(part -> part[0], part -> part[1], (first, _) -> first));
    }
}
