package dev.downbeat.store;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import java.sql.SQLException;

/// What a database says of itself.
///
/// @param version of PostgreSQL: `18.6`
/// @param schema  the newest migration that was applied
/// @param bytes   what it takes on disk
public record DatabaseFacts(String version, String schema, long bytes) {
    private static final String READ_FACTS = """
            select current_setting('server_version') as version,
                   (select version from flyway_schema_history where success order by installed_rank desc limit 1) as schema,
                   pg_database_size(current_database()) as bytes
            """;

    /// @throws DownbeatException DATABASE when it does not answer
    public static DatabaseFacts of(Database database) {
        try (var connection = database.pool().getConnection();
                var statement = connection.prepareStatement(READ_FACTS);
                var row = statement.executeQuery()) {
            row.next();
            return new DatabaseFacts(row.getString("version"), row.getString("schema"), row.getLong("bytes"));
        } catch (SQLException e) {
            throw new DownbeatException(ErrorCode.DATABASE, "the database does not answer: " + e.getMessage(), e);
        }
    }
}
