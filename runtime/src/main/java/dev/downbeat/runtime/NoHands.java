package dev.downbeat.runtime;

import dev.downbeat.model.DagVersion;
import dev.downbeat.model.RunSpec;

/// Where no scheduler is at hand: those that there are hear of it by the store.
final class NoHands implements Triggers.Hands {
    @Override
    public boolean submit(RunSpec run, DagVersion version) {
        return false;
    }

    @Override
    public void look() {
        // whoever serves is told by the store
    }
}
