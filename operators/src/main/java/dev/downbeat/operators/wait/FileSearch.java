package dev.downbeat.operators.wait;

import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.operator.TaskFailedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/// Finds files by a path or a pattern. Files that go away meanwhile are as good as none.
final class FileSearch {
    private static final String PATTERN = "*?{[";

    private FileSearch() {}

    /// A file.
    record Found(Path path, long bytes, Instant changed) {}

    /// In the order of their paths.
    ///
    /// @throws TaskFailedException (terminal) when the pattern is none
    static List<Found> under(Path folder, String written) throws IOException {
        int firstSign = firstSign(written);
        Path whole = path(folder, firstSign < 0 ? written : written.substring(0, firstSign));
        if (firstSign < 0) {
            return search(whole, 1, path -> true);
        }
        // the folder down to which no name is a pattern
        int cut = written.lastIndexOf('/', firstSign);
        Path root = cut < 0 ? path(folder, "") : path(folder, written.substring(0, Math.max(cut, 1)));
        String pattern = written.substring(cut + 1);
        int depth = pattern.contains("**")
                ? Integer.MAX_VALUE
                : (int) pattern.chars().filter(c -> c == '/').count() + 1;
        PathMatcher matcher = matcher(root, pattern);
        return search(root, depth, file -> matcher.matches(root.relativize(file)));
    }

    private interface Wanted {
        boolean test(Path file);
    }

    private static List<Found> search(Path root, int depth, Wanted wanted) throws IOException {
        var found = new ArrayList<Found>();
        if (!Files.exists(root)) {
            return found;
        }
        Files.walkFileTree(
                root,
                java.util.EnumSet.of(java.nio.file.FileVisitOption.FOLLOW_LINKS),
                depth,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        if (Thread.currentThread().isInterrupted()) {
                            throw new InterruptedIOException("the look was told to stop");
                        }
                        if (attributes.isRegularFile() && wanted.test(file)) {
                            found.add(new Found(
                                    file,
                                    attributes.size(),
                                    attributes.lastModifiedTime().toInstant()));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                                || e instanceof java.nio.file.FileSystemLoopException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        found.sort(Comparator.comparing(Found::path));
        return found;
    }

    private static int firstSign(String written) {
        for (int i = 0; i < written.length(); i++) {
            if (PATTERN.indexOf(written.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static PathMatcher matcher(Path root, String pattern) {
        try {
            return root.getFileSystem().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw TaskFailedException.terminal(
                    ErrorCode.BAD_INPUT, "'%s' is no pattern: %s".formatted(pattern, e.getDescription()), e);
        }
    }

    private static Path path(Path folder, String written) {
        try {
            return folder.resolve(written).normalize();
        } catch (InvalidPathException e) {
            throw TaskFailedException.terminal(ErrorCode.BAD_INPUT, "'%s' is no path".formatted(written), e);
        }
    }
}
