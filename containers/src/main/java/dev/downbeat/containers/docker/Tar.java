package dev.downbeat.containers.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// The form in which files go into containers and come out of them.
final class Tar {
    private static final int FOR_EVERYBODY = 0100666;

    private Tar() {}

    static byte[] emptyFile(String name) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var entry = new TarArchiveEntry(name);
            entry.setMode(FOR_EVERYBODY);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// @return false when there is none
    static boolean firstFile(InputStream from, Path to) throws IOException {
        var tar = new TarArchiveInputStream(from);
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.isFile()) {
                Files.copy(tar, to, StandardCopyOption.REPLACE_EXISTING);
                return true;
            }
        }
        return false;
    }
}
