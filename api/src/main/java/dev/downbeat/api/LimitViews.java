package dev.downbeat.api;

import org.jspecify.annotations.Nullable;

/// The records that [LimitsApi] takes and gives. JSON names are in snake_case.
public final class LimitViews {
    private LimitViews() {}

    /// A pool and who has its slots.
    ///
    /// @param includeDeferred deferred tasks keep their slots
    /// @param used            slots of tasks that are queued or running
    /// @param deferred        slots of deferred tasks
    /// @param waiting         slots that ready tasks are waiting to get
    public record PoolView(
            String name, int slots, boolean includeDeferred, String description, int used, int deferred, int waiting) {
        /// Slots that are free now; below zero while a pool was made smaller than what is in use.
        public int free() {
            return slots - used - (includeDeferred ? deferred : 0);
        }
    }

    /// What a pool is to be; what is left out stays as it is.
    public record PoolChange(
            @Nullable Integer slots,
            @Nullable Boolean includeDeferred,
            @Nullable String description) {}
}
