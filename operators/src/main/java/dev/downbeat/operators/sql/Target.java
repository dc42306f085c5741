package dev.downbeat.operators.sql;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// A database to connect to. Its text form names no password.
final class Target {
    private static final String IN_MEMORY = ":memory:";

    private final String url;
    private final Properties properties;
    private final Path folder;

    private Target(String url, Properties properties, Path folder) {
        this.url = url;
        this.properties = properties;
        this.folder = folder;
    }

    /// The one that a task's settings name.
    static Target of(Sql.Config config, TaskContext context) throws IOException {
        return config.connection() != null
                ? ofConnection(context.connection(config.connection()), context)
                : ofUrl(config.url() == null ? "" : config.url(), context);
    }

    /// A DuckDB database in a file of its own.
    static Target duckdb(Path file, Path folder) {
        return new Target("jdbc:duckdb:" + file, new Properties(), folder);
    }

    Dialect dialect() {
        return Dialect.of(url);
    }

    /// Opens a connection with a transaction begun. Times are UTC in it; files named in DuckDB's SQL are
    /// looked
    /// for in the DAG's folder.
    java.sql.Connection open() throws SQLException {
        var connection = DriverManager.getConnection(url, properties);
        try {
            prepare(connection);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void prepare(java.sql.Connection connection) throws SQLException {
        switch (dialect()) {
            case DUCKDB -> {
                execute(connection, "SET SESSION TimeZone = 'UTC'");
                String search = folder.toAbsolutePath().toString();
                if (search.indexOf(',') < 0) { // which would separate folders
                    execute(connection, "SET SESSION file_search_path = " + quoted(search));
                }
            }
            case POSTGRESQL -> execute(connection, "SET TIME ZONE 'UTC'");
            case OTHER -> {}
        }
    }

    private static void execute(java.sql.Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// A string literal.
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static Target ofConnection(Connection connection, TaskContext context) throws IOException {
        String type = connection.type();
        Path folder = context.resolve("");
        var properties = new Properties();
        properties.putAll(connection.extra());
        if (type.equals("duckdb")) {
            return new Target(duckdbUrl(connection.path(), context), properties, folder);
        }
        if (type.equals("sqlite")) {
            return new Target("jdbc:sqlite:" + context.resolve(connection.path()), properties, folder);
        }
        if (!connection.login().user().isEmpty()) {
            properties.setProperty("user", connection.login().user());
        }
        if (!connection.login().password().isEmpty()) {
            properties.setProperty("password", connection.login().password());
        }
        String name = type.equals("postgres") ? "postgresql" : type;
        String server = connection.host().isEmpty()
                ? ""
                : "//" + connection.host() + (connection.port() > 0 ? ":" + connection.port() : "") + "/";
        return other("jdbc:%s:%s%s".formatted(name, server, connection.path()), properties, folder);
    }

    private static Target ofUrl(String url, TaskContext context) throws IOException {
        Path folder = context.resolve("");
        String plain = url.startsWith("jdbc:duckdb:") ? url.substring("jdbc:".length()) : url;
        if (plain.startsWith("duckdb:")) {
            String path = plain.substring("duckdb:".length()).replaceFirst("^///?", "/");
            return new Target(duckdbUrl(path, context), new Properties(), folder);
        }
        if (!url.startsWith("jdbc:")) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT,
                    "'url' starts with 'duckdb:' or 'jdbc:'; a database with a password belongs into a connection",
                    null);
        }
        return other(url, new Properties(), folder);
    }

    private static Target other(String url, Properties properties, Path folder) {
        if (Dialect.of(url) == Dialect.POSTGRESQL) {
            properties.putIfAbsent("ApplicationName", "downbeat");
            properties.putIfAbsent("tcpKeepAlive", "true");
            // The server infers a parameter's type from where it stands: text for a date column, for jsonb, …
            properties.putIfAbsent("stringtype", "unspecified");
        }
        return new Target(url, properties, folder);
    }

    private static String duckdbUrl(String path, TaskContext context) throws IOException {
        if (path.isEmpty() || path.equals(IN_MEMORY)) {
            return "jdbc:duckdb:";
        }
        Path file = context.resolve(path).toAbsolutePath();
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        return "jdbc:duckdb:" + file;
    }

    @Override
    public String toString() {
        return dialect().name().toLowerCase(java.util.Locale.ROOT);
    }
}
