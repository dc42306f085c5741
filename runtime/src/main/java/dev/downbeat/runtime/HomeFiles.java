package dev.downbeat.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What runs leave in the home folder: `logs/run_<id>`, and `artifacts/<dag>/run_<id>` with checkpoints and
/// progress.
final class HomeFiles {
    private static final Pattern RUN = Pattern.compile("run_(\\d{1,18})");

    private final Path home;

    HomeFiles(Path home) {
        this.home = home;
    }

    /// The folders of runs by run, for those that `which` names; all of them when it is empty.
    SortedMap<Long, List<Path>> ofRuns(Set<Long> which) {
        var found = new TreeMap<Long, List<Path>>();
        collect(home.resolve("logs"), which, found);
        for (Path dag : children(home.resolve("artifacts"))) {
            collect(dag, which, found);
        }
        return found;
    }

    private static void collect(Path folder, Set<Long> which, SortedMap<Long, List<Path>> found) {
        for (Path child : children(folder)) {
            Matcher name = RUN.matcher(child.getFileName().toString());
            if (name.matches()) {
                long run = Long.parseLong(name.group(1));
                if (which.isEmpty() || which.contains(run)) {
                    found.computeIfAbsent(run, _ -> new ArrayList<>()).add(child);
                }
            }
        }
    }

    private static List<Path> children(Path folder) {
        var children = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    children.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
        children.sort(null);
        return children;
    }

    /// Deletes what a run has left.
    ///
    /// @return whether there was anything
    boolean delete(long run, String dag) {
        boolean logs = delete(home.resolve("logs").resolve("run_" + run));
        return delete(home.resolve("artifacts").resolve(dag).resolve("run_" + run)) || logs;
    }

    /// Everything below and the folder itself; links are removed, not followed.
    private static boolean delete(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(inner);
                    return FileVisitResult.CONTINUE;
                }
            });
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
