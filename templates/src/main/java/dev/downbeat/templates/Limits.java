package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;

/// How far one rendering may go before it counts as run away.
///
/// One object per call of [Templates], used by one thread.
final class Limits {
    /// Characters of one text, and of all texts of one rendering together.
    static final int TEXT = 10_000_000;
    /// Items of one list that a template makes.
    static final int ITEMS = 1_000_000;
    /// Loop rounds, calls and prints.
    private static final int STEPS = 2_000_000;
    /// Macros within macros.
    private static final int CALLS = 50;
    /// Brackets within brackets, blocks within blocks.
    static final int NESTING = 60;
    /// Characters of one expression.
    static final int EXPRESSION = 20_000;

    private int steps;
    private int calls;
    private long written;

    void step() {
        steps(1);
    }

    void steps(int count) {
        steps += count;
        if (steps > STEPS) {
            throw over("goes through more than %,d steps".formatted(STEPS));
        }
    }

    void wrote(int characters) {
        written += characters;
        if (written > TEXT) {
            throw over("makes more than %,d characters".formatted(TEXT));
        }
    }

    void enterCall(String name) {
        if (++calls > CALLS) {
            throw over("calls macro '%s' more than %d levels deep".formatted(name, CALLS));
        }
    }

    void leaveCall() {
        calls--;
    }

    static DownbeatException over(String what) {
        return new DownbeatException(ErrorCode.BAD_TEMPLATE, "the template runs away: it " + what);
    }
}
