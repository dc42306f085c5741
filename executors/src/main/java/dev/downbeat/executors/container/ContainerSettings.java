package dev.downbeat.executors.container;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How containers of attempts are made.
///
/// @param owner       the same for all servers of a database, and no others
/// @param server      where the server is reached from inside
/// @param command     the program that does an attempt, in the image
/// @param environment what each of them gets beside its own
public record ContainerSettings(
        String owner, Server server, List<String> command, Map<String, String> environment, Pacing pacing) {
    /// Where the program finds the server.
    public static final String SERVER = "DOWNBEAT_SERVER";
    /// Where it finds the token of its attempt.
    public static final String TOKEN = "DOWNBEAT_ATTEMPT_TOKEN";

    public ContainerSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// The server as the programs inside see it.
    public interface Server {
        /// Without a path; empty as long as it does not answer yet.
        Optional<URI> reachedAt();

        /// Whether it ever will.
        boolean serves();
    }

    /// How fast things go.
    ///
    /// @param perSecond containers that are begun in a second at most
    /// @param patience  that an attempt has to stop when it is told to, before its container is ended
    /// @param sweep     how often to look for what nobody told of
    public record Pacing(int perSecond, Duration patience, Duration sweep) {
        public static Pacing of(int perSecond) {
            return new Pacing(perSecond, Duration.ofSeconds(20), Duration.ofSeconds(60));
        }
    }
}
