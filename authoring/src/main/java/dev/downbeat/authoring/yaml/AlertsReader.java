package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.SettingsReader;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.authoring.shape.Shapes;
import dev.downbeat.authoring.yaml.DagKeys.DeadlineKeys;
import dev.downbeat.model.AlertEvent;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.Deadline;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.sdk.Alert;
import dev.downbeat.templates.TemplateVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads who is told of what: `on_failure` and the like, and `deadline`.
final class AlertsReader {
    private static final Shape.Fields DEADLINE = Shapes.of(DeadlineKeys.class);
    private static final Set<String> OF_ATTEMPTS = Set.of("outputs", "xcom", "item");
    private static final Set<String> OF_TASKS = Set.of("task", "map_index");

    private final Operators operators;
    private final Problems problems;
    private final TemplatesApart templates;

    AlertsReader(Operators operators, Problems problems, TemplatesApart templates) {
        this.operators = operators;
        this.problems = problems;
        this.templates = templates;
    }

    /// What a notifier's templates may name. They are rendered when the alert is sent.
    private static Set<String> names(boolean ofTask) {
        var names = new TreeSet<>(TemplateVariables.NAMES);
        names.removeAll(OF_ATTEMPTS);
        if (!ofTask) {
            names.removeAll(OF_TASKS);
        }
        names.add(Alert.NAME);
        return names;
    }

    /// Of a DAG's runs.
    Alerts ofRuns(MappingNode dag) {
        return read(dag, Alerts.NONE, AlertEvent.OF_RUNS, false);
    }

    /// Of a task, or of all tasks that say nothing else.
    ///
    /// @param others what holds for events that the mapping does not name
    Alerts ofTasks(MappingNode keys, Alerts others) {
        return read(keys, others, List.of(AlertEvent.values()), true);
    }

    private Alerts read(MappingNode keys, Alerts others, List<AlertEvent> events, boolean ofTask) {
        Alerts alerts = others;
        for (AlertEvent event : events) {
            Optional<Node> node = Document.value(keys, event.key()).filter(value -> !Document.isNull(value));
            if (node.isPresent()) {
                alerts = alerts.with(event, calls(node.get(), event, ofTask));
            }
        }
        Optional<Node> deadline = Document.value(keys, "deadline").filter(value -> !Document.isNull(value));
        return deadline.isPresent() ? alerts.withDeadline(deadline(deadline.get(), ofTask)) : alerts;
    }

    private List<OperatorCall> calls(Node node, AlertEvent event, boolean ofTask) {
        var calls = new ArrayList<OperatorCall>();
        List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        for (Node item : items) {
            call(item, event, ofTask).ifPresent(calls::add);
        }
        return calls;
    }

    private Optional<OperatorCall> call(Node item, AlertEvent event, boolean ofTask) {
        return switch (item) {
            case MappingNode map
            when map.getValue().size() == 1 -> {
                NodeTuple entry = map.getValue().getFirst();
                yield call(Document.key(entry), entry.getKeyNode(), entry.getValueNode(), event, ofTask);
            }
            case ScalarNode name when !Document.isNull(name) -> call(name.getValue(), name, null, event, ofTask);
            default -> {
                problems.add(
                        item,
                        "an item of %s is one notifier with its settings".formatted(event.key()),
                        "write - slack: { connection: slack }; notifiers are "
                                + String.join(", ", operators.notifiers()));
                yield Optional.empty();
            }
        };
    }

    private Optional<OperatorCall> call(
            String type, Node name, @Nullable Node settings, AlertEvent event, boolean ofTask) {
        Optional<Shape.Fields> shape = operators.notifierShape(type);
        if (shape.isEmpty()) {
            String hint = Problems.didYouMean(type, operators.notifiers());
            problems.add(
                    name,
                    operators.types().contains(type)
                            ? "%s: the operator '%s' is no notifier".formatted(event.key(), type)
                            : "%s: there is no notifier '%s'".formatted(event.key(), type),
                    hint.isEmpty() ? "notifiers are " + String.join(", ", operators.notifiers()) : hint);
            return Optional.empty();
        }
        if (settings == null || Document.isNull(settings)) {
            if (shape.get().fields().stream().anyMatch(Shape.Field::required)) {
                problems.add(name, "%s takes %s".formatted(type, shape.get().words()));
            }
            return Optional.of(new OperatorCall(type, Map.of(), Set.of()));
        }
        new NodeChecker(problems, true).check(settings, shape.get(), event.key() + "." + type);
        templates.check(settings, new TemplatesApart.Viewer("a notifier", names(ofTask)));
        return Optional.of(new OperatorCall(type, Document.settings(settings, shape.get()), Set.of()));
    }

    private @Nullable Deadline deadline(Node node, boolean ofTask) {
        var own = new Problems("");
        new NodeChecker(own, false).check(node, DEADLINE, "deadline");
        if (!own.none()) {
            return null; // said already
        }
        Map<String, @Nullable Object> values = Document.settings(node, DEADLINE);
        DeadlineKeys keys = SettingsReader.read(DeadlineKeys.class, values);
        if (ofTask && keys.from() == Deadline.From.LOGICAL) {
            Node where = node instanceof MappingNode map
                    ? Document.value(map, "from").orElse(node)
                    : node;
            problems.add(
                    where,
                    "only a run's deadline can be measured from the logical date",
                    "a task's is measured from queued or start");
            return null;
        }
        try {
            return new Deadline(keys.from(), keys.within());
        } catch (IllegalArgumentException e) {
            problems.add(node, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
