package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.downbeat.api.ExplainViews.GateView;
import dev.downbeat.api.Views.TaskView;
import dev.downbeat.api.WorkerViews.WorkerView;
import dev.downbeat.testkit.PgExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Tasks that workers do, over real HTTP.
@Timeout(120)
class WorkersTest {
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
    void a_worker_does_what_is_in_its_queues() throws IOException, InterruptedException {
        place.write("dags/it.yaml", """
                id: it
                defaults: { executor: workers }
                tasks:
                  hello: { queue: gpu, bash: "echo hello from $DOWNBEAT_TASK_ID; echo 42 > $DOWNBEAT_OUTPUT" }
                  after: { needs: hello, queue: gpu, bash: "echo it was {{ outputs.hello }}" }
                """);
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "gpu")) {
            long run = fleet.run("it");

            assertThat(fleet.ended(run)).isEqualTo("success");
            assertThat(fleet.log(run, "hello")).contains("out hello from hello");
            assertThat(fleet.log(run, "after")).contains("out it was 42");
            assertThat(fleet.tasks(run)).extracting(TaskView::attempt).containsExactly(1, 1);
            assertThat(worker.running()).isZero();
        }
    }

    @Test
    void a_worker_of_another_machine_comes_by_the_execution_address() throws IOException, InterruptedException {
        place.write("dags/it.yaml", """
                id: it
                tasks:
                  make:
                    executor: workers
                    bash: |
                      head -c 200000 /dev/zero | tr '\\0' x | fold > "$DOWNBEAT_ARTIFACTS/a.txt"
                      cat "$DOWNBEAT_ARTIFACTS/a.txt"
                      echo "\\"$DOWNBEAT_ARTIFACTS/a.txt\\"" > "$DOWNBEAT_OUTPUT"
                  use: { needs: make, executor: workers, bash: "wc -c < '{{ outputs.make }}'" }
                """);
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("far", fleet.executionUrl(), "default")) {
            long run = fleet.run("it");

            assertThat(fleet.ended(run)).isEqualTo("success");
            assertThat(fleet.wholeLog(run, "make")).hasSizeGreaterThan(200_000);
            assertThat(fleet.log(run, "use")).contains("out 20");
            assertThat(worker.running()).isZero();
        }
    }

    @Test
    void little_is_taken_in_from_strangers() throws IOException {
        String begun = "\"" + "x".repeat(40_000);
        try (var fleet = new FleetPlace(place)) {
            for (String[] each : new String[][] {
                {"/execution/v1/attempt/end", "HTTP/1.1 409"},
                {"/execution/v1/attempt/log", "HTTP/1.1 409"},
                {"/execution/v1/workers", "HTTP/1.1 401"}
            }) {
                URI url = fleet.executionUrl();
                try (var socket = new Socket(url.getHost(), url.getPort())) {
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream()
                            .write(("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer made-up\r\n"
                                                    .formatted(each[0])
                                            + "Content-Type: application/json\r\nContent-Length: 30000000\r\n\r\n"
                                            + begun)
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();

                    var in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                    assertThat(in.readLine()).startsWith(each[1]);
                }
            }
        }
    }

    @Test
    void the_example_trains_at_a_worker_and_publishes_in_the_server() throws IOException, InterruptedException {
        place.write("dags/far_training.yaml", Files.readString(Path.of("../examples/workers/far_training.yaml")));
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "gpu")) {
            long run = fleet.run("far_training");

            assertThat(fleet.ended(run)).isEqualTo("success");
            assertThat(fleet.log(run, "train")).contains("out training on 1000 rows");
            assertThat(fleet.log(run, "publish")).contains("out published 0.97");
            assertThat(worker.running()).isZero();
        }
    }

    @Test
    void a_task_that_a_person_cancels_is_stopped_at_its_worker() throws IOException, InterruptedException {
        holding("trap 'echo stopping; exit 3' TERM; echo $$ > pid; echo here; until [ -e go ]; do sleep 0.05; done");
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "default")) {
            long run = fleet.run("it");
            awaitLog(fleet, run, "hold", "out here");

            fleet.api().cancel(run);

            assertThat(fleet.ended(run)).isEqualTo("failed");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> worker.running() == 0);
            long pid =
                    Long.parseLong(Files.readString(folder.resolve("dags/pid")).strip());
            assertThat(ProcessHandle.of(pid)).isEmpty();
        }
    }

    @Test
    void one_that_nobody_has_begun_is_cancelled_at_once() throws Exception {
        holding("echo never");
        try (var fleet = new FleetPlace(place)) {
            long run = fleet.run("it");
            fleet.until(run, "hold", "queued");

            fleet.api().cancel(run);

            assertThat(fleet.ended(run)).isEqualTo("failed");
        }
    }

    @Test
    void a_task_that_takes_too_long_fails_with_its_timeout() throws IOException, InterruptedException {
        place.write("dags/it.yaml", """
                id: it
                tasks:
                  slow: { executor: workers, timeout: 500ms, bash: "echo begun; sleep 60" }
                """);
        try (var fleet = new FleetPlace(place);
                var _ = fleet.worker("one", "default")) {
            long run = fleet.run("it");

            assertThat(fleet.ended(run)).isEqualTo("failed");
            assertThat(fleet.task(run, "slow").failure()).isEqualTo("the task took longer than its timeout of 500ms");
            assertThat(fleet.log(run, "slow")).contains("out begun");
        }
    }

    @Test
    void files_go_to_the_server_and_to_whoever_needs_them() throws IOException, InterruptedException {
        place.write("dags/it.yaml", """
                id: it
                defaults: { executor: workers }
                tasks:
                  make:
                    bash: |
                      mkdir "$DOWNBEAT_ARTIFACTS/sub"
                      echo data > "$DOWNBEAT_ARTIFACTS/sub/a.txt"
                      printf '{"file": "%s", "folder": "%s"}' "$DOWNBEAT_ARTIFACTS/sub/a.txt" "$DOWNBEAT_ARTIFACTS/sub" \
                        > "$DOWNBEAT_OUTPUT"
                  large:
                    bash: |
                      (printf '["'; head -c 400000 /dev/zero | tr '\\0' x; printf '"]') > "$DOWNBEAT_OUTPUT"
                  use:
                    needs: [make, large]
                    bash: |
                      cat '{{ outputs.make.file }}'
                      ls '{{ outputs.make.folder }}'
                      wc -c < '{{ outputs.large.path }}'
                      echo '"{{ outputs.make.file }}"' > "$DOWNBEAT_OUTPUT"
                  here: { needs: use, executor: local, bash: "cat '{{ outputs.use }}'; ls '{{ outputs.make.folder }}'" }
                """);
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "default")) {
            long run = fleet.run("it");

            assertThat(fleet.ended(run)).isEqualTo("success");
            assertThat(fleet.log(run, "use")).contains("out data", "out a.txt", "out 400004");
            assertThat(fleet.log(run, "here")).contains("out data", "out a.txt");
            assertThat(fleet.api().xcoms(run, "make", -1).toString())
                    .contains(fleet.home()
                            .resolve("artifacts/it/run_" + run + "/make/-1/attempt_1/sub/a.txt")
                            .toString());
            assertThat(worker.running()).isZero();
            try (var left = Files.walk(folder.resolve("at-one"))) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    @Test
    void java_comes_with_the_order_and_files_beside_the_dag_are_found_in_the_workers_own_folder()
            throws IOException, InterruptedException {
        place.write("dags/Far.java", """
                import dev.downbeat.sdk.Dag;

                public final class Far {
                    record Count(String word, int n) {}

                    static Count count() {
                        System.out.println("counting here");
                        return new Count("a", 21);
                    }

                    static int twice(Count count) {
                        return 2 * count.n();
                    }

                    public static final Dag DAG = Dag.of("far", d -> {
                        var counted = d.task("count").executor("workers").queue("gpu").call(Far::count);
                        d.task("twice").executor("workers").queue("gpu").with(counted).call(Far::twice);
                    });
                }
                """);
        place.write("dags/sub/it.yaml", """
                id: it
                defaults: { executor: workers, queue: gpu }
                tasks:
                  py: { python: { file: far.py, call: add, args: { a: 40 } } }
                """);
        place.write("dags/sub/far.py", "def add(a):\n    return 'the server has no business here'\n");
        place.write("elsewhere/sub/far.py", "def add(a):\n    print('in python')\n    return a + 2\n");
        try (var fleet = new FleetPlace(place);
                var _ = fleet.worker("one", folder.resolve("elsewhere"))) {
            long java = fleet.run("far");
            long python = fleet.run("it");

            assertThat(fleet.ended(java)).isEqualTo("success");
            assertThat(fleet.log(java, "count")).contains("out counting here");
            assertThat(fleet.api().xcoms(java, "twice", -1).toString()).contains("42");
            assertThat(fleet.ended(python)).isEqualTo("success");
            assertThat(fleet.log(python, "py")).contains("out in python");
            assertThat(fleet.api().xcoms(python, "py", -1).toString()).contains("42");
        }
    }

    @Test
    void checkpoints_and_progress_are_the_servers() throws IOException, InterruptedException {
        place.write("dags/it.yaml", """
                id: it
                tasks:
                  far:
                    executor: workers
                    retries: 1
                    retry_delay: 100ms
                    bash: |
                      if [ -e "$DOWNBEAT_CHECKPOINT" ]; then echo "resumes at $(cat "$DOWNBEAT_CHECKPOINT")"; exit 0; fi
                      echo 17 > "$DOWNBEAT_CHECKPOINT"
                      echo 3 10 files > "$DOWNBEAT_PROGRESS"
                      until [ -e go ]; do sleep 0.05; done
                      exit 1
                """);
        try (var fleet = new FleetPlace(place);
                var first = fleet.worker("first", "default")) {
            long run = fleet.run("it");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> fleet.task(run, "far").live() != null);
            first.drain(Duration.ofMillis(1));
            try (var second = fleet.worker("second", "default")) {
                place.write("dags/go", "");

                assertThat(fleet.ended(run)).isEqualTo("success");
                assertThat(fleet.log(run, "far")).contains("out resumes at 17");
                assertThat(second.running()).isZero();
            }
        }
    }

    @Test
    void secrets_are_asked_for_at_the_server_which_hides_them_in_logs_and_failures()
            throws IOException, InterruptedException {
        place.write("home/connections.yaml", "db: { type: http, host: db.example, password: hunter2hunter2 }\n");
        Files.setPosixFilePermissions(
                folder.resolve("home/connections.yaml"), PosixFilePermissions.fromString("rw-------"));
        place.write("dags/it.yaml", """
                id: it
                tasks:
                  tell:
                    executor: workers
                    bash: "echo it is {{ conn.db.password }}; echo no, {{ conn.db.password }} >&2; exit 3"
                """);
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "default")) {
            long run = fleet.run("it");

            assertThat(fleet.ended(run)).isEqualTo("failed");
            assertThat(fleet.log(run, "tell")).contains("out it is ***").doesNotContain("hunter2");
            assertThat(fleet.task(run, "tell").toString()).doesNotContain("hunter2");
            assertThat(worker.running()).isZero();
        }
    }

    @Test
    void sensors_and_mapped_tasks_run_at_workers_too() throws IOException, InterruptedException {
        place.write("dags/it.yaml", """
                id: it
                defaults: { executor: workers }
                tasks:
                  list: { bash: "echo '[1, 2, 3]' > $DOWNBEAT_OUTPUT" }
                  each: { needs: list, each: "{{ outputs.list }}", bash: "echo $(({{ item }} * 2)) > $DOWNBEAT_OUTPUT" }
                  wait: { wait_for_file: { path: there, poke_interval: 200ms, mode: reschedule } }
                  sum: { needs: [each, wait], bash: "echo {{ outputs.each }}" }
                """);
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "default")) {
            long run = fleet.run("it");
            fleet.until(run, "wait", "up_for_reschedule");
            place.write("dags/there", "");

            assertThat(fleet.ended(run)).isEqualTo("success");
            assertThat(fleet.log(run, "sum")).contains("out [2, 4, 6]");
            assertThat(worker.running()).isZero();
        }
    }

    @Test
    void why_a_task_waits_for_a_worker_is_told() throws IOException, InterruptedException {
        place.write("dags/it.yaml", "id: it\ntasks:\n  far: { executor: workers, queue: gpu, bash: 'echo hi' }\n");
        try (var fleet = new FleetPlace(place)) {
            long run = fleet.run("it");
            fleet.until(run, "far", "queued");
            assertThat(gate(fleet, run).why())
                    .isEqualTo("'workers' has not begun it: no worker serves queue 'gpu'; there are no workers");
            assertThat(gate(fleet, run).opens()).isEqualTo("downbeat worker --queues gpu");

            try (var other = fleet.worker("other", "cpu", "default")) {
                assertThat(gate(fleet, run).why()).endsWith("no worker serves queue 'gpu'; workers serve cpu, default");
                assertThat(fleet.api().workers().list())
                        .extracting(WorkerView::name, WorkerView::queues, WorkerView::slots, WorkerView::running)
                        .containsExactly(tuple("other", List.of("cpu", "default"), 8, 0));
                assertThat(other.running()).isZero();
            }
            try (var worker = fleet.worker("one", "gpu")) {
                assertThat(fleet.ended(run)).isEqualTo("success");
                assertThat(worker.running()).isZero();
            }
        }
    }

    @Test
    void metrics_tell_what_waits_in_which_queue_and_who_serves_it() throws IOException, InterruptedException {
        place.write("dags/it.yaml", "id: it\ntasks:\n  far: { executor: workers, queue: gpu, bash: 'echo hi' }\n");
        try (var fleet = new FleetPlace(place);
                var worker = fleet.worker("one", "cpu")) {
            fleet.until(fleet.run("it"), "far", "queued");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> fleet.metrics().contains("downbeat_queue_waiting{queue=\"gpu\"} 1.0"));

            assertThat(fleet.metrics())
                    .contains("downbeat_queue_workers{queue=\"gpu\"} 0.0")
                    .contains("downbeat_queue_claimed{queue=\"gpu\"} 0.0")
                    .containsPattern("downbeat_queue_oldest_seconds\\{queue=\"gpu\"} [0-9.]+")
                    .contains("downbeat_queue_waiting{queue=\"cpu\"} 0.0")
                    .contains("downbeat_queue_slots{queue=\"cpu\"} 8.0");
            assertThat(worker.running()).isZero();
        }
    }

    private static GateView gate(FleetPlace fleet, long run) {
        return fleet.api().explain(run, "far", -1).first().orElseThrow();
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
