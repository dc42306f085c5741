package dev.downbeat.runtime;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.Database;
import dev.downbeat.store.DatabaseFacts;
import dev.downbeat.store.SchemaReport;
import dev.downbeat.store.StoreSettings;
import dev.downbeat.store.care.DatabaseCheck;
import dev.downbeat.store.care.Finding;
import dev.downbeat.store.care.PgPurge;
import dev.downbeat.store.care.PurgeOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Looks after the database without an engine on it; another process may work on it meanwhile.
public final class DatabaseCare {
    private static final int NAMED = 5;

    private final Settings settings;

    public DatabaseCare(Settings settings) {
        this.settings = settings;
    }

    /// @param description where it is, never a password
    public record Status(String description, DatabaseFacts facts) {}

    /// Starts the embedded database if need be, and brings the schema up to date.
    public Status status() {
        try (Database database = Database.open(store(settings))) {
            return new Status(database.description(), DatabaseFacts.of(database));
        }
    }

    /// How the schema stands to this program; changes nothing.
    public SchemaReport schema() {
        try (Database database = Database.openAsIs(store(settings))) {
            return database.schema();
        }
    }

    /// Applies what is pending.
    ///
    /// @return how the schema stood before
    public SchemaReport migrate() {
        try (Database database = Database.openAsIs(store(settings))) {
            SchemaReport before = database.schema();
            database.migrate();
            return before;
        }
    }

    /// Looks at the database and the files of its runs; changes nothing.
    public List<Finding> check() {
        try (Database database = Database.openAsIs(store(settings))) {
            var check = new DatabaseCheck(database, InstantSource.system());
            var findings = new ArrayList<>(check.run());
            SchemaReport schema = database.schema();
            if (schema.usable() && schema.applied() > 0) {
                findings.add(files(check));
            }
            return findings;
        }
    }

    private Finding files(DatabaseCheck check) {
        Set<Long> here = new HomeFiles(settings.home()).ofRuns(Set.of()).keySet();
        Set<Long> known = check.runs(here);
        List<Long> gone =
                here.stream().filter(run -> !known.contains(run)).sorted().toList();
        if (gone.isEmpty()) {
            return Finding.good("files", "logs and artifacts of %d runs, all of them there".formatted(here.size()));
        }
        String some = gone.stream().limit(NAMED).map(run -> "run_" + run).collect(Collectors.joining(", "));
        return Finding.warning(
                "files",
                "logs or artifacts of %d runs that are not there: %s%s"
                        .formatted(gone.size(), some, gone.size() > NAMED ? ", …" : ""),
                "Delete these folders in logs and artifacts under %s, unless another database works in this home too."
                        .formatted(settings.home()));
    }

    /// Saves the database into a file, and with `files` logs and artifacts too.
    ///
    /// @throws DownbeatException CONFLICT when there is such a file
    public Saving.Saved backup(Path file, boolean files) {
        try (Database database = Database.openAsIs(store(settings))) {
            return new Saving(database, settings.home()).backup(file, files);
        }
    }

    /// Brings back what [#backup] saved.
    ///
    /// @param force also into a database that is not empty
    /// @throws DownbeatException BAD_INPUT when the file is damaged, CONFLICT when somebody works on the
    ///         database
    public Saving.Saved restore(Path file, boolean force) {
        try (Database database = Database.openAsIs(store(settings))) {
            return new Saving(database, settings.home()).restore(file, force);
        }
    }

    /// Runs of each DAG that [#purge] would delete.
    public Map<String, Long> countOld(PurgeOrder order) {
        try (Database database = Database.open(store(settings))) {
            return new PgPurge(database).count(order);
        }
    }

    /// What a purge deleted.
    ///
    /// @param runs   that ended long ago
    /// @param others updates of assets, backfills, and rows of runs that are not there
    public record PurgeResult(long runs, long others) {}

    /// Deletes old runs with all that they left.
    ///
    /// @throws DownbeatException CONFLICT while another process purges
    public PurgeResult purge(PurgeOrder order) {
        try (Database database = Database.open(store(settings))) {
            var purge = new Purge(new PgPurge(database), new HomeFiles(settings.home()), DatabaseCare::rest);
            Purge.Result result = purge.run(order, true)
                    .orElseThrow(() -> new DownbeatException(
                            ErrorCode.CONFLICT, "another process purges the database at this moment"));
            purge.follow(Purge.none());
            if (!result.whole()) {
                throw new DownbeatException(
                        ErrorCode.CANCELLED, "the purge was interrupted; another one goes on with it");
            }
            return new PurgeResult(result.runs(), result.others());
        }
    }

    private static boolean rest(Duration time) {
        try {
            return !new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Stops the embedded database unless another process uses it.
    ///
    /// @return whether it ran and is stopped now
    public boolean stop() {
        if (path().filter(folder -> Files.exists(folder.resolve("data/postmaster.pid")))
                .isEmpty()) {
            return false;
        }
        Optional<ProcessHandle> server;
        try (Database database = Database.open(store(settings))) {
            server = database.serverPid().flatMap(ProcessHandle::of);
        }
        return server.filter(ProcessHandle::isAlive).isEmpty();
    }

    /// The embedded database's folder; empty for a server.
    public Optional<Path> path() {
        return settings.database().embedded() ? Optional.of(settings.home().resolve("postgres")) : Optional.empty();
    }

    static StoreSettings store(Settings settings) {
        StoreSettings store = settings.database().embedded()
                ? StoreSettings.embedded(settings.home())
                : StoreSettings.server(settings.database().url());
        return store.withPoolSize(settings.database().pool());
    }
}
