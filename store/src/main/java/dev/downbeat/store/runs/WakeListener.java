package dev.downbeat.store.runs;

import dev.downbeat.store.Database;
import dev.downbeat.store.WakeChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls back when some process hints that there is work, on a connection and a virtual thread of its own.
/// After a lost connection it connects again, and calls back once, as hints may have been missed meanwhile.
///
/// ```java
/// try (var listener = WakeListener.start(database, scheduler::lookForWork)) {
/// ```
public final class WakeListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WakeListener.class);
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

    /// How long to wait for a hint before the connection is proved by a question: a dead peer would stay
    /// unnoticed.
    private static final Duration PROOF = Duration.ofMinutes(1);

    private final Database database;
    private final Runnable callback;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch listening = new CountDownLatch(1);
    private final AtomicReference<@Nullable Connection> current = new AtomicReference<>();
    private final Thread thread;

    private WakeListener(Database database, Runnable callback) {
        this.database = database;
        this.callback = callback;
        thread = Thread.ofVirtual().name("downbeat-wake").unstarted(this::listenUntilClosed);
    }

    /// Listens from now on; the callback runs on the listener's thread and must not block for long.
    public static WakeListener start(Database database, Runnable callback) {
        var listener = new WakeListener(database, callback);
        listener.thread.start();
        return listener;
    }

    /// Waits until hints arrive here.
    ///
    /// @return false when that takes longer than the patience
    public boolean awaitListening(Duration patience) throws InterruptedException {
        return listening.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void listenUntilClosed() {
        while (closed.getCount() > 0) {
            try {
                listen();
            } catch (SQLException e) {
                if (closed.getCount() > 0) {
                    LOG.warn(
                            "lost the wake-up connection, connecting again in {} s: {}",
                            RECONNECT_PAUSE.toSeconds(),
                            e.getMessage());
                    pause();
                }
            }
        }
    }

    private void listen() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            current.set(connection);
            statement.execute("listen " + WakeChannel.NAME);
            PGConnection notifications = connection.unwrap(PGConnection.class);
            listening.countDown();
            callback.run();
            while (closed.getCount() > 0) {
                PGNotification[] heard = notifications.getNotifications((int) PROOF.toMillis());
                if (heard != null && heard.length > 0) {
                    callback.run();
                } else {
                    statement.execute("select 1");
                }
            }
        } finally {
            current.set(null);
        }
    }

    private void pause() {
        try {
            closed.await(RECONNECT_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /// Stops listening and waits for a callback under way.
    @Override
    public void close() throws SQLException {
        closed.countDown();
        Connection connection = current.get();
        if (connection != null) {
            connection.abort(Runnable::run);
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
