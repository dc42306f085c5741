package dev.downbeat.bench;

/// How much is measured.
enum Scale {
    FULL,
    /// Just enough to see that it works.
    QUICK;

    int of(int full, int quick) {
        return switch (this) {
            case FULL -> full;
            case QUICK -> quick;
        };
    }
}
