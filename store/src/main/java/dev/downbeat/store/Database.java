package dev.downbeat.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.store.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// The database, with a schema that fits this program.
///
/// ```java
/// try (Database database = Database.open(StoreSettings.embedded(home))) {
///     var journal = new PgJournal(database);
/// }
/// ```
public final class Database implements AutoCloseable {
    private static final String EMBEDDED_NAME = "downbeat";
    private static final Duration POOL_WAIT = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);
    private static final Duration VALIDATION = Duration.ofSeconds(2);
    /// A process that stands still in the middle of a transaction, or that is cut off, must not keep others
    /// from its rows for longer than it takes to replace it.
    private static final String INIT = "set idle_in_transaction_session_timeout = '3s'";

    private final Address address;
    private final PGSimpleDataSource source;
    private final HikariDataSource pool;
    private final @Nullable EmbeddedPostgres embedded;

    private Database(Address address, int poolSize, @Nullable EmbeddedPostgres embedded) {
        this.address = address;
        this.embedded = embedded;
        source = address.source();
        pool = new HikariDataSource(pool(address.promptSource(), poolSize));
    }

    /// Connects, starting the embedded PostgreSQL when that is asked for, and brings the schema up to date.
    ///
    /// @throws DownbeatException DATABASE when the database cannot be started or reached, is older than
    ///         PostgreSQL 14, or holds a schema newer than this program; BAD_INPUT when the URL cannot be
    ///         read
    public static Database open(StoreSettings settings) {
        return open(settings, true);
    }

    /// Connects as [#open] does, and leaves the schema as it is: it may be older or newer than this
    /// program, or not be there.
    ///
    /// @throws DownbeatException DATABASE when the database cannot be started or reached; BAD_INPUT when
    ///         the URL cannot be read
    public static Database openAsIs(StoreSettings settings) {
        return open(settings, false);
    }

    private static Database open(StoreSettings settings, boolean migrate) {
        return switch (settings) {
            case StoreSettings.Embedded own -> openEmbedded(own, migrate);
            case StoreSettings.Server server -> open(Address.of(server.url()), server.poolSize(), null, migrate);
        };
    }

    /// Connections to any PostgreSQL, without a look at what is in it.
    ///
    /// @throws DownbeatException BAD_INPUT when the URL cannot be read
    public static DataSource plain(String url) {
        return Address.of(url).source();
    }

    private static Database openEmbedded(StoreSettings.Embedded settings, boolean migrate) {
        var postgres = EmbeddedPostgres.start(settings.home(), settings.binaries());
        try {
            Address address = Address.embedded(postgres.port(), EMBEDDED_NAME, postgres.user(), postgres.password());
            Schema.createDatabase(
                    address, Address.embedded(postgres.port(), "postgres", postgres.user(), postgres.password()));
            return open(address, settings.poolSize(), postgres, migrate);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    private static Database open(Address address, int poolSize, @Nullable EmbeddedPostgres embedded, boolean migrate) {
        if (migrate) {
            Schema.migrate(address);
        }
        return new Database(address, poolSize, embedded);
    }

    private static HikariConfig pool(DataSource source, int size) {
        var config = new HikariConfig();
        config.setPoolName("downbeat");
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(POOL_WAIT.toMillis());
        config.setKeepaliveTime(KEEP_ALIVE.toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setConnectionInitSql(INIT);
        config.setInitializationFailTimeout(-1); // the migration has just connected
        return config;
    }

    /// Connections for short work, in autocommit mode: a statement that is not answered within half a
    /// minute fails.
    public DataSource pool() {
        return pool;
    }

    /// A connection of the caller's own, outside of the pool.
    ///
    /// @throws SQLException when the database is out of reach
    public Connection connect() throws SQLException {
        return source.getConnection();
    }

    /// How its schema stands to this program.
    ///
    /// @throws DownbeatException DATABASE
    public SchemaReport schema() {
        return Schema.report(address);
    }

    /// Applies what is pending; several may do so at once.
    ///
    /// @throws DownbeatException DATABASE, see [#open]
    public void migrate() {
        Schema.migrate(address);
    }

    /// Brings an empty schema (in PostgreSQL's sense) to a version, which may be older than what this
    /// program knows.
    public void build(String schema, int version) {
        Schema.build(address, schema, version);
    }

    /// The connections for short work, as they are now.
    public PoolState poolState() {
        var state = pool.getHikariPoolMXBean();
        return new PoolState(
                state.getActiveConnections(),
                state.getIdleConnections(),
                state.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    /// @param active  in use
    /// @param idle    open, and not in use
    /// @param waiting threads that wait for one
    /// @param most    how many there may be
    public record PoolState(int active, int idle, int waiting, int most) {}

    /// `embedded`, or the server's host, port and database; never a password.
    public String description() {
        return address.description();
    }

    /// The process of the embedded server; empty with a server of another's.
    public Optional<Long> serverPid() {
        return Optional.ofNullable(embedded).map(EmbeddedPostgres::pid);
    }

    /// Closes the pool; stops the embedded server unless other processes use it. Connections handed out by
    /// [#connect] have to be closed before.
    @Override
    public void close() {
        pool.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
