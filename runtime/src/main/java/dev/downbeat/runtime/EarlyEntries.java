package dev.downbeat.runtime;

import dev.downbeat.engine.port.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps what is committed before somebody follows: a server resumes runs while its web side is still
/// starting.
final class EarlyEntries implements Consumer<List<JournalEntry>> {
    private static final int ROOM = 20_000;

    private final List<JournalEntry> kept = new ArrayList<>();
    private @Nullable Consumer<List<JournalEntry>> next;

    @Override
    public synchronized void accept(List<JournalEntry> entries) {
        if (next != null) {
            next.accept(entries);
        } else if (kept.size() + entries.size() <= ROOM) {
            kept.addAll(entries);
        }
    }

    synchronized void handOver(Consumer<List<JournalEntry>> follower) {
        follower.accept(List.copyOf(kept));
        kept.clear();
        next = follower;
    }
}
