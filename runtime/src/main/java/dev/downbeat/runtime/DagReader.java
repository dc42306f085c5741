package dev.downbeat.runtime;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.java.CompiledSources;
import dev.downbeat.authoring.java.JavaDags;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.yaml.YamlDags;
import dev.downbeat.containers.kubernetes.PodParts;
import dev.downbeat.model.Problem;
import dev.downbeat.templates.Templates;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads DAG files of every kind; needs no database.
public final class DagReader {
    private static final int COMPILED = 256;

    private final Operators operators;
    private final CompiledSources sources;
    private final YamlDags yaml;
    private final JavaDags java;

    private DagReader(Operators operators) {
        this.operators = operators;
        this.sources = new CompiledSources(COMPILED);
        var templates = new Templates();
        this.yaml = new YamlDags(operators, templates, PodParts::mistakes);
        this.java = new JavaDags(sources, operators, templates);
    }

    /// With the operators on the class path.
    public static DagReader installed() {
        return new DagReader(Operators.installed());
    }

    public Operators operators() {
        return operators;
    }

    /// Where the code of Java DAGs is found again when their tasks are executed.
    public CompiledSources sources() {
        return sources;
    }

    /// Whether a Java file is code that DAGs beside it use, and has none itself: it never mentions our package. In
    /// a folder of DAGs it is no mistake.
    public static boolean plainCode(Path file, String source) {
        return DagFiles.ending(file).equals("java") && !source.contains("dev.downbeat.sdk");
    }

    /// What a file came to.
    ///
    /// @param source the text that was read; empty when it could not be
    public record FileContent(String source, Parsed parsed) {}

    /// Never throws on account of the file: what is wrong comes back as problems.
    public FileContent read(Path file) {
        Path place = file.toAbsolutePath().normalize();
        try {
            String source = Files.readString(place);
            Parsed parsed = switch (DagFiles.ending(place)) {
                case "yaml", "yml" -> yaml.parse(place, source);
                case "java" -> java.parse(place, source);
                default -> broken(place, "is not a DAG file: its name has to end in .yaml, .yml or .java");
            };
            return new FileContent(source, parsed);
        } catch (NoSuchFileException e) {
            return new FileContent("", broken(place, "there is no such file"));
        } catch (CharacterCodingException e) {
            return new FileContent("", broken(place, "is not text in UTF-8"));
        } catch (IOException e) {
            return new FileContent("", broken(place, "cannot be read: " + e));
        }
    }

    private static Parsed broken(Path file, String message) {
        return new Parsed.Broken(List.of(new Problem(file.toString(), 0, 0, message, "")));
    }
}
