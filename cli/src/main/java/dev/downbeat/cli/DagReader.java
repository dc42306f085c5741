package dev.downbeat.cli;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.java.CompiledSources;
import dev.downbeat.authoring.java.JavaDags;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.yaml.YamlDags;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.templates.Templates;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads DAG files by their ending.
final class DagReader {
    private DagReader() {}

    /// @param file as it is to stand in messages
    /// @throws DownbeatException BAD_INPUT when it is neither YAML nor Java, or cannot be read
    static Platform.Loaded read(Path file) {
        String name = file.getFileName().toString();
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        if (!yaml && !name.endsWith(".java")) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "%s is not a DAG file: its name has to end in .yaml, .yml or .java".formatted(file));
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            var problem = new Problem(file.toString(), 0, 0, "the file is not UTF-8 text", "");
            return new Platform.Loaded(List.of(), List.of(problem));
        } catch (IOException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "%s cannot be read: %s".formatted(file, e), e);
        }
        Operators operators = Operators.installed();
        var templates = new Templates();
        return loaded(
                yaml
                        ? new YamlDags(operators, templates).parse(file, text)
                        : new JavaDags(new CompiledSources(1), operators, templates).parse(file, text));
    }

    private static Platform.Loaded loaded(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Dags dags -> new Platform.Loaded(dags.specs(), List.of());
            case Parsed.Broken broken -> new Platform.Loaded(List.of(), broken.problems());
        };
    }
}
