package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.model.Durations;
import dev.downbeat.templates.Templates;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Checks nodes against shapes.
final class NodeChecker {
    private final Problems problems;
    private final boolean templates;

    /// @param templates whether a text with a template may stand for any value
    NodeChecker(Problems problems, boolean templates) {
        this.problems = problems;
        this.templates = templates;
    }

    /// @param what names the value in messages: `timeout`, `bash.command`
    void check(Node node, Shape shape, String what) {
        if (templates && node instanceof ScalarNode scalar && Templates.isTemplate(scalar.getValue())) {
            return;
        }
        switch (shape) {
            case Shape.Fields fields -> fields(node, fields, what);
            case Shape.ListOf list -> {
                if (node instanceof SequenceNode sequence) {
                    sequence.getValue().forEach(item -> check(item, list.item(), "an item of " + what));
                } else {
                    check(node, list.item(), what);
                }
            }
            case Shape.MapOf map -> {
                if (node instanceof MappingNode mapping) {
                    duplicates(mapping, what);
                    mapping.getValue()
                            .forEach(entry ->
                                    check(entry.getValueNode(), map.value(), what + "." + Document.key(entry)));
                } else {
                    wrong(node, shape, what);
                }
            }
            case Shape.Any _ -> {}
            case Shape.Text _, Shape.Whole _, Shape.Real _, Shape.Flag _, Shape.Time _, Shape.Choice _ ->
                scalar(node, shape, what);
        }
    }

    private void fields(Node node, Shape.Fields shape, String what) {
        if (!(node instanceof MappingNode mapping)) {
            shape.shorthand()
                    .ifPresentOrElse(field -> check(node, field.shape(), what), () -> wrong(node, shape, what));
            return;
        }
        known(mapping, shape, what);
        for (Shape.Field field : shape.fields()) {
            var value = Document.value(mapping, field.name());
            if (value.isPresent() && !Document.isNull(value.get())) {
                check(value.get(), field.shape(), path(what, field.name()));
            } else if (field.required()) {
                problems.add(
                        node,
                        "%s has no '%s'".formatted(what.isEmpty() ? "the DAG" : what, field.name()),
                        "it takes " + field.shape().words());
            }
        }
    }

    private static String path(String what, String name) {
        return what.isEmpty() ? name : what + "." + name;
    }

    private void known(MappingNode mapping, Shape.Fields shape, String what) {
        duplicates(mapping, what);
        for (NodeTuple entry : mapping.getValue()) {
            String key = Document.key(entry);
            if (shape.field(key).isEmpty()) {
                String hint = shape.hint(key);
                problems.add(
                        entry.getKeyNode(),
                        what.isEmpty() ? "unknown key '%s'".formatted(key) : "%s has no '%s'".formatted(what, key),
                        hint.isEmpty() ? "it takes " + String.join(", ", shape.names()) : hint);
            }
        }
    }

    void duplicates(MappingNode mapping, String what) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!seen.add(Document.key(entry))) {
                problems.add(
                        entry.getKeyNode(),
                        "'%s' stands twice%s".formatted(Document.key(entry), what.isEmpty() ? "" : " in " + what),
                        "give each its own name");
            }
        }
    }

    private void scalar(Node node, Shape shape, String what) {
        if (!(node instanceof ScalarNode scalar)) {
            wrong(node, shape, what);
            return;
        }
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        switch (shape) {
            case Shape.Whole _ -> require(tag.equals(Tag.INT), node, shape, what);
            case Shape.Real _ -> require(tag.equals(Tag.INT) || tag.equals(Tag.FLOAT), node, shape, what);
            case Shape.Flag _ -> require(tag.equals(Tag.BOOL), node, shape, what);
            case Shape.Time _ -> duration(node, text, what);
            case Shape.Choice choice -> {
                if (!choice.of().contains(text.toLowerCase(Locale.ROOT))) {
                    String hint = Problems.didYouMean(text, choice.of());
                    problems.add(
                            node,
                            "%s cannot be '%s'".formatted(what, text),
                            hint.isEmpty() ? "it is " + shape.words() : hint);
                }
            }
            case Shape.Text _, Shape.Any _, Shape.Fields _, Shape.ListOf _, Shape.MapOf _ -> {}
        }
    }

    private void duration(Node node, String text, String what) {
        try {
            if (Durations.parse(text).isNegative()) {
                problems.add(node, "%s must not be negative".formatted(what));
            }
        } catch (IllegalArgumentException e) {
            problems.add(node, "%s: %s".formatted(what, e.getMessage()));
        }
    }

    private void require(boolean fits, Node node, Shape shape, String what) {
        if (!fits) {
            wrong(node, shape, what);
        }
    }

    private void wrong(Node node, Shape shape, String what) {
        String given = switch (node) {
            case MappingNode _ -> "a mapping";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar -> "'" + scalar.getValue() + "'";
            default -> "this";
        };
        problems.add(node, "%s takes %s, not %s".formatted(what.isEmpty() ? "a DAG" : what, shape.words(), given));
    }
}
