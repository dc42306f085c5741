package dev.downbeat.operators.sql;

/// What this package has to know of a database beyond JDBC.
enum Dialect {
    DUCKDB,
    POSTGRESQL,
    OTHER;

    static Dialect of(String jdbcUrl) {
        if (jdbcUrl.startsWith("jdbc:duckdb:")) {
            return DUCKDB;
        }
        return jdbcUrl.startsWith("jdbc:postgresql:") ? POSTGRESQL : OTHER;
    }
}
