package dev.downbeat.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A PostgreSQL for tests: one server per JVM, migrated once into a template by what the class path holds
/// under `db/migration`; a database of its own for every test class; empty tables before every test.
///
/// ```java
/// @RegisterExtension
/// static final PgExtension PG = new PgExtension();
///
/// Database database = Database.open(StoreSettings.server(PG.url()));
/// ```
public final class PgExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PgExtension.class);

    /// Foreign keys do not matter when all rows go.
    private static final String DELETE_ALL = """
            set session_replication_role = replica;
            do $$
            declare t regclass;
            begin
                for t in select c.oid from pg_class c
                          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                            and c.relname not in ('flyway_schema_history', 'pool')
                loop
                    execute format('delete from %s', t);
                end loop;
                -- the default pool is part of the schema
                if to_regclass('pool') is not null then
                    delete from pool where name <> 'default';
                    update pool set slots = 128, include_deferred = false;
                end if;
            end $$;
            set session_replication_role = default
            """;

    private String url = "";

    @Override
    public void beforeAll(ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        url = store.computeIfAbsent(PgServer.class, key -> PgServer.start(), PgServer.class)
                .newDatabase();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        run(DELETE_ALL);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        url = "";
    }

    /// A JDBC URL with the user in it; there is no password.
    public String url() {
        return url;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /// Runs statements on a connection of their own.
    public void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage() + "\n" + sql, e);
        }
    }

    /// The first column of the first row, as text.
    public String ask(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            if (!result.next()) {
                throw new AssertionError("no row: " + sql);
            }
            return String.valueOf(result.getString(1));
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage() + "\n" + sql, e);
        }
    }
}
