package dev.downbeat.containers;

import java.time.Duration;

/// What became of a [ContainerRequest].
public sealed interface Created {
    /// The engine has taken it over.
    record Accepted() implements Created {}

    /// There is one of that name already.
    ///
    /// @param claim the [ContainerRequest#CLAIM] that it was made with; empty when it has none
    record Exists(String claim) implements Created {}

    /// Not now: a quota is used up, the engine is busy or out of reach. Ask again.
    ///
    /// @param pause before that
    record Later(String why, Duration pause) implements Created {}

    /// The engine will not have it, however often it is asked.
    record Refused(String why) implements Created {}
}
