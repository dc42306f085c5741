package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What branches have decided, seen from one task. It outlives the skips that came of it: a task that is cleared
/// is skipped again as long as the branch before it is not.
///
/// @param excluded of a branch: for each of its instances the tasks directly below that it did not choose, and
///                 that come after nothing chosen either
/// @param vetoes   branch instances that exclude this task
record Routing(@Nullable Vector<BitSet> excluded, int vetoes) {
    static final Routing OPEN = new Routing(null, 0);

    private static final BitSet NONE = new BitSet();

    /// The tasks that this instance of a branch excludes; not to be changed.
    BitSet excludedBy(MapIndex index) {
        int place = Math.max(index.value(), 0);
        return excluded == null || place >= excluded.size() ? NONE : excluded.get(place);
    }

    Routing excluding(MapIndex index, BitSet tasks) {
        int place = Math.max(index.value(), 0);
        Vector<BitSet> known = excluded == null ? Vector.filled(place + 1, NONE) : excluded;
        if (place >= known.size()) {
            known = known.grown(Math.max(place + 1, 2 * known.size()), NONE);
        }
        return new Routing(known.with(place, tasks), vetoes);
    }

    Routing vetoed(int more) {
        return new Routing(excluded, vetoes + more);
    }
}
