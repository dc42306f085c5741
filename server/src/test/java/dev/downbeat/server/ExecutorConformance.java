package dev.downbeat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.downbeat.api.Views.TaskView;
import dev.downbeat.testkit.PgExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What holds wherever a task is executed: through a whole server, with real processes. What cannot hold for
/// an executor says so, and what holds instead; the table is in docs/executors.md.
@Tag("long")
@Timeout(180)
abstract class ExecutorConformance {
    @RegisterExtension
    static final PgExtension PG = new PgExtension();

    private static final Map<String, Map<Case, String>> SEEN = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    private Place place;

    /// What is tried.
    enum Case {
        SUBMIT("a task is executed once; its output and its log are there"),
        CANCEL("a task that is cancelled is stopped, and its process is gone"),
        TIMEOUT("a task that takes too long fails with its timeout"),
        LOGS("the log can be followed while the task runs, and has each line once"),
        LOSS("when whoever executes it dies, it runs again and no retry is used up"),
        DUPLICATE("an attempt that is submitted twice is executed once"),
        RESTART("the server is stopped and started while a task runs"),
        MANY("1,000 attempts, each of them once");

        private final String text;

        Case(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /// An executor that is tried.
    ///
    /// @param skipped why a case is not tried, and what holds instead
    /// @param notes   what came of a case that is answered in more than one way
    record Subject(String executor, Map<Case, String> skipped, Map<Case, String> notes) {
        String cell(Case which) {
            String why = skipped.get(which);
            String note = notes.get(which);
            return why != null ? "skipped: " + why : note != null ? "passed: " + note : "passed";
        }
    }

    abstract Subject subject();

    /// Somebody who executes what is submitted; closed without a word to the server.
    interface Hands extends AutoCloseable {
        @Override
        void close();
    }

    abstract Hands hands(FleetPlace server) throws InterruptedException;

    Place place(Path folder, String databaseUrl) {
        return new Place(folder, databaseUrl);
    }

    /// Nothing that is submitted from now on is begun before there are [#hands].
    void holdBack() {}

    /// More keys of each task.
    ///
    /// @param place where everything is
    String keys(Path place) {
        return "";
    }

    /// Whether the process is no more that knows itself by this number.
    boolean gone(long pid) {
        return ProcessHandle.of(pid).isEmpty();
    }

    /// How many attempts [Case#MANY] has.
    int howMany() {
        return 1_000;
    }

    @BeforeEach
    void set_up() {
        place = place(folder, PG.url());
    }

    @AfterAll
    static void tell() {
        SEEN.forEach((executor, cases) -> new TreeMap<>(cases)
                .forEach((which, came) -> System.out.printf("%-9s | %-9s | %s%n", executor, which, came)));
        SEEN.clear();
    }

    private void begins(Case which) {
        String cell = subject().cell(which);
        SEEN.computeIfAbsent(subject().executor(), _ -> new ConcurrentHashMap<>())
                .put(which, cell);
        assumeTrue(!cell.startsWith("skipped"), cell);
    }

    @Test
    void submit() throws IOException, InterruptedException {
        begins(Case.SUBMIT);
        dag("it", "echo once >> ran; echo hello; echo 42 > $DOWNBEAT_OUTPUT");
        try (var server = new FleetPlace(place);
                var _ = hands(server)) {
            long run = server.run("it");

            assertThat(server.ended(run)).isEqualTo("success");
            assertThat(Files.readAllLines(folder.resolve("dags/ran"))).containsExactly("once");
            assertThat(server.log(run, "it")).contains("out hello");
            assertThat(server.api().xcoms(run, "it", -1).toString()).contains("42");
        }
    }

    @Test
    void cancel() throws IOException, InterruptedException {
        begins(Case.CANCEL);
        dag("it", "echo $$ > pid; echo here; until [ -e go ]; do sleep 0.05; done");
        try (var server = new FleetPlace(place);
                var _ = hands(server)) {
            long run = server.run("it");
            awaitLine(server, run, "out here");
            long pid =
                    Long.parseLong(Files.readString(folder.resolve("dags/pid")).strip());

            server.api().cancel(run);

            assertThat(server.ended(run)).isEqualTo("failed");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gone(pid));
        }
    }

    @Test
    void timeout() throws IOException, InterruptedException {
        begins(Case.TIMEOUT);
        place.write("dags/it.yaml", """
                id: it
                tasks:
                  it: { executor: %s, %s timeout: 3s, bash: "echo here; sleep 100" }
                """.formatted(subject().executor(), keys(folder)));
        try (var server = new FleetPlace(place);
                var _ = hands(server)) {
            long run = server.run("it");

            assertThat(server.ended(run)).isEqualTo("failed");
            assertThat(server.task(run, "it").failure()).isEqualTo("the task took longer than its timeout of 3s");
        }
    }

