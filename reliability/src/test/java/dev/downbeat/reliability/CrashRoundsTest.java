package dev.downbeat.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.downbeat.model.Shard;
import dev.downbeat.reliability.Evidence.Attempt;
import dev.downbeat.reliability.Faults.Strike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Rounds of load and faults on two servers, which stay up in between as far as the faults let them: a round has to
/// cope with what the ones before it left behind.
///
/// `-Ddownbeat.rounds=10` says how many, and that there are to be any; `-Ddownbeat.seed=42` draws the faults of an
/// earlier report again.
@Tag("rounds")
@Tag("long")
@TestMethodOrder(OrderAnnotation.class)
class CrashRoundsTest {
    private static final int ROUNDS = Integer.getInteger("downbeat.rounds", 10);
    private static final long SEED = Long.getLong("downbeat.seed", System.nanoTime());
    private static final int FAULTS_PER_ROUND = 5;
    private static final int RUNS_OF_EACH = 6;
    private static final long HALF = Shard.SHARED / 2;
    private static final Duration SHARED = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws IOException, SQLException {
        cluster = Cluster.start(folder);
    }

    @AfterAll
    static void close() throws IOException {
        cluster.close();
    }

    @Test
    @Order(1)
    void two_servers_share_the_shards() {
        awaitShared();
    }

    private static void awaitShared() {
        for (Server server : cluster.servers()) {
            await().atMost(SHARED).until(() -> owned(server) == HALF);
        }
    }

    @Test
    @Order(2)
    void an_orderly_stop_leaves_the_shards_to_the_other_at_once() throws IOException, InterruptedException {
        cluster.servers().getFirst().stop();

        await().atMost(AT_ONCE).until(() -> owned(cluster.servers().getLast()) == Shard.SHARED);
        cluster.servers().getFirst().start();
    }

    @Test
    @Order(3)
    void a_killed_server_is_replaced_within_ten_seconds() throws IOException, InterruptedException {
        cluster.servers().getFirst().awaitReady();
        awaitShared();
        cluster.servers().getLast().kill();

        await().atMost(TEN_SECONDS).until(() -> owned(cluster.servers().getFirst()) == Shard.SHARED);
        cluster.servers().getLast().start();
    }

    @Test
    @Order(4)
    void nothing_is_lost_whatever_breaks() throws IOException, InterruptedException, SQLException {
        System.out.println("seed " + SEED);
        cluster.servers().forEach(Server::awaitReady);
        var report = new Report(SEED);
        var witness = new Witness(cluster);
        var seeds = new SplittableRandom(SEED);
        var deck = new ArrayList<Fault>();
        for (int i = 0; i < ROUNDS; i++) {
            var faults = new Faults(cluster, seeds.split(), deck);
            Report.Round round = round("round-" + i, faults, new Load(cluster.servers(), seeds.split()), witness);
            report.add(round);
            System.out.println("round " + i + ": " + round.line());
            Files.writeString(Path.of("target", "reliability.json"), report.json());
        }
        System.out.println(report.text());
        assertThat(report.total().violations()).as(report.text()).isZero();
    }

    private static long owned(Server server) throws SQLException {
        return cluster.shards(server);
    }

    private static Report.Round round(String name, Faults faults, Load load, Witness witness)
            throws IOException, InterruptedException, SQLException {
        FutureTask<Load.Result> loading = inBackground(() -> load.run(name, RUNS_OF_EACH));
        List<Strike> strikes = faults.strike(FAULTS_PER_ROUND);
        Load.Result loaded = result(loading);
        cluster.servers().forEach(Server::awaitReady);
        awaitEnd();
        cluster.servers().forEach(Server::awaitReady);
        Evidence evidence = witness.collect(loaded.accepted());
        return new Report.Round(
                strikes.stream()
                        .map(strike -> new Report.Seen(strike, Pauses.after(strike, evidence.events())))
                        .toList(),
                loaded.accepted().size(),
                loaded.unanswered(),
                evidence.runs().size(),
                evidence.tasks().size(),
                again(evidence),
                loaded.longestWait(),
                violations(evidence));
    }

    private static List<Violation> violations(Evidence evidence) {
        var violations = new ArrayList<>(Checker.check(Pipelines.SHAPES, evidence));
        for (Server server : cluster.servers()) {
            server.ends().forEach(end -> violations.add(new Violation(Violation.Kind.SERVER_ENDED, end)));
        }
        return violations;
    }

    private static int again(Evidence evidence) {
        return (int) evidence.attempts().stream()
                .map(Attempt::outcome)
                .filter("lost"::equals)
                .count();
    }

    /// Runs that do not end are for the checker to tell of.
    private static void awaitEnd() {
        try {
            await().atMost(END).pollInterval(Duration.ofMillis(200)).until(() -> cluster.number("""
                    select (select count(*) from dag_run where state in ('queued', 'running'))
                           + (select count(*) from asset_queue)
                    """) == 0);
        } catch (ConditionTimeoutException e) {
            System.out.println("not all runs ended: " + e.getMessage());
        }
    }

    private static <T> FutureTask<T> inBackground(Callable<T> what) {
        var task = new FutureTask<>(what);
        Thread.ofVirtual().name("load").start(task);
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws InterruptedException, IOException, SQLException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the load failed", e.getCause());
        }
    }
}
