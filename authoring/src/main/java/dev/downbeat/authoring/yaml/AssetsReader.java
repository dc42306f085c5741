package dev.downbeat.authoring.yaml;

import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads what a DAG `consumes` and a task `produces`.
final class AssetsReader {
    private static final String HOW = "write a name, a list of names, { all: [...] } or { any: [...] }";

    private final Problems problems;

    AssetsReader(Problems problems) {
        this.problems = problems;
    }

    /// Empty when there is none, or when something is wrong with it, which is then among the problems.
    Optional<AssetCondition> condition(MappingNode dag) {
        return Document.value(dag, "consumes")
                .filter(node -> !Document.isNull(node))
                .flatMap(this::read);
    }

    private Optional<AssetCondition> read(Node node) {
        return switch (node) {
            case SequenceNode list -> list(list).map(AssetCondition.All::new);
            case MappingNode map
            when map.getValue().size() == 1 -> group(map.getValue().getFirst());
            case ScalarNode name when !Document.isNull(name) -> name(name).map(AssetCondition.One::new);
            default -> {
                problems.add(node, "this is no condition over assets", HOW);
                yield Optional.empty();
            }
        };
    }

    private Optional<AssetCondition> group(NodeTuple entry) {
        String key = Document.key(entry);
        if (!key.equals("all") && !key.equals("any")) {
            String hint = Problems.didYouMean(key, List.of("all", "any"));
            problems.add(entry.getKeyNode(), "consumes knows no '%s'".formatted(key), hint.isEmpty() ? HOW : hint);
            return Optional.empty();
        }
        if (!(entry.getValueNode() instanceof SequenceNode list)) {
            problems.add(entry.getValueNode(), "'%s' is a list of assets and conditions".formatted(key), HOW);
            return Optional.empty();
        }
        return list(list).map(of -> key.equals("all") ? new AssetCondition.All(of) : new AssetCondition.Any(of));
    }

    private Optional<List<AssetCondition>> list(SequenceNode list) {
        if (list.getValue().isEmpty()) {
            problems.add(list, "the list of assets is empty", "leave 'consumes' out when nothing is consumed");
            return Optional.empty();
        }
        var of = new ArrayList<AssetCondition>();
        list.getValue().forEach(item -> read(item).ifPresent(of::add));
        return of.size() == list.getValue().size() ? Optional.of(of) : Optional.empty();
    }

    /// What is wrong with a name is among the problems.
    List<AssetName> produced(MappingNode task) {
        Node node = Document.value(task, "produces").orElse(null);
        if (node == null) {
            return List.of();
        }
        var names = new ArrayList<AssetName>();
        List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        for (Node item : items) {
            if (item instanceof ScalarNode name && !Document.isNull(name)) {
                name(name).ifPresent(names::add);
            }
        }
        return names;
    }

    private Optional<AssetName> name(ScalarNode node) {
        try {
            return Optional.of(new AssetName(node.getValue()));
        } catch (IllegalArgumentException e) {
            problems.add(node, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
