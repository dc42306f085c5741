package dev.downbeat.runtime;

import dev.downbeat.executors.container.ContainerSettings;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where attempts in containers and pods reach this process.
final class Reach implements ContainerSettings.Server {
    private final boolean serves;
    private volatile @Nullable URI at;

    /// @param serves whether it opens a port
    /// @param set    where it is told to be reached; empty: where it listens
    Reach(boolean serves, String set) {
        this.serves = serves;
        this.at = set.isEmpty() ? null : URI.create(set);
    }

    /// It listens there.
    void listens(URI server) {
        if (at == null) {
            at = URI.create(server.toString().replaceAll("/+$", ""));
        }
    }

    @Override
    public Optional<URI> reachedAt() {
        return Optional.ofNullable(at);
    }

    @Override
    public boolean serves() {
        return serves;
    }
}
