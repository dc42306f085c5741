package dev.downbeat.runtime;

import dev.downbeat.containers.docker.Docker;
import dev.downbeat.containers.docker.DockerAddress;
import dev.downbeat.containers.docker.DockerTrouble;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.operators.docker.Orphans;
import dev.downbeat.store.query.AttemptQueries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks now and again for containers of the operator docker that a server left when it was killed, and removes
/// those whose attempts are over. Where no engine is on this machine nothing is looked for.
final class LeftContainers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeftContainers.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Path artifacts;
    private final AttemptQueries attempts;
    private final String host;
    private final Lookout lookout = new Lookout("left containers", LOOK_AGAIN, this::look);

    /// @param host of the engine, as it is set; may be empty
    LeftContainers(Path artifacts, AttemptQueries attempts, String host) {
        this.artifacts = artifacts;
        this.attempts = attempts;
        this.host = host;
    }

    void start() {
        lookout.start();
    }

    private boolean look() {
        try {
            DockerAddress address = DockerAddress.find(host);
            if (address.local() && Files.exists(Path.of(address.uri().getPath()))) {
                sweep(address);
            }
        } catch (DownbeatException e) {
            LOG.debug("no engine to look at: {}", e.text());
        }
        return false;
    }

    private void sweep(DockerAddress address) {
        try (Docker docker = Docker.at(address)) {
            List<String> removed = Orphans.sweep(docker, artifacts, attempts::underWay);
            if (!removed.isEmpty()) {
                LOG.info("Removed containers that a server had left: {}", String.join(", ", removed));
            }
        } catch (DockerTrouble e) {
            LOG.debug("the engine at {} does not answer: {}", address, e.getMessage());
        }
    }

    @Override
    public void close() {
        lookout.close();
    }
}
