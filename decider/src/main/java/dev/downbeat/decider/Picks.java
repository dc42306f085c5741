package dev.downbeat.decider;

import dev.downbeat.model.MapIndex;
import java.util.BitSet;
import java.util.Optional;

/// What the instances of a branch have chosen: of each the tasks it lets go on, those after a chosen one among
/// them. It outlives the skips that came of it, so that a skipped task that is cleared is skipped again.
///
/// @param byIndex the place of an instance is its map index, 0 when it is not mapped; empty where it chose
///                nothing yet
/// @param any     what at least one of them lets go on
record Picks(Vector<Optional<BitSet>> byIndex, BitSet any) {
    /// @param instances of the branch
    static Picks of(int instances) {
        return new Picks(Vector.filled(instances, Optional.<BitSet>empty()), new BitSet());
    }

    /// Empty while that instance has not chosen.
    Optional<BitSet> at(MapIndex index) {
        int place = Math.max(0, index.value());
        return place < byIndex.size() ? byIndex.get(place) : Optional.empty();
    }

    /// That instance is taken back, and with it what it chose.
    Picks without(MapIndex index) {
        return at(index).isEmpty() ? this : recounted(byIndex.with(Math.max(0, index.value()), Optional.empty()));
    }

    Picks with(MapIndex index, BitSet goesOn) {
        Vector<Optional<BitSet>> next = byIndex.with(Math.max(0, index.value()), Optional.of(goesOn));
        if (at(index).isEmpty()) {
            var all = (BitSet) any.clone();
            all.or(goesOn);
            return new Picks(next, all);
        }
        return recounted(next);
    }

    private static Picks recounted(Vector<Optional<BitSet>> byIndex) {
        var all = new BitSet();
        for (int i = 0; i < byIndex.size(); i++) {
            byIndex.get(i).ifPresent(all::or);
        }
        return new Picks(byIndex, all);
    }
}
