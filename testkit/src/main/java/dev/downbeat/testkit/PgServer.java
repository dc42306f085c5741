package dev.downbeat.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/// The server of one test JVM. Nothing in it has to outlive the JVM, so it does not wait for the disk.
final class PgServer implements AutoCloseable {
    private static final String TEMPLATE = "downbeat_template";

    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    private PgServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static PgServer start() {
        // Per user: what one user unpacked, another may not lock.
        Path folder =
                Path.of(System.getProperty("java.io.tmpdir"), "downbeat-tests-" + System.getProperty("user.name"));
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(folder.toFile())
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("io_method", "sync")
                    .start();
            var server = new PgServer(postgres);
            server.run("create database " + TEMPLATE);
            Flyway.configure()
                    .dataSource(postgres.getDatabase("postgres", TEMPLATE))
                    .load()
                    .migrate();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("the tests' PostgreSQL does not start", e);
        }
    }

    /// Copies the template; returns the copy's JDBC URL.
    String newDatabase() {
        String name = "test_" + databases.incrementAndGet();
        run("create database %s template %s strategy file_copy".formatted(name, TEMPLATE));
        return postgres.getJdbcUrl("postgres", name);
    }

    private void run(String sql) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage() + "\n" + sql, e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
