package dev.downbeat.reliability;

import dev.downbeat.store.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// The PostgreSQL of the harness, as the product sets up its own: what it says is stored is on the disk. It notes when
/// each transaction was committed, so that the harness can tell what users could see when.
final class Postgres implements AutoCloseable {
    private static final Path PROGRAMS =
            Path.of(System.getProperty("java.io.tmpdir"), "downbeat-reliability-" + System.getProperty("user.name"));
    private static final Duration END = Duration.ofSeconds(30);

    private final Path home;
    private EmbeddedPostgres running;

    private Postgres(Path home, EmbeddedPostgres running) {
        this.home = home;
        this.running = running;
    }

    static Postgres start(Path home) throws SQLException {
        var postgres = new Postgres(home, EmbeddedPostgres.start(home, PROGRAMS));
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database downbeat");
            statement.execute("alter system set track_commit_timestamp = on");
        }
        postgres.stop();
        postgres.startAgain();
        return postgres;
    }

    int port() {
        return running.port();
    }

    /// As servers get to it through a proxy.
    String url(int port) {
        return "postgresql://%s:%s@127.0.0.1:%d/downbeat".formatted(running.user(), running.password(), port);
    }

    Connection connect() throws SQLException {
        return connect("downbeat");
    }

    private Connection connect(String database) throws SQLException {
        var who = new Properties();
        who.setProperty("user", running.user());
        who.setProperty("password", running.password());
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database), who);
    }

    /// An orderly stop, as for an upgrade: transactions under way are rolled back.
    void stop() {
        running.close();
    }

    /// All its processes end at once, and the log has to be replayed at the next start.
    void crash() throws IOException, InterruptedException {
        long pid = running.pid();
        Signals.send("QUIT", pid);
        ProcessHandle.of(pid)
                .ifPresent(process -> process.onExit()
                        .orTimeout(END.toSeconds(), TimeUnit.SECONDS)
                        .join());
        running.close();
    }

    /// On another port than before.
    void startAgain() {
        running = EmbeddedPostgres.start(home, PROGRAMS);
    }

    @Override
    public void close() {
        running.close();
    }
}
