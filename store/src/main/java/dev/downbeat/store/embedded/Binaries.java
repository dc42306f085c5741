package dev.downbeat.store.embedded;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.store.machine.Trouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The PostgreSQL programs for this platform, unpacked from the class path once.
final class Binaries {
    private static final Path NEEDED = Path.of("bin");

    private Binaries() {}

    /// Unpacks into a folder of `parent` unless it is there; returns the folder that holds `bin`.
    ///
    /// @throws DownbeatException DATABASE when there are no programs for this platform, or they cannot be
    ///         written
    static Path unpack(Path parent) {
        URL archive = archive();
        try {
            // The archive's length tells one release from the next, and costs nothing to ask for.
            Path folder = parent.resolve("binaries-" + archive.openConnection().getContentLengthLong());
            if (!Files.isDirectory(folder.resolve(NEEDED))) {
                Files.createDirectories(parent);
                Path partial = parent.resolve(folder.getFileName() + ".partial");
                Folders.delete(partial);
                extract(archive, partial);
                Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return folder;
        } catch (IOException e) {
            throw Trouble.io("cannot unpack PostgreSQL into " + parent, e);
        }
    }

    private static URL archive() {
        String name = "postgres-%s-%s.txz".formatted(system(), architecture());
        URL archive = Binaries.class.getResource("/" + name);
        if (archive == null) {
            throw new DownbeatException(
                    ErrorCode.DATABASE,
                    "no embedded PostgreSQL for this platform (%s %s): there are programs for Linux with glibc and macOS,"
                                    .formatted(System.getProperty("os.name"), System.getProperty("os.arch"))
                            + " x86_64 and arm64; set DOWNBEAT_DATABASE_URL to a PostgreSQL server instead");
        }
        return archive;
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
    }

    private static void extract(URL archive, Path folder) throws IOException {
        Folders.createOpen(folder);
        try (InputStream file = archive.openStream();
                var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(file, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("the archive leaves its folder: " + entry.getName());
                }
                write(entry, tar, folder, path);
            }
        }
    }

    private static void write(TarArchiveEntry entry, TarArchiveInputStream tar, Path folder, Path path)
            throws IOException {
        Path relative = folder.relativize(path);
        if (entry.isDirectory()) {
            createAll(folder, relative, relative.getNameCount());
        } else if (entry.isSymbolicLink()) {
            createAll(folder, relative, relative.getNameCount() - 1);
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (!path.toString().endsWith(".a")) { // static libraries are for programmers
            createAll(folder, relative, relative.getNameCount() - 1);
            Files.copy(tar, path);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /// The first `count` folders of a path below `top`, whatever the umask: the server may run as another
    /// user.
    private static void createAll(Path top, Path relative, int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            Folders.createOpen(top.resolve(relative.subpath(0, i)));
        }
    }
}
