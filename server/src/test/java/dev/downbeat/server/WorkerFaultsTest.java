package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.downbeat.api.Views.TaskView;
import dev.downbeat.executors.remote.FleetSecret;
import dev.downbeat.runtime.Downbeat;
import dev.downbeat.runtime.Downbeat.Mode;
import dev.downbeat.runtime.Settings;
import dev.downbeat.runtime.WorkerProcess;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of tasks at workers when servers, workers or lines fail, over real HTTP.
@Tag("long")
@Timeout(120)
class WorkerFaultsTest {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    @TempDir
    private Path folder;

    private Place place;

    @BeforeEach
    void set_up() {
        place = new Place(folder, PG.url());
    }

    @Test
    void a_workers_task_goes_on_while_the_server_is_away_and_its_result_counts()
            throws IOException, InterruptedException {
        holding("echo before; until [ -e go ]; do sleep 0.05; done; echo after; echo 7 > $DOWNBEAT_OUTPUT");
        try (var fleet = new FleetPlace(place);
                var _ = fleet.worker("one", "default")) {
            long run = fleet.run("it");
            fleet.until(run, "hold", "running");
            awaitLog(fleet, run, "hold", "out before");

            fleet.stop();
            place.write("dags/go", "");
            fleet.startAgain();

            assertThat(fleet.ended(run)).isEqualTo("success");
            assertThat(fleet.task(run, "hold").attempt()).isEqualTo(1);
            assertThat(fleet.log(run, "hold")).containsOnlyOnce("out before").containsOnlyOnce("out after");
            assertThat(fleet.log(run, "next")).contains("out got 7");
        }
    }

    @Test
    void a_scheduler_hears_of_what_a_worker_of_another_server_did() throws IOException, InterruptedException {
        holding("until [ -e go ]; do sleep 0.05; done; echo 7 > $DOWNBEAT_OUTPUT");
        try (var fleet = new FleetPlace(place)) {
            long run = fleet.run("it");
            fleet.until(run, "hold", "queued"); // so the first server has it, and keeps it
            Files.createDirectories(folder.resolve("home2"));
            Files.copy(
                    fleet.home().resolve("worker.token"),
                    folder.resolve("home2/worker.token"),
                    StandardCopyOption.COPY_ATTRIBUTES);
            Settings same = place.settings();
            var elsewhere = new Settings(
                    folder.resolve("home2"), same.database(), same.dags(), same.http(), same.engine(), same.log());
            try (var second = Downbeat.open(elsewhere, Mode.SERVE);
                    var server = DownbeatServer.start(second, elsewhere);
                    var worker = fleet.worker("one", server.url(), "default")) {
                fleet.until(run, "hold", "running");
                place.write("dags/go", "");

                assertThat(fleet.ended(run)).isEqualTo("success");
                assertThat(fleet.tasks(run)).extracting(TaskView::attempt).containsExactly(1, 1);
                assertThat(worker.running()).isZero();
            }
        }
    }

