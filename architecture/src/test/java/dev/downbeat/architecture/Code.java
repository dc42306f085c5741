package dev.downbeat.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The code the rules are about: the main classes on the class path, and the source files.
final class Code {
    /// The folder of the parent pom.
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// All of Downbeat that ships: this module's class path is the command line's.
    static final JavaClasses MAIN = main();

    private Code() {}

    private static JavaClasses main() {
        ImportOption noTests = location -> !location.contains("test-classes") && !location.contains("/testkit/");
        return new ClassFileImporter().withImportOption(noTests).importPackages("dev.downbeat");
    }

    /// The files under `src` of every module, tests included.
    static List<Path> sources(String ending) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            var found = new ArrayList<Path>();
            for (Path module : modules.map(folder -> folder.resolve("src"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(file -> file.toString().endsWith(ending)).forEach(found::add);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where a pattern stands: `module/src/…/File.java:12`.
    static List<String> places(List<Path> files, Pattern pattern) {
        var places = new ArrayList<String>();
        for (Path file : files) {
            String text = read(file);
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count();
                places.add(ROOT.relativize(file) + ":" + Math.max(1, line));
            }
        }
        return places;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
