package dev.downbeat.store.care;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.care.Manifest.Item;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes an archive: a ZIP file that only its user can read, which gets its name when it is complete.
public final class ArchiveWriter implements AutoCloseable {
    static final String MANIFEST = "manifest.json";

    private final Path file;
    private final Path draft;
    private final ZipOutputStream zip;
    private boolean finished;

    private ArchiveWriter(Path file, Path draft, ZipOutputStream zip) {
        this.file = file;
        this.draft = draft;
        this.zip = zip;
    }

    /// @throws DownbeatException CONFLICT when there is such a file already; EXTERNAL_SERVICE when none can
    ///         be made
    public static ArchiveWriter create(Path file) {
        if (Files.exists(file)) {
            throw new DownbeatException(ErrorCode.CONFLICT, "%s is there already".formatted(file));
        }
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(draft); // of a backup that was broken off
            Files.createFile(draft);
            if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            }
            return new ArchiveWriter(
                    file, draft, new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(draft))));
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.EXTERNAL_SERVICE, "%s cannot be written: %s".formatted(draft, e.getMessage()), e);
        }
    }

    /// What an entry holds.
    interface Body {
        void to(OutputStream out) throws IOException, SQLException;
    }

    /// How long an entry is, and its digest.
    record Sum(long size, String sha256) {}

    Sum entry(String name, Body body) throws IOException, SQLException {
        MessageDigest digest = sha256();
        zip.putNextEntry(new ZipEntry(name));
        var counted = new Counted(new DigestOutputStream(zip, digest));
        body.to(counted);
        zip.closeEntry();
        return new Sum(counted.size, HexFormat.of().formatHex(digest.digest()));
    }

    /// Takes in a file of the home folder as it is now: one that grows meanwhile may go on to do so.
    ///
    /// @return empty when it is not there any more
    public Optional<Item> file(Path home, Path path) throws IOException {
        String name = home.relativize(path).toString().replace('\\', '/');
        try (InputStream in = Files.newInputStream(path)) {
            Sum sum = entry("files/" + name, in::transferTo);
            return Optional.of(new Item(name, sum.size(), sum.sha256()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("a file is no table", e);
        }
    }

    /// Completes the archive: on disk when this returns.
    public void finish(Manifest manifest) throws IOException {
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(Json.write(manifest).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.close();
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        finished = true;
    }

    /// Takes an archive away that was not finished.
    @Override
    public void close() throws IOException {
        if (!finished) {
            zip.close();
            Files.deleteIfExists(draft);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Counts, and does not let the entry's writer close the archive.
    private static final class Counted extends FilterOutputStream {
        private long size;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            size++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            size += length;
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
