package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Watch;
import dev.downbeat.templates.TemplateVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/// Reads what a DAG `watches`: assets, each with the sensor that updates it.
final class WatchesReader {
    private static final String HOW = "write orders: { wait_for_file: inbox/*.csv }";
    /// There is no run and no task when a watch looks.
    private static final Set<String> OF_RUNS = Set.of(
            "outputs",
            "xcom",
            "item",
            "task",
            "map_index",
            "run",
            "triggering_asset_events",
            "data_interval_start",
            "data_interval_end");

    private final Operators operators;
    private final Problems problems;
    private final TemplatesApart templates;

    WatchesReader(Operators operators, Problems problems, TemplatesApart templates) {
        this.operators = operators;
        this.problems = problems;
        this.templates = templates;
    }

    /// What is wrong with one is among the problems.
    List<Watch> read(MappingNode dag) {
        var watches = new ArrayList<Watch>();
        if (Document.value(dag, "watches").orElse(null) instanceof MappingNode map) {
            new NodeChecker(problems, false).duplicates(map, "watches");
            map.getValue().forEach(entry -> watch(entry).ifPresent(watches::add));
        }
        return watches;
    }

    private Optional<Watch> watch(NodeTuple entry) {
        Node settings = entry.getValueNode();
        if (!(settings instanceof MappingNode map && map.getValue().size() == 1)) {
            problems.add(settings, "'%s' is watched by one sensor".formatted(Document.key(entry)), HOW);
            return Optional.empty();
        }
        Optional<OperatorCall> sensor = sensor(map.getValue().getFirst());
        try {
            var asset = new AssetName(Document.key(entry));
            return sensor.map(call -> new Watch(asset, call));
        } catch (IllegalArgumentException e) {
            problems.add(entry.getKeyNode(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<OperatorCall> sensor(NodeTuple entry) {
        String type = Document.key(entry);
        if (!operators.isSensor(type)) {
            String hint = Problems.didYouMean(type, operators.watches());
            problems.add(
                    entry.getKeyNode(),
                    operators.types().contains(type)
                            ? "the operator '%s' is no sensor".formatted(type)
                            : "there is no sensor '%s'".formatted(type),
                    hint.isEmpty() ? "sensors are " + String.join(", ", operators.watches()) : hint);
            return Optional.empty();
        }
        Shape.Fields shape = operators.shape(type).orElseThrow();
        Node settings = entry.getValueNode();
        if (Document.isNull(settings)) {
            problems.add(settings, "%s takes %s".formatted(type, shape.words()));
            return Optional.empty();
        }
        new NodeChecker(problems, true).check(settings, shape, type);
        templates.check(settings, new TemplatesApart.Viewer("a watch", names()));
        return Optional.of(new OperatorCall(type, Document.settings(settings, shape), Set.of()));
    }

    private static Set<String> names() {
        var names = new TreeSet<>(TemplateVariables.NAMES);
        names.removeAll(OF_RUNS);
        return names;
    }
}
