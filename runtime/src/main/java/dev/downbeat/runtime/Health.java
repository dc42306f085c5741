package dev.downbeat.runtime;

/// Whether this process can do its work.
///
/// @param database  it answers
/// @param scheduler it runs and holds its lease; true without a scheduler
public record Health(boolean database, boolean scheduler) {
    public boolean ready() {
        return database && scheduler;
    }
}
