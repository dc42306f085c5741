package dev.downbeat.bench;

import org.jspecify.annotations.Nullable;

/// A number that a measure found.
///
/// @param what  of the measure: `a hop of 100`
/// @param limit what is needed for the same without Downbeat; null where nothing compares
record Figure(
        String what, Unit unit, Spread spread, @Nullable Limit limit) {
    /// What is counted.
    enum Unit {
        MILLIS("ms"),
        TASKS_PER_SECOND("tasks/s"),
        BYTES("bytes"),
        MEGABYTES("MB"),
        THREADS("threads"),
        PERCENT("%");

        private final String word;

        Unit(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// @param value in the figure's unit
    record Limit(String name, double value) {}

    static Figure millis(String what, Spread spread, @Nullable Limit limit) {
        return new Figure(what, Unit.MILLIS, spread, limit);
    }

    static Figure rate(String what, Spread spread, Floors floors) {
        return new Figure(what, Unit.TASKS_PER_SECOND, spread, floors.rate());
    }

    static Figure of(String what, Unit unit, double value) {
        return new Figure(what, unit, Spread.of(value), null);
    }
}
