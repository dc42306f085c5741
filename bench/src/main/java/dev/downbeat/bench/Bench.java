package dev.downbeat.bench;

import dev.downbeat.model.DagVersion;
import dev.downbeat.store.Database;
import dev.downbeat.store.StoreSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;

/// Prints what one hop costs and how many tasks go through, beside a bare commit on the same PostgreSQL in the
/// same run.
///
/// Usage: `Bench HOME`, a folder for an embedded PostgreSQL.
public final class Bench {
    private static final PrintStream OUT = System.out;
    private static final int CHAIN = 100;
    private static final int REPEATS = 20;

    private Bench() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println("usage: Bench HOME");
            System.exit(2);
        }
        Path home = Path.of(args[0]);
        double commit;
        try (Database database = Database.open(StoreSettings.embedded(home))) {
            commit = bareCommitMillis(database);
            OUT.printf("bare commit                        median %.3f ms%n", commit);
            OUT.println("the engine with the store, attempts that do nothing:");
            try (var rig = new Rig(database)) {
                DagVersion hop = rig.chain("bench_chain", CHAIN);
                DagVersion flood = rig.chain("bench_flood", 10);
                chain(runs -> rig.run(hop, runs), commit);
                flood(runs -> rig.run(flood, runs), 200);
                flood(runs -> rig.run(flood, runs), 1_000);
            }
        }
        OUT.println("all of Downbeat, noop tasks from YAML files, runs asked for by 32 callers:");
        try (var product = Product.open(home)) {
            chain(runs -> product.run("hop", runs), commit);
            flood(runs -> product.run("flood", runs), 200);
            flood(runs -> product.run("flood", runs), 1_000);
        }
    }

    /// Runs so many runs at once to their end.
    private interface Rounds {
        Duration run(int runs) throws Exception;
    }

    private static void chain(Rounds rounds, double commit) throws Exception {
        double[] perHop = new double[REPEATS];
        for (int i = -5; i < REPEATS; i++) {
            double millis = millis(rounds.run(1)) / CHAIN;
            if (i >= 0) {
                perHop[i] = millis;
            }
        }
        Arrays.sort(perHop);
        double median = perHop[REPEATS / 2];
        OUT.printf(
                "  one chain of 100 tasks           median %.3f ms a hop (%.1f bare commits), slowest run %.3f%n",
                median, median / commit, perHop[REPEATS - 1]);
    }

    private static void flood(Rounds rounds, int runs) throws Exception {
        double[] perSecond = new double[5];
        for (int i = -2; i < perSecond.length; i++) {
            double rate = runs * 10 / (millis(rounds.run(runs)) / 1_000);
            if (i >= 0) {
                perSecond[i] = rate;
            }
        }
        Arrays.sort(perSecond);
        OUT.printf(
                "  %,5d chains of 10 tasks at once  median %,.0f tasks/s (%,.0f to %,.0f)%n",
                runs, perSecond[2], perSecond[0], perSecond[4]);
    }

    /// The median of 500 commits of one small row.
    private static double bareCommitMillis(Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            try (var setup = connection.createStatement()) {
                setup.execute("create table if not exists bench_commit (id bigint primary key, note text)");
                setup.execute("truncate bench_commit");
            }
            double[] millis = new double[500];
            try (PreparedStatement insert = connection.prepareStatement("insert into bench_commit values (?, ?)")) {
                for (int i = -100; i < millis.length; i++) {
                    insert.setLong(1, i);
                    insert.setString(2, "a small row");
                    long start = System.nanoTime();
                    insert.executeUpdate();
                    if (i >= 0) {
                        millis[i] = (System.nanoTime() - start) / 1e6;
                    }
                }
            }
            Arrays.sort(millis);
            return millis[millis.length / 2];
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
