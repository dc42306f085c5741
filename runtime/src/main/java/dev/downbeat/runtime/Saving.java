package dev.downbeat.runtime;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.Database;
import dev.downbeat.store.care.ArchiveReader;
import dev.downbeat.store.care.ArchiveWriter;
import dev.downbeat.store.care.Manifest;
import dev.downbeat.store.care.Manifest.Item;
import dev.downbeat.store.care.PgRestore;
import dev.downbeat.store.care.PgSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/// Saves a database with the files of its runs, and brings both back.
public final class Saving {
    private static final Set<String> FOLDERS = Set.of("logs", "artifacts");

    private final Database database;
    private final Path home;

    Saving(Database database, Path home) {
        this.database = database;
        this.home = home;
    }

    /// What was saved or brought back.
    ///
    /// @param schema of the backup
    public record Saved(Path file, int schema, Instant takenAt, long rows, int files) {
        static Saved of(Path file, Manifest manifest) {
            return new Saved(
                    file,
                    manifest.origin().schema(),
                    manifest.origin().takenAt(),
                    manifest.rows(),
                    manifest.files().size());
        }
    }

    Saved backup(Path file, boolean files) {
        if (database.schema().applied() == 0) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "there is nothing in the database yet");
        }
        try (ArchiveWriter archive = ArchiveWriter.create(file);
                PgSnapshot snapshot = PgSnapshot.of(database)) {
            var origin = new Manifest.Origin(Version.text(), snapshot.schema(), snapshot.postgresql(), Instant.now());
            var tables = snapshot.tables(archive);
            List<Item> items = files ? files(archive, snapshot) : List.of();
            var manifest = new Manifest(Manifest.FORMAT, origin, tables, snapshot.sequences(), items);
            archive.finish(manifest);
            return Saved.of(file, manifest);
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.EXTERNAL_SERVICE, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    /// The files of the runs that the snapshot holds.
    private List<Item> files(ArchiveWriter archive, PgSnapshot snapshot) throws IOException {
        SortedMap<Long, List<Path>> folders = new HomeFiles(home).ofRuns(Set.of());
        Set<Long> runs = snapshot.runs(folders.keySet());
        var items = new ArrayList<Item>();
        for (var entry : folders.entrySet()) {
            if (runs.contains(entry.getKey())) {
                for (Path folder : entry.getValue()) {
                    add(folder, archive, items);
                }
            }
        }
        return items;
    }

    private void add(Path folder, ArchiveWriter archive, List<Item> items) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (Path path : paths) {
            archive.file(home, path).ifPresent(items::add); // an attempt that goes on may have taken it away
        }
    }

    Saved restore(Path file, boolean force) {
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            Manifest manifest = archive.manifest();
            for (Item item : manifest.files()) {
                target(item);
            }
            // runs that the backup does not know may have left files: a new run must not get their number
            SortedMap<Long, List<Path>> here = new HomeFiles(home).ofRuns(Set.of());
            new PgRestore(database).run(archive, force, here.isEmpty() ? 1 : here.lastKey());
            for (Item item : manifest.files()) {
                write(archive, item);
            }
            return Saved.of(file, manifest);
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.EXTERNAL_SERVICE,
                    "the database is restored, but a file is not: %s; restore once more with --force"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private void write(ArchiveReader archive, Item item) throws IOException {
        Path target = target(item);
        Files.createDirectories(target.getParent());
        Path draft = target.resolveSibling(target.getFileName() + ".restore");
        try (InputStream in = archive.file(item)) {
            Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Only what a backup takes in is written: an archive may come from anywhere.
    private Path target(Item item) {
        Path target = home.resolve(item.path()).normalize();
        boolean ours = target.startsWith(home)
                && target.getNameCount() > home.getNameCount() + 1
                && FOLDERS.contains(target.getName(home.getNameCount()).toString());
        if (!ours) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "the backup holds a file that is none of a run: " + item.path());
        }
        return target;
    }
}
