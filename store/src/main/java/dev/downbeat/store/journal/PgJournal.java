package dev.downbeat.store.journal;

import dev.downbeat.engine.port.Journal;
import dev.downbeat.engine.port.JournalEntry;
import dev.downbeat.model.Epoch;
import dev.downbeat.store.Database;
import dev.downbeat.store.machine.Trouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// One statement per commit, in autocommit mode: one trip to the database, at whose end all is on disk. It
/// has a connection of its own, made anew after any failure.
///
/// Times are kept to the microsecond; text as [dev.downbeat.store.StoredText] says.
public final class PgJournal implements Journal, AutoCloseable {
    private static final String FENCE = """
            with fence as materialized (
                -- The lock makes whoever fences this scheduler wait for this commit, and this commit wait for a
                -- fencing under way; once that is done, "not fenced" is looked at again and no row is left.
                select s.epoch from scheduler as s where s.epoch = ? and not s.fenced for share)""";
    private static final String COUNT = "\nselect count(*) from fence";

    /// Rows are found by their keys, also by a plan that was made while the tables were empty.
    private static final String PLANNING = """
            set plan_cache_mode = force_generic_plan;
            set enable_seqscan = off;
            set enable_hashjoin = off;
            set enable_mergejoin = off
            """;

    /// How long a commit may take, at first. One that is not answered by then is repeated on a new connection, as the
    /// line may have gone silent; with twice the patience, as it may be slow.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration MOST_PATIENCE = Duration.ofMinutes(2);

    private final Database database;
    private final Map<Set<Write>, PreparedStatement> statements = new HashMap<>();
    private @Nullable Connection connection;
    private Duration patience = PATIENCE;

    public PgJournal(Database database) {
        this.database = database;
    }

    @Override
    public void commit(Epoch epoch, List<JournalEntry> entries) {
        var batch = new Batch(entries);
        long start = System.nanoTime();
        try {
            boolean written = write(epoch, batch);
            patience = PATIENCE;
            if (!written) {
                throw new FencedException(epoch);
            }
        } catch (SQLException e) {
            if (Duration.ofNanos(System.nanoTime() - start).compareTo(patience) >= 0) {
                Duration more = patience.multipliedBy(2);
                patience = more.compareTo(MOST_PATIENCE) < 0 ? more : MOST_PATIENCE;
            }
            disconnect(e);
            throw Trouble.sql("cannot commit %d journal entries".formatted(entries.size()), e);
        }
    }

    /// @return false when the epoch is fenced: nothing was written
    private boolean write(Epoch epoch, Batch batch) throws SQLException {
        Connection current = connected();
        current.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
        PreparedStatement statement = statement(current, batch.writes());
        int parameter = 1;
        statement.setLong(parameter++, epoch.value());
        for (Write write : batch.writes()) {
            List<List<@Nullable Object>> columns = batch.columns(write);
            List<String> types = write.types();
            for (int i = 0; i < columns.size(); i++) {
                String type = types.get(i);
                statement.setArray(parameter++, current.createArrayOf(type, column(type, columns.get(i))));
            }
        }
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getInt(1) == 1;
        }
    }

    /// The driver sends an array in binary form when it knows what it is of.
    private static Object[] column(String type, List<@Nullable Object> values) {
        return switch (type) {
            case "int8" -> values.toArray(Long[]::new);
            case "int4" -> values.toArray(Integer[]::new);
            case "text" -> values.toArray(String[]::new);
            case "bool" -> values.toArray(Boolean[]::new);
            default -> throw new IllegalArgumentException("no column is of type " + type);
        };
    }

    private PreparedStatement statement(Connection current, Set<Write> writes) throws SQLException {
        PreparedStatement known = statements.get(writes);
        if (known == null) {
            String parts = writes.stream().map(write -> ",\n" + write.sql()).collect(Collectors.joining());
            known = current.prepareStatement(FENCE + parts + COUNT);
            statements.put(writes.isEmpty() ? Set.of() : EnumSet.copyOf(writes), known);
        }
        return known;
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = database.connect();
            connection = current;
            // Planned once: the plan does not depend on the values, and planning costs as much as a small commit.
            current.unwrap(PGConnection.class).setPrepareThreshold(1);
            try (Statement statement = current.createStatement()) {
                statement.execute(PLANNING);
            }
        }
        return current;
    }

    private void disconnect(SQLException reason) {
        try {
            close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /// Closes the connection; the next commit would open another.
    @Override
    public void close() throws SQLException {
        statements.clear();
        Connection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }
}
