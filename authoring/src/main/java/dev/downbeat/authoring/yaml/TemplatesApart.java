package dev.downbeat.authoring.yaml;

import dev.downbeat.templates.Mistake;
import dev.downbeat.templates.Reads;
import dev.downbeat.templates.TemplateVariables;
import dev.downbeat.templates.Templates;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Checks templates that are rendered apart from tasks, such as those of notifiers: they see nothing that tasks have
/// left.
final class TemplatesApart {
    private final Templates templates;
    private final String source;
    private final Problems problems;
    private final Set<String> params;

    TemplatesApart(Templates templates, String source, Problems problems, Set<String> params) {
        this.templates = templates;
        this.source = source;
        this.problems = problems;
        this.params = params;
    }

    /// @param whose `a notifier`
    /// @param names what its templates see
    record Viewer(String whose, Set<String> names) {}

    /// All texts of somebody's settings.
    void check(Node node, Viewer viewer) {
        switch (node) {
            case MappingNode map -> map.getValue().forEach(entry -> check(entry.getValueNode(), viewer));
            case SequenceNode list -> list.getValue().forEach(item -> check(item, viewer));
            case ScalarNode scalar when Templates.isTemplate(scalar.getValue()) -> template(scalar, viewer);
            default -> {}
        }
    }

    private void template(ScalarNode scalar, Viewer viewer) {
        List<Mistake> mistakes = templates.check(scalar.getValue());
        for (Mistake mistake : mistakes) {
            problems.add(
                    Place.within(scalar, mistake.line(), mistake.column(), source),
                    "bad template: " + mistake.message(),
                    "");
        }
        if (!mistakes.isEmpty()) {
            return;
        }
        Reads reads = templates.reads(scalar.getValue());
        Set<String> known = new TreeSet<>(viewer.names());
        for (String name : reads.names()) {
            if (!known.contains(name)) {
                String hint = Problems.didYouMean(name, known);
                problems.add(
                        scalar,
                        TemplateVariables.NAMES.contains(name)
                                ? "%s's templates do not see '%s'".formatted(viewer.whose(), name)
                                : "templates know no '%s'".formatted(name),
                        hint.isEmpty() ? "they see " + String.join(", ", known) : hint);
            }
        }
        for (String name : reads.params()) {
            if (!params.contains(name)) {
                String hint = Problems.didYouMean(name, params);
                problems.add(
                        scalar,
                        "the DAG declares no param '%s'".formatted(name),
                        hint.isEmpty() ? "add it under params" : hint);
            }
        }
    }
}
