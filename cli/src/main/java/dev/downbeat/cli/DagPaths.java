package dev.downbeat.cli;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.runtime.DagReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The DAG files that a command line names.
final class DagPaths {
    private DagPaths() {}

    /// Files as named, and those in folders.
    ///
    /// @throws DownbeatException NOT_FOUND when there is nothing of a name
    static List<Path> under(List<Path> paths, Screen screen) {
        var files = new ArrayList<Path>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(inFolder(path, screen));
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw new DownbeatException(ErrorCode.NOT_FOUND, path + " does not exist");
            }
        }
        return files;
    }

    private static List<Path> inFolder(Path folder, Screen screen) {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> found = tree.filter(file -> file.toString().matches(".*\\.(ya?ml|java)"))
                    .filter(Files::isRegularFile)
                    .filter(file -> !hidden(folder.relativize(file)) && !plainCode(file))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                screen.say(folder + " holds no .yaml or .java file");
            }
            return found;
        } catch (IOException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "%s cannot be read: %s".formatted(folder, e), e);
        }
    }

    private static boolean plainCode(Path file) {
        try {
            return DagReader.plainCode(file, Files.readString(file));
        } catch (IOException e) {
            return false; // whoever reads it next says what is wrong with it
        }
    }

    private static boolean hidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