    @Test
    void logs() throws IOException, InterruptedException {
        begins(Case.LOGS);
        dag("it", "echo first; until [ -e go ]; do sleep 0.05; done; seq 1 20000");
        try (var server = new FleetPlace(place);
                var _ = hands(server)) {
            long run = server.run("it");
            awaitLine(server, run, "out first");
            place.write("dags/go", "");

            assertThat(server.ended(run)).isEqualTo("success");
            List<String> said = server.wholeLog(run, "it")
                    .lines()
                    .map(line -> line.substring(line.indexOf(" out ") + 5))
                    .toList();
            assertThat(said).hasSize(20_001).first().isEqualTo("first");
            assertThat(said.subList(1, said.size()))
                    .isEqualTo(IntStream.rangeClosed(1, 20_000)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void loss() throws IOException, InterruptedException {
        begins(Case.LOSS);
        dag("it", "echo $DOWNBEAT_ATTEMPT >> ran; echo here; until [ -e go ]; do sleep 0.05; done");
        try (var server = new FleetPlace(place)) {
            Hands dying = hands(server);
            long run = server.run("it");
            awaitLine(server, run, "out here");

            dying.close(); // without a word
            try (var _ = hands(server)) {
                place.write("dags/go", "");

                assertThat(server.ended(run)).isEqualTo("success");
                assertThat(Files.readAllLines(folder.resolve("dags/ran"))).containsExactly("1", "2");
                assertThat(server.task(run, "it").tryNumber()).isEqualTo(1);
            }
        }
    }

    @Test
    void duplicate() throws IOException, InterruptedException {
        begins(Case.DUPLICATE);
        dag("it", "echo $DOWNBEAT_ATTEMPT >> ran");
        holdBack();
        try (var server = new FleetPlace(place)) {
            long run = server.run("it");
            server.until(run, "it", "queued");

            server.stop();
            server.startAgain(); // which submits it again
            server.until(run, "it", "queued");
            try (var _ = hands(server)) {
                assertThat(server.ended(run)).isEqualTo("success");
                assertThat(Files.readAllLines(folder.resolve("dags/ran"))).containsExactly("1");
            }
        }
    }

    @Test
    void restart() throws IOException, InterruptedException {
        begins(Case.RESTART);
        dag("it", "echo $DOWNBEAT_ATTEMPT >> ran; echo here; until [ -e go ]; do sleep 0.05; done");
        try (var server = new FleetPlace(place);
                var _ = hands(server)) {
            long run = server.run("it");
            awaitLine(server, run, "out here");

            server.stop();
            place.write("dags/go", "");
            server.startAgain();

            assertThat(server.ended(run)).isEqualTo("success");
            assertThat(server.task(run, "it").tryNumber()).isEqualTo(1);
            assertThat(Files.readAllLines(folder.resolve("dags/ran"))).isEqualTo(attemptsOverARestart());
        }
    }

    /// The numbers of the attempts of a task that runs when the server is stopped.
    abstract List<String> attemptsOverARestart();

    @Test
    void many() throws IOException, InterruptedException {
        begins(Case.MANY);
        place.write("dags/it.yaml", """
                id: it
                tasks:
                  it: { executor: %s, %s each: [%s], bash: "echo {{ item }} >> ran" }
                """.formatted(subject().executor(), keys(folder), numbers()));
        try (var server = new FleetPlace(place);
                var _ = hands(server)) {
            long run = server.run("it");

            assertThat(server.ended(run)).isEqualTo("success");
            assertThat(Files.readAllLines(folder.resolve("dags/ran")).stream()
                            .map(Integer::valueOf)
                            .sorted())
                    .isEqualTo(IntStream.range(0, howMany()).boxed().toList());
            assertThat(server.tasks(run)).extracting(TaskView::attempt).containsOnly(1);
        }
    }

    private String numbers() {
        return String.join(
                ", ", IntStream.range(0, howMany()).mapToObj(Integer::toString).toList());
    }

    private void dag(String name, String command) throws IOException {
        place.write(
                "dags/%s.yaml".formatted(name),
                "id: %s\ntasks:\n  it: { executor: %s, %s bash: \"%s\" }\n"
                        .formatted(name, subject().executor(), keys(folder), command));
    }

    private static void awaitLine(FleetPlace server, long run, String line) {
        Awaitility.await(line)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(30))
                .until(() -> server.log(run, "it").contains(line));
    }
}
