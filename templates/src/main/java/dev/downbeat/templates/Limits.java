package dev.downbeat.templates;

/// What one rendering may use, so that a runaway template fails instead of filling the memory.
final class Limits {
    /// Characters of one text.
    static final int TEXT = 10_000_000;

    /// Items of one list.
    static final int ITEMS = 1_000_000;

    /// Evaluated expressions and rounds of loops.
    static final int STEPS = 1_000_000;

    /// Characters and items of all texts and lists that one rendering makes.
    static final long MADE = 100_000_000;

    /// Lists within lists.
    static final int DEPTH = 200;

    /// Macros within macros.
    static final int CALLS = 50;

    /// Bits of a whole number, about 3,000 digits.
    static final int BITS = 10_000;

    private Limits() {}

    static TemplateFailure tooLong() {
        return new TemplateFailure("the text grew over the limit of %,d characters".formatted(TEXT));
    }

    static TemplateFailure tooManyItems() {
        return new TemplateFailure("a list grew over the limit of %,d items".formatted(ITEMS));
    }

    static TemplateFailure tooManySteps() {
        return new TemplateFailure("the template did not end within %,d steps".formatted(STEPS));
    }

    static TemplateFailure tooMuch() {
        return new TemplateFailure("the template made more than %,d characters and items".formatted(MADE));
    }

    static TemplateFailure tooDeep() {
        return new TemplateFailure("a value is nested more than %d levels deep".formatted(DEPTH));
    }

    static TemplateFailure tooLarge() {
        return new TemplateFailure("a whole number has more than %,d bits".formatted(BITS));
    }
}
