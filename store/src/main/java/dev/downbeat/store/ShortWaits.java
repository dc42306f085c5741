package dev.downbeat.store;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/// A migration that waits for a table makes all others wait behind it, so it does not wait for long.
final class ShortWaits implements Callback {
    private static final String LOCK_TIMEOUT = "set lock_timeout = '5s'";

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_CONNECT;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute(LOCK_TIMEOUT);
        } catch (SQLException e) {
            throw new FlywayException("cannot set how long a migration waits", e);
        }
    }

    @Override
    public String getCallbackName() {
        return "short waits";
    }
}
