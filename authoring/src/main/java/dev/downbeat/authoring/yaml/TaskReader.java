package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.SettingsReader;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.authoring.yaml.DagKeys.DefaultKeys;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Placement;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.Role;
import dev.downbeat.model.TaskAbout;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads one task: its operator's settings, what it is mapped over, and how it is run.
final class TaskReader {
    private final Operators operators;
    private final Problems problems;
    private final TemplateChecker templates;
    private final MappingReader mappings;
    private final DefaultKeys defaults;
    private final AlertsReader alerts;
    private final Alerts usualAlerts;
    private final LimitsReader limits;
    private final ContainerReader containers;

    /// What holds for tasks that say nothing else, and what reads the parts that have places of their own.
    record Defaults(DefaultKeys keys, AlertsReader reader, Alerts alerts, ContainerReader containers) {}

    TaskReader(
            Operators operators,
            Problems problems,
            TemplateChecker templates,
            MappingReader mappings,
            Defaults defaults) {
        this.operators = operators;
        this.problems = problems;
        this.templates = templates;
        this.mappings = mappings;
        this.defaults = defaults.keys();
        this.alerts = defaults.reader();
        this.usualAlerts = defaults.alerts();
        this.limits = new LimitsReader(problems, defaults.keys());
        this.containers = defaults.containers();
    }

    /// Only to be used when there are no problems; those it finds itself leave the answer meaningless.
    TaskSpec read(TaskTree.Task task, List<Need> needs) {
        Mapping mapping = mappings.of(task);
        OperatorCall call = call(task, mapping.mapped());
        checkRole(task);
        Alerts told = alerts.ofTasks(task.node(), usualAlerts);
        List<AssetName> produces = new AssetsReader(problems).produced(task.node());
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
                .withPlacement(limits.placement(task, keys)
                        .withExecutor(executor)
                        .withQueue(queue(task, keys))
                        .withContainer(containers.of(task, keys.container(), executor)))
                .withAbout(
                        new TaskAbout(keys.docs(), owner, Place.of(task.key()).line(), told, produces));
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
        if (!Placement.EXECUTORS.contains(executor)) {
            Node where = Document.value(task.node(), "executor").orElse(task.key());
            problems.add(
                    where,
                    "there is no executor '%s'".formatted(executor),
                    "it is one of " + String.join(", ", Placement.EXECUTORS));
        }
        return executor;
    }

    private String queue(TaskTree.Task task, TaskKeys keys) {
        String queue = keys.queue() == null ? defaults.queue() : keys.queue();
        if (!Placement.isQueue(queue)) {
            Node where = Document.value(task.node(), "queue").orElse(task.key());
            problems.add(
                    where, "'%s' cannot be the name of a queue".formatted(queue), "it has " + Placement.QUEUE_RULE);
        }
        return queue;
    }

    private TaskPolicy policy(TaskTree.Task task, TaskKeys keys) {
        try {
            return TaskPolicy.DEFAULT
                    .withRule(keys.rule())
                    .withRetry(retry(keys))
                    .withTimeout(keys.timeout() == null ? defaults.timeout() : keys.timeout())
                    .withHeartbeat(
                            keys.heartbeatTimeout() == null ? defaults.heartbeatTimeout() : keys.heartbeatTimeout())
                    .withAllowFailure(keys.allowFailure())
                    .withRole(role(keys))
                    .withLimits(limits.limits(task, keys));
        } catch (IllegalArgumentException e) {
            problems.add(task.key(), "task '%s': %s".formatted(task.id(), e.getMessage()));
            return TaskPolicy.DEFAULT;
        }
    }

    private RetryPolicy retry(TaskKeys keys) {
        return RetryPolicy.NONE
                .withRetries(keys.retries() == null ? defaults.retries() : keys.retries())
                .withDelay(keys.retryDelay() == null ? defaults.retryDelay() : keys.retryDelay())
                .withBackoff(keys.backoff() == null ? defaults.backoff() : keys.backoff())
                .withMaxDelay(keys.maxRetryDelay() == null ? defaults.maxRetryDelay() : keys.maxRetryDelay())
                .withDelays(keys.retryDelays() == null ? defaults.retryDelays() : keys.retryDelays())
                .withJitter(keys.retryJitter() == null ? defaults.retryJitter() : keys.retryJitter())
                .withWhen(keys.retryIf() == null ? "" : keys.retryIf());
    }

    /// Said even when other things are wrong with the task.
    private void checkRole(TaskTree.Task task) {
        boolean teardown = plain(task, "role").filter("teardown"::equals).isPresent();
        if (!teardown && plain(task, "fails_run").filter(Boolean.TRUE::equals).isPresent()) {
            problems.add(
                    Document.value(task.node(), "fails_run").orElse(task.key()),
                    "fails_run is for teardowns",
                    "add role: teardown");
        }
        if (teardown && plain(task, "rule").isPresent()) {
            problems.add(
                    Document.value(task.node(), "rule").orElse(task.key()),
                    "a teardown has its own rule: its setups succeeded, and what is between has ended",
                    "take 'rule' out");
        }
    }

    private static Optional<Object> plain(TaskTree.Task task, String key) {
        return Document.value(task.node(), key).map(Document::plain);
    }

    private static Role role(TaskKeys keys) {
        return switch (keys.role()) {
            case WORK -> Role.WORK;
            case SETUP -> Role.SETUP;
            case TEARDOWN -> Role.TEARDOWN.withFailsRun(keys.failsRun());
        };
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
        Set<TaskId> reads = new TreeSet<>(templates.settings(task, settings, shape, mapped));
        if (Document.value(task.node(), "retry_if").orElse(null) instanceof ScalarNode condition) {
            reads.addAll(templates.retryCondition(task.id(), condition, mapped));
        }
        return new OperatorCall(task.type(), bare ? Map.of() : Document.settings(settings, shape), reads);
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
}
