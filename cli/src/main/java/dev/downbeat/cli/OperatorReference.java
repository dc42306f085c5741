package dev.downbeat.cli;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.cli.Platform.OperatorPage;
import java.util.ArrayList;
import java.util.List;

/// The operators' pages for a terminal, made from the shapes of their settings.
final class OperatorReference {
    private OperatorReference() {}

    static List<OperatorPage> pages() {
        Operators operators = Operators.installed();
        var pages = new ArrayList<OperatorPage>();
        for (String type : operators.types()) {
            operators.shape(type).ifPresent(shape -> pages.add(page(type, shape)));
        }
        return pages;
    }

    private static OperatorPage page(String type, Shape.Fields shape) {
        var page = new StringBuilder("# ").append(type).append("\n");
        if (!shape.doc().isEmpty()) {
            page.append('\n').append(shape.doc().strip()).append('\n');
        }
        if (!shape.fields().isEmpty()) {
            page.append("\n| setting | is | default | meaning |\n|---|---|---|---|\n");
            rows(page, "", shape);
        }
        shape.shorthand()
                .ifPresent(field ->
                        page.append("\n`%s: …` alone means `%s: {%s: …}`.\n".formatted(type, type, field.name())));
        if (!shape.example().isBlank()) {
            page.append("\n```yaml\n").append(shape.example().strip()).append("\n```\n");
        }
        return new OperatorPage(type, firstSentence(shape.doc()), page.toString());
    }

    private static void rows(StringBuilder page, String path, Shape.Fields shape) {
        for (Shape.Field field : shape.fields()) {
            String name = path + field.name();
            String otherwise = field.defaultText() == null ? "" : "`" + field.defaultText() + "`";
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            name,
                            cell(words(field.shape())),
                            field.required() ? "required" : otherwise,
                            cell(field.doc() + (field.role() == Shape.Role.EXPRESSION ? " (an expression)" : ""))));
            inner(field.shape()).forEach(fields -> rows(page, name + ".", fields));
        }
    }

    private static String words(Shape shape) {
        return switch (shape) {
            case Shape.Fields _ -> "a mapping";
            case Shape.ListOf list -> list.item() instanceof Shape.Any ? "a list" : "a list: " + words(list.item());
            case Shape.MapOf map ->
                map.value() instanceof Shape.Any ? "a mapping" : "a mapping to " + words(map.value());
            case Shape.Text _, Shape.Whole _, Shape.Real _, Shape.Flag _, Shape.Time _, Shape.Choice _, Shape.Any _ ->
                shape.words();
        };
    }

    private static List<Shape.Fields> inner(Shape shape) {
        return switch (shape) {
            case Shape.Fields fields -> List.of(fields);
            case Shape.ListOf list -> inner(list.item());
            case Shape.MapOf map -> inner(map.value());
            case Shape.Text _, Shape.Whole _, Shape.Real _, Shape.Flag _, Shape.Time _, Shape.Choice _, Shape.Any _ ->
                List.of();
        };
    }

    private static String firstSentence(String doc) {
        String line = Words.firstLine(doc.strip());
        int end = line.indexOf(". ");
        return end < 0 ? line : line.substring(0, end + 1);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
    }
}