    @Test
    void a_worker_that_is_gone_loses_its_task_which_runs_again_elsewhere_without_using_a_retry()
            throws IOException, InterruptedException {
        holding("echo here; until [ -e go ]; do sleep 0.05; done");
        try (var fleet = new FleetPlace(place)) {
            var gone = fleet.worker("gone", "default");
            long run = fleet.run("it");
            awaitLog(fleet, run, "hold", "out here");
            long since = System.nanoTime();

            gone.close(); // without a word, as a kill -9 would
            try (var _ = fleet.worker("other", "default")) {
                place.write("dags/go", "");

                assertThat(fleet.ended(run)).isEqualTo("success");
                assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(20));
                assertThat(fleet.task(run, "hold").attempt()).isEqualTo(2);
                assertThat(fleet.task(run, "hold").tryNumber()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_worker_that_was_cut_off_for_too_long_cannot_report_a_result() throws IOException, InterruptedException {
        holding("if [ $DOWNBEAT_ATTEMPT = 1 ]; then echo here; until [ -e go ]; do sleep 0.05; done; fi;"
                + " echo $DOWNBEAT_ATTEMPT > $DOWNBEAT_OUTPUT");
        try (var fleet = new FleetPlace(place);
                var relay = new Relay(fleet.url());
                var far = fleet.worker("far", relay.url(), "default")) {
            long run = fleet.run("it");
            awaitLog(fleet, run, "hold", "out here");

            relay.cut();
            try (var near = fleet.worker("near", "default")) {
                fleet.until(run, "hold", "success");
                place.write("dags/go", ""); // now the first one ends, too
                relay.mend();

                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> far.running() == 0);
                assertThat(fleet.ended(run)).isEqualTo("success");
                assertThat(fleet.task(run, "hold").attempt()).isEqualTo(2);
                assertThat(fleet.log(run, "next")).contains("out got 2");
                assertThat(near.running()).isZero();
            }
        }
    }

    @Test
    void a_worker_that_is_drained_finishes_what_runs_and_takes_no_more()
            throws ExecutionException, IOException, InterruptedException, TimeoutException {
        holding("echo here; until [ -e go ]; do sleep 0.05; done");
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "default")) {
            long run = fleet.run("it");
            awaitLog(fleet, run, "hold", "out here");

            var drained = CompletableFuture.supplyAsync(() -> drain(worker, Duration.ofSeconds(30)));
            place.write("dags/go", "");

            assertThat(drained.get(30, TimeUnit.SECONDS)).isTrue();
            fleet.until(run, "hold", "success");
            fleet.until(run, "next", "queued");
            assertThat(fleet.task(run, "next").state()).isEqualTo("queued");
        }
    }

    @Test
    void what_a_drained_worker_does_not_finish_is_lost_at_once() throws IOException, InterruptedException {
        holding("echo here; until [ -e go ]; do sleep 0.05; done");
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "default")) {
            long run = fleet.run("it");
            awaitLog(fleet, run, "hold", "out here");

            assertThat(drain(worker, Duration.ofMillis(100))).isFalse();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> fleet.task(run, "hold").attempt() == 2);
            assertThat(fleet.task(run, "hold").tryNumber()).isEqualTo(1);
        }
    }

    @Test
    void a_worker_without_the_secret_is_refused_with_what_to_do() throws Exception {
        try (var fleet = new FleetPlace(place)) {
            var setup = new WorkerProcess.Setup(fleet.url(), "stranger", List.of("default"), 1, null);
            var wrong = Map.of(FleetSecret.VARIABLE, "not the secret of this fleet");

            assertThatThrownBy(() -> WorkerProcess.start(setup, folder.resolve("w"), wrong))
                    .hasMessageContaining("401")
                    .hasMessageContaining("this is not the secret of this server's workers");
            assertThatThrownBy(() -> WorkerProcess.start(setup, folder.resolve("w"), Map.of()))
                    .hasMessageContaining("there is no secret to show to the server: set DOWNBEAT_WORKER_TOKEN");
            Files.delete(fleet.home().resolve("worker.token"));
            assertThatThrownBy(() -> WorkerProcess.start(setup, folder.resolve("w"), wrong))
                    .hasMessageContaining("no worker is accepted here: there is no secret for them");
        }
    }

    private static boolean drain(WorkerProcess worker, Duration patience) {
        try {
            return worker.drain(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A DAG with a task that runs until there is a file, and one after it.
    private void holding(String command) throws IOException {
        place.write("dags/it.yaml", """
                id: it
                defaults: { executor: workers }
                tasks:
                  hold: { bash: "%s" }
                  next: { needs: hold, bash: "echo got {{ outputs.hold }}" }
                """.formatted(command));
    }

    private static void awaitLog(FleetPlace fleet, long run, String task, String line) {
        Awaitility.await(line)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(30))
                .until(() -> fleet.log(run, task).contains(line));
    }
}
