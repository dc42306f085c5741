package dev.downbeat.containers;

/// A container as the engine shows it.
///
/// @param claim the [ContainerRequest#CLAIM] that it was made with; empty when it has none
public record Sighting(String name, String claim, Phase phase) {
    /// How far it is.
    public sealed interface Phase {
        /// It does not run yet.
        ///
        /// @param why for people: the image is being fetched, no node has room
        record Waiting(String why) implements Phase {}

        record Running() implements Phase {}

        /// It has ended, or never will begin.
        ///
        /// @param exitCode -1 when its program had none
        /// @param why      for people
        record Ended(Cause cause, int exitCode, String why) implements Phase {}

        /// There is no such container any more.
        record Gone() implements Phase {}
    }

    /// Why a container ended.
    public enum Cause {
        /// Its program ended.
        EXITED,
        /// It took more memory than it may.
        OUT_OF_MEMORY,
        /// Its image cannot be had.
        IMAGE,
        /// Its program cannot be started, or what it asks for is not there (a volume, a secret).
        NOT_STARTED,
        /// The engine made room for others, or a node was drained.
        EVICTED,
        /// Its machine is gone, or went down under it.
        NODE_LOST
    }
}
