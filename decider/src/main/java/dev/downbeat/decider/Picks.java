package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What the instances of a branch have chosen: of each the tasks it lets go on, those after a chosen one among
/// them. It outlives the skips that came of it, so that a skipped task that is cleared is skipped again.
///
/// @param byIndex the place of an instance is its map index, 0 when it is not mapped; null where it chose nothing
///                yet
/// @param any     what at least one of them lets go on
record Picks(Vector<BitSet> byIndex, BitSet any) {
    private static final BitSet UNDECIDED = new BitSet(0);

    /// @param instances of the branch
    static Picks of(int instances) {
        return new Picks(Vector.filled(instances, UNDECIDED), new BitSet());
    }

    /// @return null while that instance has not chosen
    @Nullable
    BitSet at(MapIndex index) {
        int place = Math.max(0, index.value());
        if (place >= byIndex.size()) {
            return null;
        }
        BitSet goesOn = byIndex.get(place);
        return goesOn == UNDECIDED ? null : goesOn;
    }

    Picks with(MapIndex index, BitSet goesOn) {
        Vector<BitSet> next = byIndex.with(Math.max(0, index.value()), goesOn);
        if (at(index) == null) {
            var all = (BitSet) any.clone();
            all.or(goesOn);
            return new Picks(next, all);
        }
        // chosen anew after a clear: what it chose before no longer counts
        var all = new BitSet();
        for (int i = 0; i < next.size(); i++) {
            all.or(next.get(i));
        }
        return new Picks(next, all);
    }
}
