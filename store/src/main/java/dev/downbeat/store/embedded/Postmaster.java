package dev.downbeat.store.embedded;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.store.machine.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server process over one data folder: makes the folder, starts the server, finds one that runs, stops
/// it. Whoever calls holds the [StartLock].
final class Postmaster {
    static final String USER = "downbeat";

    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration INIT = Duration.ofMinutes(2);
    /// Long enough to replay the log after a crash.
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(10);

    /// Lines of `postmaster.pid`, counted from 1; the first one holds the pid.
    private static final int PORT_LINE = 4;

    private static final int STATUS_LINE = 8;

    private static final long LOG_LIMIT = 10_000_000;
    private static final int START_TRIES = 3;

    private final Path folder;
    private final Path data;
    private final Path log;
    private final Path passwordFile;
    private final Account account;
    private final Programs programs;

    Postmaster(Path folder, Path binaries) throws IOException {
        this.folder = folder;
        data = folder.resolve("data");
        log = folder.resolve("server.log");
        passwordFile = folder.resolve("password");
        account = Account.of(data);
        programs = new Programs(binaries, account, folder);
    }

    /// What `postmaster.pid` says.
    record Running(long pid, int port) {}

    /// The server that runs on the data folder, be it ours or left behind by a process that was killed;
    /// waits while it is still starting or already stopping.
    Optional<Running> running() throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            List<String> lines = pidFile();
            if (lines.size() < PORT_LINE
                    || !isPostgres(Long.parseLong(lines.getFirst().strip()))) {
                return Optional.empty();
            }
            if (lines.size() >= STATUS_LINE
                    && lines.get(STATUS_LINE - 1).strip().equals("ready")) {
                int port = Integer.parseInt(lines.get(PORT_LINE - 1).strip());
                return Optional.of(new Running(Long.parseLong(lines.getFirst().strip()), port));
            }
            if (System.nanoTime() > deadline) {
                throw failed("PostgreSQL neither gets ready nor ends");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private List<String> pidFile() throws IOException {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// After a crash of the machine the pid may be another program's.
    private static boolean isPostgres(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    /// Makes the data folder unless it is there: first aside, so that no half-made one is ever taken for
    /// whole.
    void initialize() throws IOException {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        LOG.info("preparing the embedded database in {} (once, takes some seconds)", folder);
        Path fresh = data.resolveSibling("data.partial");
        Folders.delete(fresh);
        Folders.createPrivate(fresh);
        account.own(fresh);
        if (account instanceof Account.Other) {
            Folders.letPass(folder);
        }
        Folders.writePrivate(passwordFile, Passwords.random());
        Path handOver = data.resolveSibling("password.partial");
        Folders.writePrivate(handOver, password());
        account.own(handOver);
        var result = programs.run(
                INIT,
                "initdb",
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + handOver,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        Files.delete(handOver);
        if (result.exit() != 0) {
            throw Trouble.program("PostgreSQL's initdb failed in " + folder + enterHint(), result.output());
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private String enterHint() {
        return account instanceof Account.Other other
                ? " (it runs as user %d, who must be able to enter that folder: set DOWNBEAT_HOME to another one, or run as an ordinary user)"
                        .formatted(other.user())
                : "";
    }

    String password() throws IOException {
        return Files.readString(passwordFile).strip();
    }

    /// Starts the server; returns when it takes connections.
    ///
    /// @throws DownbeatException DATABASE with the end of the server's log
    Running start() throws IOException {
        // Nobody runs here (the caller looked), so a pid file is a leftover; its number may be another process's now.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.delete(log);
        }
        if (!Files.exists(log)) {
            Folders.writePrivate(log, "");
            account.own(log);
        }
        for (int tries = 1; ; tries++) {
            configure(freePort());
            String patience = Long.toString(START.toSeconds());
            var result = programs.run(
                    START.plusSeconds(10),
                    "pg_ctl",
                    "start",
                    "--pgdata=" + data,
                    "--log=" + log,
                    "--wait",
                    "--timeout=" + patience);
            if (result.exit() == 0) {
                return running().orElseThrow(() -> failed("PostgreSQL ended as soon as it had started"));
            }
            // Somebody may have taken the port between our look and the start.
            if (tries == START_TRIES || !Programs.tail(log).contains("could not bind")) {
                throw failed("PostgreSQL does not start");
            }
        }
    }

    private DownbeatException failed(String what) {
        try {
            return Trouble.program("%s in %s; the end of its log:".formatted(what, data), Programs.tail(log));
        } catch (IOException e) {
            return Trouble.io(what + " in " + data, e);
        }
    }

    /// Asks all connections to end, writes everything out and stops.
    void stop() {
        var result = programs.run(STOP, "pg_ctl", "stop", "--pgdata=" + data, "--mode=fast", "--wait", "--timeout=30");
        if (result.exit() != 0) {
            throw Trouble.program("PostgreSQL does not stop in " + data, result.output());
        }
    }

    private void configure(int port) throws IOException {
        try (InputStream template = Postmaster.class.getResourceAsStream("postgresql.conf")) {
            if (template == null) {
                throw new IllegalStateException("postgresql.conf is missing from the program");
            }
            String settings = new String(template.readAllBytes(), StandardCharsets.UTF_8);
            Path file = data.resolve("postgresql.conf");
            Folders.writePrivate(file, settings + "\nport = " + port + "\n");
            account.own(file);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    /// Makes passwords.
    private static final class Passwords {
        static String random() {
            var bytes = new byte[24];
            new java.security.SecureRandom().nextBytes(bytes);
            return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }
}
