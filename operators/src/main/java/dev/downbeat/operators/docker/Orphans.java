package dev.downbeat.operators.docker;

import dev.downbeat.containers.docker.Docker;
import dev.downbeat.containers.docker.DockerContainer;
import dev.downbeat.containers.docker.DockerTrouble;
import dev.downbeat.containers.docker.DockerTrouble.Kind;
import dev.downbeat.model.AttemptId;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Containers whose attempt is over: its server was killed before it could remove them.
public final class Orphans {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int LOOKS = 150;

    private Orphans() {}

    /// Removes those of this installation whose attempts are not under way. For the start of a server, when
    /// it knows which attempts are its own.
    ///
    /// @param files    where the installation keeps the files of its runs
    /// @param underWay whether an attempt is current and has not ended
    /// @return the names of those that were removed
    public static List<String> sweep(Docker docker, Path files, Predicate<AttemptId> underWay) throws DockerTrouble {
        Path root = files.toAbsolutePath().normalize();
        var removed = new ArrayList<String>();
        for (DockerContainer container : docker.list(Instance.anybodys())) {
            Optional<Instance> orphan = Instance.read(container.name(), container.labels())
                    .filter(instance -> Path.of(instance.place()).startsWith(root))
                    .filter(instance -> !underWay.test(instance.attempt()));
            if (orphan.isPresent()) {
                remove(docker, container.id());
                removed.add(container.name());
            }
        }
        return removed;
    }

    /// Makes room for an attempt: removes what an earlier one of the same task instance left.
    ///
    /// @return the number of the attempt that left it
    /// @throws TaskFailedException when the container of that name is somebody else's, or of a later attempt
    static Optional<Integer> makeRoom(Docker docker, Instance mine) throws DockerTrouble {
        Optional<DockerContainer> there = docker.look(mine.name());
        if (there.isEmpty()) {
            return Optional.empty();
        }
        int number = Instance.read(mine.name(), there.get().labels())
                .filter(other -> other.place().equals(mine.place()))
                .map(other -> other.attempt().number())
                .orElseThrow(() -> TaskFailedException.terminal(
                        ErrorCode.CONFLICT,
                        "there is a container '%s' already, and it is none of this task".formatted(mine.name()),
                        null));
        if (number > mine.attempt().number()) {
            throw TaskFailedException.terminal(
                    ErrorCode.CONFLICT,
                    "attempt %d of this task is at work already; this one is over".formatted(number),
                    null);
        }
        remove(docker, there.get().id());
        return Optional.of(number);
    }

    /// Returns when it is gone.
    static void remove(Docker docker, String id) throws DockerTrouble {
        try {
            docker.remove(id);
        } catch (DockerTrouble e) {
            // Somebody else is at it.
            if (e.kind() != Kind.CONFLICT) {
                throw e;
            }
        }
        for (int looks = 0; looks < LOOKS && docker.look(id).isPresent(); looks++) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
