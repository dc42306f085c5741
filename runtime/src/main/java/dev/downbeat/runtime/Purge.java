package dev.downbeat.runtime;

import dev.downbeat.store.care.PgPurge;
import dev.downbeat.store.care.PgPurge.Purged;
import dev.downbeat.store.care.PgPurge.Taken;
import dev.downbeat.store.care.PurgeOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Deletes old runs with all that they left, in small steps with a rest after each, as long as the step
/// was: at most half of the database's time goes into it. A purge that was broken off is gone on with by
/// the next one.
final class Purge {
    /// Runs a step takes away; their rows elsewhere go in steps of their own.
    static final int RUNS = 100;
    /// Rows a step deletes.
    static final int ROWS = 2_000;

    private static final Duration SHORTEST_REST = Duration.ofMillis(5);
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    private final PgPurge store;
    private final HomeFiles files;
    private final Rest rest;

    /// What is done between two steps.
    interface Rest {
        /// @return false when there shall be no more steps
        boolean rest(Duration time);
    }

    Purge(PgPurge store, HomeFiles files, Rest rest) {
        this.store = store;
        this.files = files;
        this.rest = rest;
    }

    /// What went.
    ///
    /// @param runs    that were deleted
    /// @param folders runs that had files here
    /// @param others  updates of assets, backfills, and rows of runs that are not there
    /// @param whole   whether it came to its end
    record Result(long runs, long folders, long others, boolean whole) {}

    /// @return empty while another process purges
    Optional<Result> run(PurgeOrder order, boolean orphans) {
        return store.turn().map(turn -> {
            try (turn) {
                return new Going(order).run(orphans);
            }
        });
    }

    /// One purge.
    private final class Going {
        private final PurgeOrder order;
        private long runs;
        private long folders;
        private long others;
        private long upTo;

        Going(PurgeOrder order) {
            this.order = order;
        }

        Result run(boolean orphans) {
            boolean whole = steps(this::rows) // of a purge that was broken off
                    && steps(this::runs)
                    && steps(this::rows)
                    && steps(() -> others(store.others(order, ROWS)))
                    && (!orphans || steps(() -> others(store.orphans(ROWS))));
            if (whole) {
                store.forget();
            }
            return new Result(runs, folders, others, whole);
        }

        /// @param step says whether there may be more to do
        private boolean steps(BooleanSupplier step) {
            boolean more = true;
            while (more) {
                long start = System.nanoTime();
                more = step.getAsBoolean();
                if (!rest.rest(restAfter(Duration.ofNanos(System.nanoTime() - start)))) {
                    return false;
                }
            }
            return true;
        }

        private boolean runs() {
            Taken taken = store.take(order, upTo, RUNS);
            upTo = taken.upTo();
            runs += taken.runs().size();
            for (Purged run : taken.runs()) {
                folders += files.delete(run.run(), run.dag()) ? 1 : 0;
            }
            return steps(this::rows) && !taken.last();
        }

        private boolean rows() {
            return store.rows(RUNS, ROWS);
        }

        private boolean others(int deleted) {
            others += deleted;
            return deleted == ROWS;
        }
    }

    private static Duration restAfter(Duration work) {
        if (work.compareTo(SHORTEST_REST) < 0) {
            return SHORTEST_REST;
        }
        return work.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : work;
    }

    /// Deletes the files here of runs that were purged, by whomever.
    ///
    /// @param after the last run that was looked at
    /// @return the last one now
    Purged follow(Purged after) {
        Purged last = after;
        boolean more = true;
        while (more) {
            var purged = store.purged(last, ROWS);
            purged.forEach(run -> files.delete(run.run(), run.dag()));
            last = purged.isEmpty() ? last : purged.getLast();
            more = purged.size() == ROWS && rest.rest(SHORTEST_REST);
        }
        return last;
    }

    /// Before all purges.
    static Purged none() {
        return new Purged(0, "", Instant.EPOCH);
    }
}
