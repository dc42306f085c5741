package dev.downbeat.bench;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.Database;
import dev.downbeat.store.StoreSettings;
import dev.downbeat.store.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The PostgreSQL that is measured. Everything happens in databases that are made for it and dropped again: what
/// else is there is not touched.
final class Server implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("((?:jdbc:)?postgres(?:ql)?://[^/?]+)(?:/[^?]*)?(\\?.*)?");
    private static final String NOT_ALLOWED = "42501";

    private final String url;
    private final @Nullable EmbeddedPostgres embedded;
    private final String prefix =
            "downbeat_bench_" + UUID.randomUUID().toString().substring(0, 8);
    private final List<String> databases = new ArrayList<>();
    private final String template;

    private Server(String url, @Nullable EmbeddedPostgres embedded) {
        this.url = url;
        this.embedded = embedded;
        try {
            template = prefix + "_template";
            create(template, "");
            Database.open(StoreSettings.server(urlOf(template)).withPoolSize(1)).close();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// A PostgreSQL of its own in this folder, with Downbeat's settings for embedded ones.
    static Server embedded(Path home) {
        // Joined without listening for an interrupt: one that is half started would be left behind.
        EmbeddedPostgres postgres = CompletableFuture.supplyAsync(() -> EmbeddedPostgres.start(home))
                .join();
        String url = "postgresql://%s:%s@127.0.0.1:%d/postgres"
                .formatted(postgres.user(), postgres.password(), postgres.port());
        return new Server(url, postgres);
    }

    /// @throws DownbeatException BAD_INPUT when the URL cannot be read, or its user may not create databases
    static Server at(String url) {
        if (!URL.matcher(url).matches()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "the database URL cannot be read; it has to look like postgresql://user:password@host:port/database");
        }
        return new Server(url, null);
    }

    /// A new database with Downbeat's schema and nothing in it; returns its URL.
    String database() {
        String name = prefix + "_" + databases.size();
        create(name, " template " + template);
        return urlOf(name);
    }

    /// Drops what [#database] made last.
    void dropLast() {
        drop(databases.removeLast());
    }

    /// What the server says of one of its settings.
    String setting(String name) {
        try (Connection connection = Database.plain(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw failed("cannot read the setting " + name, e);
        }
    }

    private void create(String name, String like) {
        try {
            run("create database " + name + like);
        } catch (SQLException e) {
            throw NOT_ALLOWED.equals(e.getSQLState())
                    ? new DownbeatException(
                            ErrorCode.BAD_INPUT,
                            "the benchmark makes databases of its own, so as not to touch yours, and the user of --database"
                                    + " may not create any: alter role … createdb",
                            e)
                    : failed("cannot create the database " + name, e);
        }
        databases.add(name);
    }

    private void drop(String name) {
        try {
            run("drop database if exists " + name + " with (force)");
        } catch (SQLException e) {
            throw failed("cannot drop the database " + name, e);
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = Database.plain(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static DownbeatException failed(String what, SQLException e) {
        return new DownbeatException(ErrorCode.DATABASE, what + ": " + e.getMessage(), e);
    }

    private String urlOf(String name) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalStateException("looked at when this was made");
        }
        return parts.group(1) + "/" + name + (parts.group(2) == null ? "" : parts.group(2));
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close(); // with all its databases
            return;
        }
        boolean interrupted = Thread.interrupted(); // the driver would not connect
        try {
            while (!databases.isEmpty()) {
                dropLast();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
