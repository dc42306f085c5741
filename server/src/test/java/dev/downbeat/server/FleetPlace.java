package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.api.Views.LogChunk;
import dev.downbeat.api.Views.RunDetail;
import dev.downbeat.api.Views.RunQuery;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.Views.TriggerRequest;
import dev.downbeat.executors.remote.FleetSecret;
import dev.downbeat.model.DagRunState;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import dev.downbeat.runtime.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/// A server for workers, which can be started anew, and workers of it; all of them in this JVM.
final class FleetPlace implements AutoCloseable {
    static final String SECRET = "a secret of this test's fleet";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofSeconds(150);

    private final Place place;
    private Downbeat downbeat;
    private DownbeatServer server;
    private final int port;
    private final int executionPort;

    FleetPlace(Place place) {
        this.place = place;
        var secret = new FleetSecret(place.settings().home(), Map.of());
        boolean ignored = secret.make();
        downbeat = Downbeat.open(place.settings(), Mode.SERVE);
        server = DownbeatServer.start(downbeat, place.settings());
        port = server.url().getPort();
        executionPort = server.executionUrl().orElseThrow().getPort();
    }

    URI url() {
        return server.url();
    }

    /// Where other machines come.
    URI executionUrl() {
        return server.executionUrl().orElseThrow();
    }

    DownbeatApi api() {
        return downbeat.api();
    }

    Path home() {
        return place.settings().home();
    }

    /// Workers know it by the same address again.
    void stop() {
        server.close();
        downbeat.close();
    }

    void startAgain() {
        Settings usual = place.settings();
        downbeat = Downbeat.open(usual, Mode.SERVE);
        server = DownbeatServer.start(
                downbeat,
                new Settings(
                        usual.home(),
                        usual.database(),
                        usual.dags(),
                        new Settings.Http(
                                "127.0.0.1", port, "", new Settings.Execution("127.0.0.1", executionPort, "")),
                        usual.engine(),
                        usual.log()));
    }

    WorkerProcess worker(String name, String... queues) throws InterruptedException {
        return worker(name, url(), queues);
    }

    /// One that has its own folder of DAG files, and serves the queue `gpu`.
    WorkerProcess worker(String name, Path dags) throws InterruptedException {
        return worker(new WorkerProcess.Setup(url(), name, List.of("gpu"), 8, dags));
    }

    WorkerProcess worker(String name, URI through, String... queues) throws InterruptedException {
        return worker(new WorkerProcess.Setup(through, name, List.of(queues), 8, null));
    }

    private WorkerProcess worker(WorkerProcess.Setup setup) throws InterruptedException {
        String secret = new FleetSecret(home(), Map.of()).find().orElseThrow();
        return WorkerProcess.start(
                setup, place.folder().resolve("at-" + setup.name()), Map.of(FleetSecret.VARIABLE, secret));
    }

    long run(String dag) {
        assertThat(api().importErrors()).isEmpty();
        return api().trigger(dag, new TriggerRequest(Map.of(), null, null)).id();
    }

    /// The state in which a run ends.
    String ended(long run) {
        return Awaitility.await("the end of run " + run)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> state(run), state -> DagRunState.of(state).terminal());
    }

    /// Without its tasks, of which there may be a thousand.
    private String state(long run) {
        return api().runs(new RunQuery(Optional.empty(), Optional.empty(), Optional.empty(), 50)).items().stream()
                .filter(each -> each.id() == run)
                .findFirst()
                .orElseThrow()
                .state();
    }

    RunDetail until(long run, Predicate<RunDetail> fits) {
        return Awaitility.await("run " + run)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(30))
                .until(() -> api().run(run), fits);
    }

    void until(long run, String task, String state) {
        RunDetail ignored = until(
                run,
                view -> view.tasks().stream()
                        .anyMatch(
                                each -> each.task().equals(task) && each.state().equals(state)));
    }

    List<TaskView> tasks(long run) {
        return api().run(run).tasks();
    }

    TaskView task(long run, String name) {
        return tasks(run).stream()
                .filter(each -> each.task().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String log(long run, String task) {
        return api().log(run, task, -1, 0, 0, 500_000).text();
    }

    String wholeLog(long run, String task) {
        var text = new StringBuilder();
        LogChunk chunk = api().log(run, task, -1, 0, 0, 500_000);
        while (!chunk.text().isEmpty()) {
            text.append(chunk.text());
            chunk = api().log(run, task, -1, 0, chunk.next(), 500_000);
        }
        return text.toString();
    }

    String metrics() {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(url().resolve("/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
