package dev.downbeat.engine.port;

import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How the slots of a pool are shared out: whoever asks gets what is free. When there is not enough, everybody is
/// to have an equal part, or what its largest waiting task takes if that is more; whoever has more lets it fall as
/// its tasks end, and those who go short come in the order in which that began. So nobody waits for ever.
///
/// A pure function, the same for every store.
public final class PoolShares {
    private PoolShares() {}

    /// What a scheduler holds of a pool.
    ///
    /// @param need       as it last asked
    /// @param largest    as it last asked
    /// @param shortSince since when it has less than its part; null when it has that
    public record Claim(
            int slots, int need, int largest, @Nullable Instant shortSince) {
        public static final Claim NOTHING = new Claim(0, 0, 0, null);
    }

    /// @param limit what the scheduler may use
    /// @param claim its claim from now on
    public record Settled(int limit, boolean contended, Claim claim) {}

    /// @param before what the scheduler had
    /// @param others the claims of all others
    public static Settled settle(int total, Pools.Ask ask, Claim before, Collection<Claim> others, Instant now) {
        long sharers = 1 + others.stream().filter(claim -> claim.need() > 0).count();
        int part = (int) Math.max(1, total / sharers);
        int goal = goal(part, ask.need(), ask.largest(), total);
        boolean hungry = before.slots() < goal;
        Instant since = before.shortSince() == null ? now : before.shortSince();
        int taken = 0;
        int goals = goal;
        int ahead = 0;
        int wanted = 0;
        for (Claim other : others) {
            int theirs = goal(part, other.need(), other.largest(), total);
            int lacking = Math.max(0, theirs - other.slots());
            taken += other.slots();
            goals += theirs;
            wanted += lacking;
            ahead += !hungry || before(other.shortSince(), since) ? lacking : 0;
        }
        int free = Math.max(0, total - taken);
        int kept = goals <= total ? Math.min(goal, free) : 0;
        int open = Math.max(Math.min(goal, free - ahead), free - wanted);
        int needed = Math.min(ask.need(), Math.max(open, kept));
        int limit = Math.max(Math.max(0, needed), Math.min(ask.need() + ask.spare(), free - wanted));
        int slots = Math.max(ask.floor(), limit);
        boolean goesShort = slots < goal;
        return new Settled(
                limit,
                wanted > 0 || limit < Math.min(ask.need(), total),
                new Claim(slots, ask.need(), ask.largest(), goesShort ? since : null));
    }

    /// What somebody should have at least when there is not enough for all.
    private static int goal(int part, int need, int largest, int total) {
        return Math.min(Math.min(need, total), Math.max(part, largest <= total ? largest : 0));
    }

    private static boolean before(@Nullable Instant theirs, Instant ours) {
        return theirs != null && theirs.isBefore(ours);
    }
}
