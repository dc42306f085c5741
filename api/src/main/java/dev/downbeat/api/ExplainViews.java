package dev.downbeat.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records that [DownbeatApi#explain] gives. JSON names are in snake_case.
public final class ExplainViews {
    private ExplainViews() {}

    /// Why a task instance stands where it stands.
    ///
    /// @param mapIndex -1 when not mapped, or while its items are not known
    /// @param gates    all that it has to pass before it runs, in order; of one that has ended, up to the gate that
    ///                 decided
    public record Explanation(long run, String dag, String task, int mapIndex, String state, List<GateView> gates) {
        /// The first gate that keeps it from running.
        public Optional<GateView> first() {
            return gates.stream().filter(gate -> !gate.standing().equals("met")).findFirst();
        }
    }

    /// @param standing `met`, `not_met`, or `never` when it can no longer be met
    /// @param since    since when it stands so; null where that is not kept
    /// @param why      how it stands
    /// @param opens    what would open it; empty when it is met, or cannot be any more
    public record GateView(
            String gate, String standing, @Nullable Instant since, String why, String opens) {}
}
