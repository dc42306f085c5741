package dev.downbeat.authoring.schema;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The reference page of the operators, in Markdown.
public final class OperatorReference {
    private static final String HEAD = """
            # Operators

            Generated from the code: each operator's settings are a record, and its `@Doc` texts are what stands here.

            An operator is the key of a task that says what the task does. A task has exactly one. Every setting may hold \
            [templates](concepts.md#templates); where a list is taken, a single value stands for a list of one. The setting \
            marked *short form* is the one that a plain value stands for: `bash: ls` is `bash: { command: ls }`.

            """;

    private static final String SENSORS = """
            A sensor looks for something, and looks again until it is there. In between it is `deferred`: a row in the \
            database and a timer, no thread and no slot, so that 100,000 may wait at a time. A restart of Downbeat loses \
            nothing of it. A look is not an attempt: it uses no retries unless looking itself fails. Every sensor takes these \
            settings beside its own. See [waiting](waiting.md).
            """;

    private OperatorReference() {}

    /// One section for each operator, in the order of their names; ends with a line break.
    public static String markdown(Operators operators) {
        var page = new StringBuilder(HEAD);
        operators.types().forEach(type -> page.append("- [`%s`](#%s)\n".formatted(type, type)));
        for (String type : operators.types()) {
            section(page, operators, type);
        }
        sensors(page, operators);
        return page.toString();
    }

    /// The settings that all sensors share stand in a section of their own.
    private static void sensors(StringBuilder page, Operators operators) {
        if (operators.types().stream().noneMatch(operators::isSensor)) {
            return;
        }
        page.append("\n## Options of sensors\n\n").append(SENSORS.strip()).append("\n");
        table(page, Operators.options());
    }

    private static void section(StringBuilder page, Operators operators, String type) {
        Shape.Fields all = operators.shape(type).orElseThrow();
        boolean sensor = operators.isSensor(type);
        Shape.Fields shape = sensor ? Operators.ownOf(all) : all;
        page.append("\n## ")
                .append(type)
                .append("\n\n")
                .append(sensor ? "*A sensor.* " : "")
                .append(shape.doc().strip())
                .append("\n");
        if (!shape.example().isBlank()) {
            page.append("\n```yaml\n").append(shape.example().strip()).append("\n```\n");
        }
        if (shape.fields().isEmpty()) {
            page.append("\nIt has no settings.\n");
            return;
        }
        table(page, shape);
        if (sensor) {
            page.append("\nAnd the [options of sensors](#options-of-sensors).\n");
        }
        for (Shape.Field field : shape.fields()) {
            inner(field.shape()).ifPresent(record -> {
                page.append("\n### ")
                        .append(type)
                        .append(".")
                        .append(field.name())
                        .append("\n\n");
                page.append(record.doc().strip()).append("\n");
                table(page, record);
            });
        }
    }

    private static Optional<Shape.Fields> inner(Shape shape) {
        return switch (shape) {
            case Shape.Fields record -> Optional.of(record);
            case Shape.ListOf list -> inner(list.item());
            case Shape.MapOf map -> inner(map.value());
            case Shape.Text _, Shape.Whole _, Shape.Real _, Shape.Flag _, Shape.Time _, Shape.Choice _, Shape.Any _ ->
                Optional.empty();
        };
    }

    private static void table(StringBuilder page, Shape.Fields shape) {
        page.append("\n| Setting | Type | Default | Meaning |\n| --- | --- | --- | --- |\n");
        for (Shape.Field field : shape.fields()) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(field.name(), words(field.shape()), byDefault(field), cell(meaning(field))));
        }
    }

    private static String meaning(Shape.Field field) {
        var parts = new ArrayList<String>();
        if (field.shorthand()) {
            parts.add("*Short form.*");
        }
        if (field.role() == Shape.Role.EXPRESSION) {
            parts.add("*An expression, without `{{ }}`.*");
        }
        parts.add(field.doc());
        return String.join(" ", parts);
    }

    private static String byDefault(Shape.Field field) {
        if (field.required()) {
            return "**required**";
        }
        String text = field.defaultText();
        return text == null ? "none" : text.isEmpty() ? "empty" : "`" + cell(text) + "`";
    }

    private static String words(Shape shape) {
        return switch (shape) {
            case Shape.Text _ -> "text";
            case Shape.Whole _ -> "whole number";
            case Shape.Real _ -> "number";
            case Shape.Flag _ -> "true or false";
            case Shape.Time _ -> "duration";
            case Shape.Any _ -> "any value";
            case Shape.Choice choice -> "one of " + String.join(", ", quoted(choice.of()));
            case Shape.ListOf list -> "list of " + words(list.item());
            case Shape.MapOf map -> "mapping to " + words(map.value());
            case Shape.Fields _ -> "mapping, see below";
        };
    }

    private static List<String> quoted(List<String> words) {
        return words.stream().map(word -> "`" + word + "`").toList();
    }

    private static String cell(String text) {
        return text.strip().replaceAll("\\s*\n\\s*", " ").replace("|", "\\|");
    }
}
