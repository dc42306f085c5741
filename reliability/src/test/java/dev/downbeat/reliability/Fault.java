package dev.downbeat.reliability;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// What goes wrong.
enum Fault {
    /// `kill -9`; the server is started again at once.
    KILL(0, 300),
    /// The process stands still until another took its place, and then is killed: to the other one it is as if its
    /// machine were gone.
    MACHINE_LOST(3_000, 4_000),
    /// SIGSTOP for longer than the lease, then SIGCONT: it wakes up and believes that it is the owner.
    PAUSE(3_000, 4_500),
    /// An orderly stop, and a start.
    STOP(0, 300),
    /// The line to the database is cut.
    CUT(300, 4_000),
    /// The line to the database goes silent.
    HALF_OPEN(2_500, 4_500),
    /// All that goes to the database and comes from it takes longer.
    SLOW(1_000, 2_500),
    /// PostgreSQL is stopped in good order and started again.
    DATABASE_STOP(0, 1_000),
    /// PostgreSQL ends at once, and has to replay its log.
    DATABASE_CRASH(0, 1_000),
    /// `kill -9` of a worker; it is started again at once.
    WORKER_KILL(0, 300),
    /// A worker stands still for longer than it may be silent, and wakes up with attempts that are no longer
    /// its own.
    WORKER_PAUSE(13_000, 15_000);

    private final int least;
    private final int most;

    /// @param least milliseconds that it lasts
    Fault(int least, int most) {
        this.least = least;
        this.most = most;
    }

    Duration duration(RandomGenerator random) {
        return Duration.ofMillis(random.nextInt(least, most));
    }
}
