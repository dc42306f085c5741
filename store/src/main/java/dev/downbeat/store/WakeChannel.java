package dev.downbeat.store;

/// The channel on which waiting processes are told that there is something new in the store. Nothing depends on the
/// arrival of what is said there.
public final class WakeChannel {
    public static final String NAME = "downbeat_wake";

    /// An expression that says so with the transaction's commit.
    public static final String NOTIFY = "pg_notify('%s', '')".formatted(NAME);

    private WakeChannel() {}
}
