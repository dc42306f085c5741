package dev.downbeat.sdk.operator;

import java.time.Duration;

/// What every sensor takes beside its own settings.
@Doc("How a sensor waits.")
public record SensorOptions(
        @Doc("The time from one look to the next.") @Default("1m")
        Duration pokeInterval,

        @Doc("The factor from one interval to the next; 1 keeps it fixed.") @Default("1")
        double backoff,

        @Doc("With a `backoff`, no interval is longer.") @Default("1h")
        Duration maxPokeInterval,

        @Doc("How long it waits in all, from the first look on and over all retries; then it fails, whatever retries "
                + "are left.")
        @Default("7d")
        Duration timeout,

        @Doc("When it has waited long enough, it is skipped and does not fail.") @Default("false")
        boolean softFail,

        @Doc("The bound of one look.") @Default("1m") Duration pokeTimeout,

        @Doc("What it holds between two looks: nothing (`deferred`), nothing but a slot for each look "
                + "(`reschedule`), or its slot and thread all the time (`poke`).")
        @Default("deferred")
        Mode mode) {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /// What a sensor holds while it waits.
    public enum Mode {
        /// It is a row and a timer. It looks beside the slots, so many sensors at a time.
        DEFERRED,
        /// It takes a slot for each look, like a task.
        RESCHEDULE,
        /// It keeps its slot and its thread.
        POKE
    }

    public SensorOptions {
        positive("poke_interval", pokeInterval);
        positive("max_poke_interval", maxPokeInterval);
        positive("timeout", timeout);
        positive("poke_timeout", pokeTimeout);
        if (!(backoff >= 1)) {
            throw TaskFailedException.terminal("setting 'backoff' takes 1 or more, not " + backoff);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw TaskFailedException.terminal(
                    "setting '%s' takes a duration longer than nothing, 36500d at most".formatted(name));
        }
    }

    /// The time from the look with this number (from 1) to the next.
    public Duration after(int look) {
        if (backoff == 1) {
            return pokeInterval;
        }
        Duration most = maxPokeInterval.compareTo(pokeInterval) < 0 ? pokeInterval : maxPokeInterval;
        double millis = pokeInterval.toMillis() * Math.pow(backoff, look - 1.0);
        return millis >= most.toMillis() ? most : Duration.ofMillis(Math.round(millis));
    }
}
