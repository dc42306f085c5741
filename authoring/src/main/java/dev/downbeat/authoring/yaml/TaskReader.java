package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.SettingsReader;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.authoring.yaml.DagKeys.DefaultKeys;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.TaskAbout;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.templates.Templates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads one task: its operator's settings, what it is mapped over, and how it is run.
final class TaskReader {
    private static final List<String> EXECUTORS = List.of("local", "process");

    private final Operators operators;
    private final Problems problems;
    private final TemplateChecker templates;
    private final DefaultKeys defaults;
    private final LimitsReader limits;

    TaskReader(Operators operators, Problems problems, TemplateChecker templates, DefaultKeys defaults) {
        this.operators = operators;
        this.problems = problems;
        this.templates = templates;
        this.defaults = defaults;
        this.limits = new LimitsReader(problems, defaults);
    }

    /// Only to be used when there are no problems; those it finds itself leave the answer meaningless.
    TaskSpec read(TaskTree.Task task, List<Need> needs) {
        Mapping mapping = mapping(task);
        boolean mapped = !(mapping instanceof Mapping.Single);
        OperatorCall call = call(task, mapped);
        if (!problems.none()) {
            return TaskSpec.of(task.id(), call);
        }
        TaskKeys keys = SettingsReader.read(TaskKeys.class, ownKeys(task));
        String executor = executor(task, keys);
        String owner = keys.owner() == null ? defaults.owner() : keys.owner();
        return TaskSpec.of(task.id(), call)
                .withNeeds(needs)
                .withMapping(mapping)
                .withPolicy(policy(task, keys))
                .withPlacement(limits.placement(task, keys).withExecutor(executor))
                .withAbout(
                        new TaskAbout(keys.docs(), owner, Place.of(task.key()).line()));
    }

    private Map<String, @Nullable Object> ownKeys(TaskTree.Task task) {
        var own = new LinkedHashMap<String, @Nullable Object>();
        for (NodeTuple entry : task.node().getValue()) {
            if (TaskTree.TASK.field(Document.key(entry)).isPresent()) {
                own.put(Document.key(entry), Document.plain(entry.getValueNode()));
            }
        }
        return own;
    }

    private String executor(TaskTree.Task task, TaskKeys keys) {
        String executor = keys.executor() == null ? defaults.executor() : keys.executor();
        if (!EXECUTORS.contains(executor)) {
            Node where = Document.value(task.node(), "executor").orElse(task.key());
            problems.add(
                    where,
                    "there is no executor '%s'".formatted(executor),
                    "it is one of " + String.join(", ", EXECUTORS));
        }
        return executor;
    }

    private TaskPolicy policy(TaskTree.Task task, TaskKeys keys) {
        try {
            var retry = RetryPolicy.NONE
                    .withRetries(keys.retries() == null ? defaults.retries() : keys.retries())
                    .withDelay(keys.retryDelay() == null ? defaults.retryDelay() : keys.retryDelay())
                    .withBackoff(keys.backoff() == null ? defaults.backoff() : keys.backoff())
                    .withMaxDelay(keys.maxRetryDelay() == null ? defaults.maxRetryDelay() : keys.maxRetryDelay());
            return TaskPolicy.DEFAULT
                    .withRule(keys.rule())
                    .withRetry(retry)
                    .withTimeout(keys.timeout() == null ? defaults.timeout() : keys.timeout())
                    .withAllowFailure(keys.allowFailure())
                    .withLimits(limits.limits(task, keys));
        } catch (IllegalArgumentException e) {
            problems.add(task.key(), "task '%s': %s".formatted(task.id(), e.getMessage()));
            return TaskPolicy.DEFAULT;
        }
    }

    // The operator

    private OperatorCall call(TaskTree.Task task, boolean mapped) {
        Node settings = task.operator().getValueNode();
        Shape.Fields shape = operators.shape(task.type()).orElseThrow();
        var checker = new NodeChecker(problems, true);
        boolean bare = Document.isNull(settings);
        if (bare && shape.fields().stream().anyMatch(Shape.Field::required)) {
            problems.add(settings, "%s takes %s".formatted(task.type(), shape.words()));
        } else if (!bare) {
            checker.check(settings, shape, task.type());
        }
        if (operators.isSensor(task.type())) {
            checkTimeout(task);
        }
        Set<TaskId> reads = templates.settings(task, settings, shape, mapped);
        return new OperatorCall(task.type(), bare ? Map.of() : settings(settings, shape), reads);
    }

    /// Both would be taken for how long the sensor waits.
    private void checkTimeout(TaskTree.Task task) {
        Document.value(task.node(), "timeout")
                .ifPresent(timeout -> problems.add(
                        timeout,
                        "how long a sensor waits is one of its settings",
                        "write %s: { …, timeout: %s }; 'poke_timeout' bounds one look"
                                .formatted(task.type(), Document.plain(timeout))));
    }

    private static Map<String, @Nullable Object> settings(Node settings, Shape.Fields shape) {
        if (Document.plain(settings) instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
            return copy;
        }
        var single = new LinkedHashMap<String, @Nullable Object>();
        shape.shorthand().ifPresent(field -> single.put(field.name(), Document.plain(settings)));
        return single;
    }

    // Mapping

    private Mapping mapping(TaskTree.Task task) {
        var over = new ArrayList<Mapping>();
        Document.entry(task.node(), "each").ifPresent(entry -> {
            var sources = new LinkedHashMap<String, Mapping.Source>();
            sources.put("item", source(task, "each", entry.getValueNode()));
            over.add(new Mapping.Over(Mapping.Kind.EACH, sources));
        });
        Document.entry(task.node(), "cross").ifPresent(entry -> over.add(several(task, Mapping.Kind.CROSS, entry)));
        Document.entry(task.node(), "zip").ifPresent(entry -> over.add(several(task, Mapping.Kind.ZIP, entry)));
        if (over.size() > 1) {
            problems.add(task.key(), "task '%s' has more than one of each, cross and zip".formatted(task.id()));
        }
        return over.isEmpty() ? Mapping.NONE : over.getFirst();
    }

    private Mapping several(TaskTree.Task task, Mapping.Kind kind, NodeTuple entry) {
        var sources = new LinkedHashMap<String, Mapping.Source>();
        if (entry.getValueNode() instanceof MappingNode map) {
            for (NodeTuple source : map.getValue()) {
                sources.put(Document.key(source), source(task, Document.key(source), source.getValueNode()));
            }
        }
        if (sources.isEmpty()) {
            problems.add(entry.getKeyNode(), "%s needs the names of its lists".formatted(Document.key(entry)));
            return Mapping.NONE;
        }
        return new Mapping.Over(kind, sources);
    }

    private Mapping.Source source(TaskTree.Task task, String name, Node node) {
        return switch (node) {
            case SequenceNode list ->
                new Mapping.Literal(list.getValue().stream()
                        .<@Nullable Object>map(Document::plain)
                        .toList());
            case ScalarNode scalar
            when Templates.isTemplate(scalar.getValue()) ->
                new Mapping.Template(scalar.getValue(), templates.text(task.id(), scalar));
            default -> {
                problems.add(
                        node,
                        "%s takes a list, or a template that yields one".formatted(name),
                        "write [a, b] or \"{{ outputs.list_files }}\"");
                yield new Mapping.Template("", new TreeSet<>());
            }
        };
    }
}
