package dev.downbeat.store.runs;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Placement;
import dev.downbeat.model.Pool;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Pools as people make them. Safe for use by several threads.
///
/// All methods throw [DownbeatException] DATABASE when the database is out of reach.
public final class PoolRows {
    private static final String ALL = """
            select p.name, p.slots, p.include_deferred, p.description
              from pool as p
             order by p.name <> 'default', p.name
            """;
    private static final String PUT = """
            insert into pool (name, slots, include_deferred, description)
            values (?, ?, ?, ?)
            on conflict (name) do update
               set slots = excluded.slots, include_deferred = excluded.include_deferred,
                   description = excluded.description
            """;
    /// Its claims go with it; a scheduler that has slots of it notices when it settles next.
    private static final String DELETE = "delete from pool where name = ?";

    private final Database database;

    public PoolRows(Database database) {
        this.database = database;
    }

    /// By name, the default pool first.
    public List<Pool> all() {
        return Sql.with(database, "cannot read the pools", PoolRows::read);
    }

    private static List<Pool> read(Connection connection) throws SQLException {
        return Sql.list(
                connection,
                row -> new Pool(
                        row.getString("name"),
                        row.getInt("slots"),
                        row.getBoolean("include_deferred"),
                        row.getString("description")),
                ALL);
    }

    public Optional<Pool> find(String name) {
        return all().stream().filter(pool -> pool.name().equals(name)).findFirst();
    }

    /// Makes the pool or changes it.
    public void put(Pool pool) {
        Sql.with(
                database,
                "cannot store pool " + pool.name(),
                connection -> Sql.update(
                        connection, PUT, pool.name(), pool.slots(), pool.includeDeferred(), pool.description()));
    }

    /// Tasks that name the pool wait until it is there again.
    ///
    /// @throws DownbeatException NOT_FOUND when there is no such pool, CONFLICT for the default one
    public void delete(String name) {
        if (name.equals(Placement.DEFAULT_POOL)) {
            throw new DownbeatException(
                    ErrorCode.CONFLICT, "the default pool stays; give it as many slots as you like instead");
        }
        if (Sql.with(database, "cannot delete pool " + name, connection -> Sql.update(connection, DELETE, name)) == 0) {
            throw unknown(name, all());
        }
    }

    public static DownbeatException unknown(String name, List<Pool> pools) {
        return UnknownNameException.of(
                ErrorCode.NOT_FOUND,
                "there is no pool '%s'".formatted(name),
                name,
                pools.stream().map(Pool::name).toList());
    }
}
