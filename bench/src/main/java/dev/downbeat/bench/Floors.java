package dev.downbeat.bench;

import dev.downbeat.bench.Figure.Limit;
import java.util.List;

/// What the database does without Downbeat: the floor under everything else.
///
/// @param commit milliseconds for one small row, written and committed
/// @param hop    milliseconds for the transaction of a hop
/// @param loop   tasks a second when hops of many runs share a transaction
/// @param batch  runs in each of those transactions: as many as gave the best rate
record Floors(Spread commit, Spread hop, Spread loop, int batch) {
    /// So many hops, one after the other.
    Limit hops(int count) {
        return new Limit(count == 1 ? "a hop by hand" : count + " hops by hand", count * hop.median());
    }

    /// Hops, and what else no orchestrator can save, in milliseconds.
    Limit hopsAnd(int count, String what, double millis) {
        return new Limit(what + " + " + hops(count).name(), hops(count).value() + millis);
    }

    Limit rate() {
        return new Limit("loop by hand", loop.median());
    }

    /// The rows of so many tasks, in the best batches.
    Limit rows(int tasks) {
        return new Limit("loop by hand", tasks / loop.median() * 1_000);
    }

    List<Figure> figures() {
        return List.of(
                Figure.millis("bare commit of one row", commit, null),
                Figure.millis("a hop by hand", hop, new Limit("bare commit", commit.median())),
                new Figure(
                        "loop by hand, %,d runs a commit".formatted(batch), Figure.Unit.TASKS_PER_SECOND, loop, null));
    }
}
