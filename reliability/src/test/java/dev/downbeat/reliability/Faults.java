package dev.downbeat.reliability;

import dev.downbeat.reliability.FaultProxy.Line;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Lets things go wrong, one after the other.
final class Faults {
    /// How often, of four times, the one who has the work is hit.
    private static final int AT_THE_OWNER = 3;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(1_200);

    private final Cluster cluster;
    private final RandomGenerator random;
    private final List<Fault> deck;
    private final CountDownLatch never = new CountDownLatch(1);

    /// @param deck of which faults are drawn; empty ones are filled again, so that each kind has its turn
    Faults(Cluster cluster, RandomGenerator random, List<Fault> deck) {
        this.cluster = cluster;
        this.random = random;
        this.deck = deck;
    }

    /// A fault that struck.
    ///
    /// @param server   or the worker; empty for the database
    /// @param atOwner  whether it hit a server that had shards
    /// @param otherUp whether there was another server that was ready
    record Strike(Fault fault, String server, boolean atOwner, boolean otherUp, Instant at, Instant until) {}

    List<Strike> strike(int times) throws IOException, InterruptedException, SQLException {
        var strikes = new ArrayList<Strike>();
        for (int i = 0; i < times; i++) {
            await(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
            strikes.add(strike(draw()));
        }
        return strikes;
    }

    private Fault draw() {
        if (deck.isEmpty()) {
            deck.addAll(List.of(Fault.values()));
        }
        return deck.remove(random.nextInt(deck.size()));
    }

    private Strike strike(Fault fault) throws IOException, InterruptedException, SQLException {
        Server server = victim();
        boolean owner = cluster.owns(server);
        boolean otherUp = cluster.servers().stream()
                .anyMatch(
                        other -> other != server && other.url().map(Http::ready).orElse(false));
        Duration duration = fault.duration(random);
        Instant at = Instant.now();
        switch (fault) {
            case KILL -> {
                server.kill();
                await(duration);
                server.start();
            }
            case MACHINE_LOST -> {
                server.pause();
                await(duration);
                server.kill();
                server.start();
            }
            case PAUSE -> {
                server.pause();
                await(duration);
                server.goOn();
            }
            case STOP -> {
                server.stop();
                await(duration);
                server.start();
            }
            case CUT -> line(server, Line.CUT, duration);
            case HALF_OPEN -> line(server, Line.SILENT, duration);
            case SLOW -> line(server, Line.SLOW, duration);
            case DATABASE_STOP -> {
                cluster.postgres().stop();
                await(duration);
                cluster.databaseAgain();
            }
            case DATABASE_CRASH -> {
                cluster.postgres().crash();
                await(duration);
                cluster.databaseAgain();
            }
            case WORKER_KILL, WORKER_PAUSE -> {
                return worker(fault, duration);
            }
        }
        boolean database = fault == Fault.DATABASE_STOP || fault == Fault.DATABASE_CRASH;
        return new Strike(
                fault, database ? "" : server.name(), database || owner, database || otherUp, at, Instant.now());
    }

    private Strike worker(Fault fault, Duration duration) throws IOException, InterruptedException {
        FleetWorker worker =
                cluster.workers().get(random.nextInt(cluster.workers().size()));
        Instant at = Instant.now();
        if (fault == Fault.WORKER_KILL) {
            worker.kill();
            await(duration);
            worker.start();
        } else {
            worker.pause();
            await(duration);
            worker.goOn();
        }
        return new Strike(fault, worker.name(), true, true, at, Instant.now());
    }

    private void line(Server server, Line line, Duration duration) throws InterruptedException {
        server.line().set(line);
        await(duration);
        server.line().set(Line.OPEN);
    }

    /// One that is up; its start is waited for when none is.
    private Server victim() throws IOException, SQLException {
        for (Server server : cluster.servers()) {
            server.keepUp();
        }
        List<Server> up = cluster.servers().stream()
                .filter(server -> server.url().isPresent())
                .toList();
        if (up.isEmpty()) {
            Server first = cluster.servers().getFirst();
            first.awaitReady();
            up = List.of(first);
        }
        boolean owner = random.nextInt(4) < AT_THE_OWNER;
        for (Server server : up) {
            if (owner && cluster.owns(server)) {
                return server;
            }
        }
        return up.get(random.nextInt(up.size()));
    }

    private void await(Duration duration) throws InterruptedException {
        boolean gone = never.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        if (gone) {
            throw new IllegalStateException("nobody counts this down");
        }
    }
}
