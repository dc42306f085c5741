package dev.downbeat.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A kubelet with the scheduler and the controllers around it: runs the command of a pod's `task` container
/// as a process of this machine, with its variables, and says of the pod what a kubelet says. Images are not
/// looked at, but for those that it is told to miss.
public final class Kubelet implements AutoCloseable {
    private static final List<String> OF_THE_IMAGE = List.of("PATH", "HOME", "JAVA_HOME", "LANG", "TMPDIR");
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([A-Za-z_][A-Za-z0-9_.-]*)\\))");
    private static final int KILLED = 137;
    private static final int NOT_STARTED = 128;

    private final Path folder;
    private final Map<String, RunningPod> running = new ConcurrentHashMap<>();
    private final Set<String> missingImages = ConcurrentHashMap.newKeySet();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ApiServer api;
    private volatile boolean room = true;

    /// @param silenced whether somebody else says what it came to
    /// @param reported whether all is said
    private record RunningPod(Process process, AtomicBoolean silenced, CountDownLatch reported) {}

    Kubelet(Path folder) {
        this.folder = folder;
    }

    void reportTo(ApiServer server) {
        api = server;
    }

    /// From now on the image cannot be fetched.
    public void missImage(String image) {
        missingImages.add(image);
    }

    /// Pods that come from now on find no node, until [#makeRoom].
    public void fillUp() {
        room = false;
    }

    public void makeRoom() {
        room = true;
        server().pods().stream()
                .filter(pod -> pod.getSpec().getNodeName() == null)
                .forEach(this::added);
    }

    /// Its process is killed for the memory that it took.
    public void runOutOfMemory(String pod) {
        silence(pod);
        server().update(pod, each -> PodStatuses.terminated(each, KILLED, "OOMKilled", null));
    }

    /// The node makes room.
    public void evict(String pod) {
        silence(pod);
        server().update(
                        pod,
                        each -> PodStatuses.disrupted(
                                PodStatuses.failed(
                                        PodStatuses.terminated(each, KILLED, "Error", null),
                                        "Evicted",
                                        "The node was low on resource: memory."),
                                "TerminationByKubelet"));
    }

    /// Its node is gone with all that ran there, and nobody says so: the cluster deletes the pod, and it
    /// stays until it is deleted without grace, because no kubelet lets go of it.
    ///
    /// @param since how long ago it should have been gone
    public void loseNode(String pod, Duration since) {
        lost.add(pod);
        silence(pod);
        Instant due = Instant.now().minus(since).truncatedTo(ChronoUnit.SECONDS);
        server().update(pod, each -> ApiServer.deleted(PodStatuses.disrupted(each, "DeletionByTaintManager"), due, 30));
    }

    /// The collector of pods finds that their node is no more.
    public void collect(String pod) {
        silence(pod);
        server().update(pod, each -> PodStatuses.disrupted(PodStatuses.failed(each, null, null), "DeletionByPodGC"));
        server().erase(pod);
    }

    /// Whether its process lives.
    public boolean runs(String pod) {
        var it = running.get(pod);
        return it != null && it.process().isAlive();
    }

    List<String> log(String pod) {
        Path file = logFile(pod);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void added(Pod pod) {
        Thread.ofVirtual().name("kubelet-" + pod.getMetadata().getName()).start(() -> begin(pod));
    }

    private void begin(Pod pod) {
        String name = pod.getMetadata().getName();
        Container task = PodStatuses.task(pod);
        if (!room) {
            server().update(name, PodStatuses::unschedulable);
            return;
        }
        server().update(name, each -> PodStatuses.waiting(each, "ContainerCreating", null));
        if (missingImages.contains(task.getImage())) {
            String why = "failed to pull and unpack image \"%s\": not found".formatted(task.getImage());
            server().update(name, each -> PodStatuses.waiting(each, "ErrImagePull", why));
            server().update(
                            name,
                            each -> PodStatuses.waiting(
                                    each,
                                    "ImagePullBackOff",
                                    "Back-off pulling image \"%s\"".formatted(task.getImage())));
            return;
        }
        try {
            run(name, task);
        } catch (IOException e) {
            server().update(
                            name,
                            each -> PodStatuses.terminated(
                                    each, NOT_STARTED, "StartError", "exec failed: " + e.getMessage()));
        }
    }

    private void run(String name, Container task) throws IOException {
        Map<String, String> variables = variables(task);
        var builder = new ProcessBuilder(task.getCommand().stream()
                        .map(word -> expanded(word, variables))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(logFile(name).toFile());
        builder.environment().keySet().retainAll(OF_THE_IMAGE);
        builder.environment().putAll(variables);
        var it = new RunningPod(builder.start(), new AtomicBoolean(), new CountDownLatch(1));
        running.put(name, it);
        server().update(name, PodStatuses::running);
        int code = it.process().onExit().join().exitValue();
        if (!it.silenced().get()) {
            server().update(name, each -> PodStatuses.terminated(each, code, code == 0 ? "Completed" : "Error", null));
        }
        it.reported().countDown();
    }

    /// Later variables may name earlier ones.
    private static Map<String, String> variables(Container task) {
        var variables = new LinkedHashMap<String, String>();
        for (EnvVar variable : task.getEnv()) {
            if (variable.getValue() != null) {
                variables.put(variable.getName(), expanded(variable.getValue(), variables));
            }
        }
        return variables;
    }

    /// `$(NAME)` is the variable when there is one, `$$` is `$`.
    private static String expanded(String text, Map<String, String> variables) {
        return REFERENCE.matcher(text).replaceAll(found -> {
            String name = found.group(1);
            return Matcher.quoteReplacement(name == null ? "$" : variables.getOrDefault(name, found.group()));
        });
    }

    /// SIGTERM, grace, SIGKILL; then the pod is let go.
    void kill(String name, long grace) {
        if (lost.contains(name)) {
            return;
        }
        Thread.ofVirtual().name("kubelet-" + name).start(() -> {
            var it = running.get(name);
            if (it != null) {
                end(it.process(), grace);
                awaitReport(it);
            }
            server().erase(name);
        });
    }

    private static void awaitReport(RunningPod it) {
        try {
            it.reported().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Process process, long grace) {
        List<ProcessHandle> all = process.descendants().toList();
        if (grace > 0) {
            process.destroy();
            process.onExit().completeOnTimeout(process, grace, TimeUnit.SECONDS).join();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /// Its process dies without a word of its own.
    private void silence(String name) {
        var it = running.get(name);
        if (it != null) {
            it.silenced().set(true);
            end(it.process(), 0);
        }
    }

    private Path logFile(String name) {
        return folder.resolve(name + ".log");
    }

    private ApiServer server() {
        ApiServer server = api;
        if (server == null) {
            throw new IllegalStateException("no API server yet");
        }
        return server;
    }

    @Override
    public void close() {
        running.keySet().forEach(this::silence);
    }
}
