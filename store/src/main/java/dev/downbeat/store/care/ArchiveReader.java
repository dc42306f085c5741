package dev.downbeat.store.care;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.care.Manifest.Item;
import dev.downbeat.store.care.Manifest.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Reads an archive that [ArchiveWriter] made.
public final class ArchiveReader implements AutoCloseable {
    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private ArchiveReader(Path file, ZipFile zip, Manifest manifest) {
        this.file = file;
        this.zip = zip;
        this.manifest = manifest;
    }

    /// Reads all of it once.
    ///
    /// @throws DownbeatException NOT_FOUND when there is no such file; BAD_INPUT when it is no backup, or
    ///         damaged
    public static ArchiveReader open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no file " + file);
        }
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw damaged(file, "it is no complete archive", e);
        }
        try {
            var archive = new ArchiveReader(file, zip, manifest(file, zip));
            archive.verify();
            return archive;
        } catch (RuntimeException e) {
            close(zip, e);
            throw e;
        }
    }

    private static Manifest manifest(Path file, ZipFile zip) {
        ZipEntry entry = zip.getEntry(ArchiveWriter.MANIFEST);
        if (entry == null) {
            throw damaged(file, "it has no " + ArchiveWriter.MANIFEST, null);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            var crc = new CRC32();
            crc.update(bytes);
            if (crc.getValue() != entry.getCrc()) {
                throw damaged(file, ArchiveWriter.MANIFEST + " has another checksum", null);
            }
            Manifest manifest = Json.read(new String(bytes, StandardCharsets.UTF_8), Manifest.class);
            if (manifest.format() != Manifest.FORMAT) {
                throw damaged(
                        file, "it has format %d, known is %d".formatted(manifest.format(), Manifest.FORMAT), null);
            }
            return manifest;
        } catch (IOException e) {
            throw damaged(file, ArchiveWriter.MANIFEST + " cannot be read", e);
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    private void verify() {
        var known = new HashSet<>(Set.of(ArchiveWriter.MANIFEST));
        for (Table table : manifest.tables()) {
            known.add(table.entry());
            var lines = new long[1];
            verify(table.entry(), table.sha256(), (bytes, length) -> {
                for (int i = 0; i < length; i++) {
                    lines[0] += bytes[i] == '\n' ? 1 : 0;
                }
            });
            if (lines[0] != table.rows()) {
                throw damaged(
                        file, "%s has %d rows instead of %d".formatted(table.name(), lines[0], table.rows()), null);
            }
        }
        for (Item item : manifest.files()) {
            known.add(item.entry());
            verify(item.entry(), item.sha256(), (bytes, length) -> {});
        }
        zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw damaged(file, "its %s does not tell of %s".formatted(ArchiveWriter.MANIFEST, name), null);
                });
    }

    private interface Look {
        void at(byte[] bytes, int length);
    }

    private void verify(String entry, String sha256, Look look) {
        MessageDigest digest = ArchiveWriter.sha256();
        try (InputStream in = new DigestInputStream(open(entry), digest)) {
            var buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                look.at(buffer, length);
            }
        } catch (IOException e) {
            throw damaged(file, entry + " cannot be read", e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
            throw damaged(file, entry + " has another checksum", null);
        }
    }

    InputStream table(Table table) throws IOException {
        return open(table.entry());
    }

    public InputStream file(Item item) throws IOException {
        return open(item.entry());
    }

    private InputStream open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ZipException(name + " is missing");
        }
        return zip.getInputStream(entry);
    }

    private static DownbeatException damaged(
            Path file, String why, @org.jspecify.annotations.Nullable IOException cause) {
        String more = cause == null ? "" : " (" + cause.getMessage() + ")";
        String text = "%s is no backup of Downbeat, or damaged: %s%s; nothing was changed".formatted(file, why, more);
        return cause == null
                ? new DownbeatException(ErrorCode.BAD_INPUT, text)
                : new DownbeatException(ErrorCode.BAD_INPUT, text, cause);
    }

    private static void close(ZipFile zip, RuntimeException reason) {
        try {
            zip.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
