package dev.downbeat.operators.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Programs as the PATH of this process finds them.
public final class Programs {
    private Programs() {}

    public static Optional<Path> onPath(String name) {
        String path = System.getenv("PATH");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path == null ? "/usr/bin:/bin" : path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
