package dev.downbeat.store.runs;

import dev.downbeat.model.RunId;
import dev.downbeat.store.Database;
import dev.downbeat.store.Sql;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Takes run ids from the database, as many at a time as are used up in a moment: one by one in ordinary use, so
/// that people see runs 1, 2 and 3, and in blocks under load, so that a busy server does not ask for each run.
/// What is left of a block when its process ends is never used. Safe for use by several threads.
final class RunIds {
    /// What a block should last. It bounds both the trips to the database and what a process can leave unused.
    private static final Duration MOMENT = Duration.ofMillis(10);

    static final int MOST = 64;

    private static final String TAKE = """
            select nextval('run_id_seq') as run_id
              from generate_series(1, ?)
            """;

    private final Database database;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<RunId> block = new ArrayDeque<>();
    private int size;
    private long takenAt;

    /// @param nanos a clock that only moves forward, as [System#nanoTime()]
    RunIds(Database database, LongSupplier nanos) {
        this.database = database;
        this.nanos = nanos;
    }

    RunId next() {
        lock.lock();
        try {
            if (block.isEmpty()) {
                long now = nanos.getAsLong();
                int wanted = size == 0 ? 1 : fitting(size, now - takenAt);
                block.addAll(take(wanted));
                size = wanted;
                takenAt = now;
            }
            return block.remove();
        } finally {
            lock.unlock();
        }
    }

    /// As many as are used in a moment, when `count` were used in `elapsed` nanoseconds; at most twice as many,
    /// because two runs at once are no load yet.
    private static int fitting(int count, long elapsed) {
        long inAMoment = count * MOMENT.toNanos() / Math.max(1, elapsed);
        return Math.clamp(inAMoment, 1, Math.min(MOST, count * 2));
    }

    private List<RunId> take(int count) {
        return Sql.with(
                database,
                "cannot take run ids",
                connection -> Sql.list(connection, row -> new RunId(row.getLong("run_id")), TAKE, count));
    }
}
