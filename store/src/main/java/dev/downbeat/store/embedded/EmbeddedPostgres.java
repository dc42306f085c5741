package dev.downbeat.store.embedded;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.embedded.Postmaster.Running;
import dev.downbeat.store.machine.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process's share in the PostgreSQL of a home folder. Several processes of a user may hold one at a
/// time.
///
/// ```java
/// try (var postgres = EmbeddedPostgres.start(home)) {
///     connect(postgres.port(), postgres.user(), postgres.password());
/// }
/// ```
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final Path folder;
    private final Postmaster postmaster;
    private final Users users;
    private final Users.Membership membership;
    private final Running running;

    private EmbeddedPostgres(
            Path folder, Postmaster postmaster, Users users, Users.Membership membership, Running running) {
        this.folder = folder;
        this.postmaster = postmaster;
        this.users = users;
        this.membership = membership;
        this.running = running;
    }

    /// Finds the server of the home, or starts it. The very first time it unpacks and initialises, which
    /// takes some seconds.
    ///
    /// @throws DownbeatException DATABASE when there is no PostgreSQL for this platform, it does not start
    ///         (with the last lines of its log), the disk is full, or another machine uses the folder
    public static EmbeddedPostgres start(Path home) {
        return start(home, home.toAbsolutePath().normalize().resolve("postgres"));
    }

    /// @param binaries where the unpacked programs are, or go: several homes may share them
    public static EmbeddedPostgres start(Path home, Path binaries) {
        Path folder = home.toAbsolutePath().normalize().resolve("postgres");
        try {
            Folders.createPrivate(folder);
            try (StartLock _ = StartLock.take(folder.resolve("start.lock"))) {
                return enter(folder, Binaries.unpack(binaries));
            }
        } catch (IOException e) {
            throw Trouble.io("cannot use the embedded database in " + folder, e);
        }
    }

    private static EmbeddedPostgres enter(Path folder, Path binaries) throws IOException {
        var users = new Users(folder.resolve("users"));
        Users.Membership membership = users.join();
        try {
            var postmaster = new Postmaster(folder, binaries);
            Optional<Running> found = postmaster.running();
            if (found.isEmpty() && users.others(membership) == Users.Others.ELSEWHERE) {
                // Its pid means nothing here, and two servers on one data folder would destroy it.
                throw new DownbeatException(
                        ErrorCode.DATABASE,
                        "%s is in use by another machine or container; to share a database set DOWNBEAT_DATABASE_URL"
                                .formatted(folder));
            }
            if (found.isEmpty()) {
                postmaster.initialize();
                found = Optional.of(postmaster.start());
                LOG.debug(
                        "PostgreSQL started: pid {}, port {}",
                        found.get().pid(),
                        found.get().port());
            }
            return new EmbeddedPostgres(folder, postmaster, users, membership, found.get());
        } catch (IOException | RuntimeException e) {
            users.leave(membership);
            throw e;
        }
    }

    public int port() {
        return running.port();
    }

    /// Of the server, for people.
    public long pid() {
        return running.pid();
    }

    public String user() {
        return Postmaster.USER;
    }

    /// @throws DownbeatException DATABASE when the password file is gone
    public String password() {
        try {
            return postmaster.password();
        } catch (IOException e) {
            throw Trouble.io("cannot read the embedded database's password in " + folder, e);
        }
    }

    /// Leaves; the last one to leave stops the server.
    @Override
    public void close() {
        if (!Files.isDirectory(folder)) {
            return; // somebody deleted the home: there is nothing left to stop in good order
        }
        try (StartLock _ = StartLock.take(folder.resolve("start.lock"))) {
            boolean last = users.others(membership) == Users.Others.NONE;
            if (membership.channel().isOpen()) {
                users.leave(membership);
                if (last && postmaster.running().isPresent()) {
                    postmaster.stop();
                }
            }
        } catch (IOException e) {
            throw Trouble.io("cannot leave the embedded database in " + folder, e);
        }
    }
}
