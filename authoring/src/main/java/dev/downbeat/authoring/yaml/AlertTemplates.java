package dev.downbeat.authoring.yaml;

import dev.downbeat.sdk.Alert;
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

/// Checks the templates of notifiers. They are rendered when the alert is sent, so they see what the run was
/// given and what the alert says, but nothing that tasks have left.
final class AlertTemplates {
    private static final Set<String> OF_ATTEMPTS = Set.of("outputs", "xcom", "item");
    private static final Set<String> OF_TASKS = Set.of("task", "map_index");

    private final Templates templates;
    private final String source;
    private final Problems problems;
    private final Set<String> params;

    AlertTemplates(Templates templates, String source, Problems problems, Set<String> params) {
        this.templates = templates;
        this.source = source;
        this.problems = problems;
        this.params = params;
    }

    /// What a notifier's templates may name.
    static Set<String> names(boolean ofTask) {
        var names = new TreeSet<>(TemplateVariables.NAMES);
        names.removeAll(OF_ATTEMPTS);
        if (!ofTask) {
            names.removeAll(OF_TASKS);
        }
        names.add(Alert.NAME);
        return names;
    }

    /// All texts of a notifier's settings.
    void check(Node node, boolean ofTask) {
        switch (node) {
            case MappingNode map -> map.getValue().forEach(entry -> check(entry.getValueNode(), ofTask));
            case SequenceNode list -> list.getValue().forEach(item -> check(item, ofTask));
            case ScalarNode scalar when Templates.isTemplate(scalar.getValue()) -> template(scalar, ofTask);
            default -> {}
        }
    }

    private void template(ScalarNode scalar, boolean ofTask) {
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
        Set<String> known = names(ofTask);
        for (String name : reads.names()) {
            if (!known.contains(name)) {
                String hint = Problems.didYouMean(name, known);
                problems.add(
                        scalar,
                        TemplateVariables.NAMES.contains(name)
                                ? "a notifier's templates do not see '%s'".formatted(name)
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
