package dev.downbeat.containers;

import java.util.List;
import java.util.function.Consumer;

/// What makes containers, one for each attempt: a Docker engine, a Kubernetes cluster. Safe for use by many
/// threads. Nothing is remembered here: which containers there ought to be is known to whoever asks for them.
///
/// No method throws because the engine is out of reach or says no; each of them says what it does instead.
public interface ContainerEngine extends AutoCloseable {
    /// Asks for a container under the request's name. Returns when the engine has taken it over, which is
    /// before it runs.
    Created create(ContainerRequest request);

    /// From now on tells of every container that carries [ContainerRequest#OWNER] with this value: of those
    /// that there are, of each change, and, after the engine was out of reach, of all of them anew. The same
    /// may be told twice. One that went away is told of as [Sighting.Phase.Gone].
    ///
    /// @param watcher called by one thread at a time; it does not wait
    void watch(String owner, Consumer<Sighting> watcher);

    /// All containers that carry [ContainerRequest#OWNER] with this value.
    ///
    /// @throws EngineAway when the engine cannot be asked now
    List<Sighting> list(String owner) throws EngineAway;

    /// Ends and deletes a container; nothing happens when there is none.
    ///
    /// @param grace whether its program gets the time to end by itself that the engine gives it
    /// @throws EngineAway when the engine cannot be asked now
    void remove(String name, boolean grace) throws EngineAway;

    /// The last lines that it wrote; empty when there are none, or nobody can tell any more.
    List<String> lastWords(String name, int lines);

    /// Stops watching. The containers go on.
    @Override
    void close();
}
