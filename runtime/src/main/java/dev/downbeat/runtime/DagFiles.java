package dev.downbeat.runtime;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The DAG files below a folder.
final class DagFiles {
    private static final Set<String> ENDINGS = Set.of("yaml", "yml", "java");
    private static final int DEPTH = 32;

    private DagFiles() {}

    /// Tells whether a file has changed without reading it.
    record Stamp(FileTime modified, long size) {}

    static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// All of them, by path; hidden files and folders are left out, links followed.
    ///
    /// @param folders is told of every folder on the way
    static Map<Path, Stamp> in(Path root, Consumer<Path> folders) throws IOException {
        var found = new TreeMap<Path, Stamp>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (!folder.equals(root) && hidden(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                folders.accept(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !hidden(file) && ENDINGS.contains(ending(file))) {
                    found.put(file, new Stamp(attributes.lastModifiedTime(), attributes.size()));
                }
                return FileVisitResult.CONTINUE;
            }

            // gone in between, not ours to read, or a link that leads in a circle
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException error) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean hidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
