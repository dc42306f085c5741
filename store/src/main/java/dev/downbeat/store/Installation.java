package dev.downbeat.store;

import dev.downbeat.model.DownbeatException;

/// Which installation a database is: the same for all servers of it, and no others. By that is known whose it is
/// what was made elsewhere, such as containers.
public final class Installation {
    private static final String MAKE = "insert into installation default values on conflict do nothing";
    private static final String READ = "select id from installation";

    private Installation() {}

    /// @throws DownbeatException DATABASE when it does not answer
    public static String of(Database database) {
        return Sql.with(database, "cannot look which installation this is", connection -> {
            int ignored = Sql.update(connection, MAKE);
            return Sql.first(connection, row -> row.getString("id"), READ).orElseThrow();
        });
    }
}
