package dev.downbeat.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Rounds of load and faults on two servers, which stay up in between as far as the faults let them: a round has to
/// cope with what the ones before it left behind.
///
/// `-Ddownbeat.rounds=10` says how many, `-Ddownbeat.seed=42` draws the faults of an earlier report again.
@Tag("slow")
class CrashRoundsTest {
    private static final int ROUNDS = Integer.getInteger("downbeat.rounds", 2);
    private static final long SEED = Long.getLong("downbeat.seed", System.nanoTime());
    private static final int FAULTS_PER_ROUND = 5;
    private static final int RUNS_OF_EACH = 6;
    private static final Duration END = Duration.ofSeconds(120);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void nothing_is_lost_whatever_breaks() throws Exception {
        System.out.println("seed " + SEED);
        var report = new Report(SEED);
        try (Cluster cluster = Cluster.start(folder)) {
            var witness = new Witness(cluster);
            var seeds = new SplittableRandom(SEED);
            var deck = new ArrayList<Fault>();
            for (int i = 0; i < ROUNDS; i++) {
                var faults = new Faults(cluster, seeds.split(), deck);
                Report.Round round = round("round-" + i, cluster, faults, new Load(cluster.servers(), seeds.split()), witness);
                report.add(round);
                System.out.println("round " + i + ": " + round);
            }
        }
        Files.writeString(Path.of("target", "reliability.json"), report.json());
        System.out.println(report.text());
        assertThat(report.total().violations()).as(report.text()).isZero();
    }

    private static Report.Round round(String name, Cluster cluster, Faults faults, Load load, Witness witness)
            throws Exception {
        FutureTask<Load.Result> loading = inBackground(() -> load.run(name, RUNS_OF_EACH));
        List<Strike> strikes = faults.strike(FAULTS_PER_ROUND);
        Load.Result loaded = result(loading);
        cluster.servers().forEach(Server::awaitReady);
        awaitEnd(cluster);
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
                Checker.check(Pipelines.SHAPES, evidence));
    }

    private static int again(Evidence evidence) {
        return (int) evidence.attempts().stream()
                .map(Attempt::outcome)
                .filter("lost"::equals)
                .count();
    }

    /// Runs that do not end are for the checker to tell of.
    private static void awaitEnd(Cluster cluster) {
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
