package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.params.WebhookParams;
import dev.downbeat.authoring.shape.SettingsReader;
import dev.downbeat.authoring.shape.Shapes;
import dev.downbeat.authoring.yaml.DagKeys.WebhookKeys;
import dev.downbeat.model.Webhook;
import dev.downbeat.model.Webhook.Proof;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/// Reads `webhook`.
final class WebhookReader {
    private final Problems problems;
    private final WebhookParams checks;

    WebhookReader(Problems problems, WebhookParams checks) {
        this.problems = problems;
        this.checks = checks;
    }

    /// Empty when there is none, or when something is wrong with it, which is then among the problems.
    Optional<Webhook> read(MappingNode root) {
        Node node = Document.value(root, "webhook").orElse(null);
        if (!(node instanceof MappingNode map)) {
            return Optional.empty();
        }
        if (Document.value(map, "params").orElse(null) instanceof MappingNode params) {
            params.getValue().forEach(this::param);
        }
        var ownProblems = new Problems("");
        new NodeChecker(ownProblems, false).check(map, Shapes.of(WebhookKeys.class), "webhook");
        return ownProblems.none() ? made(map) : Optional.empty(); // they are among the problems already
    }

    private void param(NodeTuple entry) {
        Object value = Document.plain(entry.getValueNode());
        for (String mistake : checks.mistakes(Document.key(entry), value)) {
            problems.add(entry.getKeyNode(), mistake);
        }
    }

    private Optional<Webhook> made(MappingNode map) {
        var given = new LinkedHashMap<String, @Nullable Object>();
        map.getValue().forEach(entry -> given.put(Document.key(entry), Document.plain(entry.getValueNode())));
        WebhookKeys keys = SettingsReader.read(WebhookKeys.class, given);
        try {
            String header = keys.header();
            Proof proof = header == null ? Proof.of(keys.check()) : new Proof(keys.check(), header);
            return Optional.of(new Webhook(keys.secret(), proof, keys.keyHeader(), keys.params()));
        } catch (IllegalArgumentException e) {
            problems.add(map, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
