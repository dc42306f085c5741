package dev.downbeat.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Two servers on one PostgreSQL, each with a line of its own to it, and a worker of each.
final class Cluster implements AutoCloseable {
    static final String LEASE = "2s";
    private static final String SECRET = "what the workers of the rounds know";

    private final Postgres postgres;
    private final List<Server> servers;
    private final List<FleetWorker> workers;
    private final Path effects;

    private Cluster(Postgres postgres, List<Server> servers, List<FleetWorker> workers, Path effects) {
        this.postgres = postgres;
        this.servers = servers;
        this.workers = workers;
        this.effects = effects;
    }

    /// Returns when both servers are ready.
    static Cluster start(Path folder) throws IOException, SQLException {
        Path effects = Files.createFile(folder.resolve("effects.txt"));
        Path dags = Pipelines.write(folder, effects);
        Postgres postgres = Postgres.start(folder.resolve("database"));
        var servers = new ArrayList<Server>();
        for (String name : List.of("ada", "bob")) {
            FaultProxy line = FaultProxy.to(postgres.port());
            var environment = Map.of(
                    "DOWNBEAT_DATABASE_URL",
                    postgres.url(line.port()),
                    "DOWNBEAT_DATABASE_POOL",
                    "6",
                    "DOWNBEAT_DAGS",
                    dags.toString(),
                    "DOWNBEAT_LEASE",
                    LEASE,
                    "DOWNBEAT_PARALLELISM",
                    "8",
                    "DOWNBEAT_WORKER_TOKEN",
                    SECRET);
            servers.add(new Server(folder.resolve(name), line, environment));
        }
        List<FleetWorker> workers = servers.stream()
                .map(server -> new FleetWorker(
                        folder.resolve("worker-of-" + server.name()),
                        server.address(),
                        Map.of("DOWNBEAT_WORKER_TOKEN", SECRET)))
                .toList();
        var cluster = new Cluster(postgres, List.copyOf(servers), workers, effects);
        try {
            for (Server server : servers) {
                server.start();
            }
            servers.forEach(Server::awaitReady);
            for (FleetWorker worker : workers) {
                worker.start();
            }
            return cluster;
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    Postgres postgres() {
        return postgres;
    }

    List<Server> servers() {
        return servers;
    }

    List<FleetWorker> workers() {
        return workers;
    }

    /// What tasks wrote down.
    Path effects() {
        return effects;
    }

    /// Whether it holds shards.
    boolean owns(Server server) throws SQLException {
        return server.running() && shards(server) > 0;
    }

    /// How many it holds.
    long shards(Server server) throws SQLException {
        return number(
                "select count(*) from shard as h join scheduler as s using (epoch) where s.pid = " + server.pid());
    }

    void databaseAgain() {
        postgres.startAgain();
        servers.forEach(server -> server.line().leadTo(postgres.port()));
    }

    long number(String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        workers.forEach(FleetWorker::kill);
        for (Server server : servers) {
            try {
                if (server.running()) {
                    server.kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            server.line().close();
        }
        postgres.close();
    }
}
