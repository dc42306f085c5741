package dev.downbeat.executors.secrets;

import dev.downbeat.sdk.operator.Connection;
import java.util.Optional;
import java.util.SortedSet;

/// Looks up connections and variables.
public interface Secrets {
    /// @throws dev.downbeat.model.DownbeatException NOT_FOUND with the nearest known id, BAD_INPUT when it is
    ///         there but cannot be read
    Connection connection(String id);

    /// @throws dev.downbeat.model.DownbeatException BAD_INPUT when the variables cannot be read
    Optional<String> variable(String key);

    SortedSet<String> connectionIds();

    SortedSet<String> variableKeys();

    /// Hides all that could have been looked up so far. Cheap enough to ask for every line of a log. Never
    /// fails: a file that cannot be read hides nothing, and nobody can have got a secret from it either.
    Masking masking();
}
