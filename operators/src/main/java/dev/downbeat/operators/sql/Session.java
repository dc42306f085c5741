package dev.downbeat.operators.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A task's connection with the statement that runs in it, so that it can be cancelled from outside.
final class Session {
    private static final int CANCEL_TRIES = 100;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    /// What a task does with its session; then the transaction is committed.
    interface Work<T> {
        T run(Session session) throws Exception;
    }

    private final Target target;
    private final int timeoutSeconds;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Statement running;
    private volatile boolean cancelled;

    private Session(Target target, Duration timeout) {
        this.target = target;
        this.timeoutSeconds = timeout.isZero() ? 0 : Math.toIntExact(Math.max(1, timeout.toSeconds()));
    }

    /// Runs `work` in a transaction, on a platform thread. When this thread is interrupted, what runs is
    /// cancelled.
    ///
    /// @param timeout for each statement; zero for none
    /// @throws InterruptedException when interrupted; the transaction is rolled back then
    /// @throws Exception            what `work` throws, after a rollback
    static <T> T run(Target target, Duration timeout, Work<T> work) throws Exception {
        var session = new Session(target, timeout);
        var result = new FutureTask<>(() -> session.inTransaction(work));
        Thread thread = Thread.ofPlatform().daemon().name("sql-task").start(result);
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (InterruptedException e) {
            session.cancel(thread);
            throw e;
        }
    }

    Target target() {
        return target;
    }

    /// Only while [Work] runs.
    Connection connection() {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException("the session is not open");
        }
        return open;
    }

    boolean cancelled() {
        return cancelled;
    }

    /// A statement that is cancelled with this session; its values are set.
    Call prepare(String sql, Params params) throws SQLException {
        if (!params.none()) {
            Params.Bound bound = params.bind(sql);
            if (!bound.values().isEmpty()) {
                PreparedStatement statement = connection().prepareStatement(bound.sql());
                params.set(statement, bound.values());
                started(statement);
                return new Call(statement, statement::execute);
            }
        }
        Statement statement = started(connection().createStatement());
        return new Call(statement, () -> statement.execute(sql));
    }

    /// Whether a statement has rows.
    private interface Execution {
        boolean run() throws SQLException;
    }

    /// A statement that is ready to run. Drivers' statements do not tell by their type whether they are
    /// prepared.
    record Call(Statement statement, Execution execution) implements AutoCloseable {
        /// @return whether it has rows
        boolean execute() throws SQLException {
            return execution.run();
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }

    /// Makes another connection's statement one that is cancelled with this session.
    Statement started(Statement statement) throws SQLException {
        if (timeoutSeconds > 0) {
            statement.setQueryTimeout(timeoutSeconds);
        }
        running = statement;
        if (cancelled) {
            throw new SQLException("cancelled");
        }
        return statement;
    }

    private <T> T inTransaction(Work<T> work) throws Exception {
        try (Connection open = target.open()) {
            connection = open;
            boolean done = false;
            try {
                T result = work.run(this);
                if (!open.getAutoCommit()) {
                    open.commit();
                }
                done = true;
                return result;
            } finally {
                connection = null;
                if (!done) {
                    rollback(open);
                }
            }
        }
    }

    private static void rollback(Connection open) {
        try {
            if (!open.getAutoCommit()) {
                open.rollback();
            }
        } catch (SQLException e) {
            // The connection is lost, and with it the transaction; what went wrong first is what counts.
            return;
        }
    }

    /// A cancel that comes before the statement began has no effect, so it is repeated until the thread is
    /// done.
    private void cancel(Thread thread) {
        cancelled = true;
        boolean interrupted = false;
        for (int i = 0; i < CANCEL_TRIES && thread.isAlive(); i++) {
            cancelRunning();
            try {
                thread.join(BETWEEN_TRIES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void cancelRunning() {
        Statement statement = running;
        try {
            if (statement != null) {
                statement.cancel();
            }
        } catch (SQLException e) {
            // Closed meanwhile: the thread is on its way out.
            return;
        }
    }
}
