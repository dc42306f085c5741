package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.params.WebhookParams;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.authoring.shape.SettingsReader;
import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.authoring.shape.Shapes;
import dev.downbeat.authoring.yaml.DagKeys.DefaultKeys;
import dev.downbeat.model.About;
import dev.downbeat.model.Alerts;
import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.Cycles;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.Watch;
import dev.downbeat.model.Webhook;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/// Reads DAGs written in YAML.
public final class YamlDags {
    private static final Shape.Fields DAG = Shapes.of(DagKeys.class);
    private static final Shape.Fields DEFAULTS = Shapes.of(DefaultKeys.class);
    /// Read on their own: by other rules than shapes, or to go on when they are wrong.
    private static final Set<String> APART = Set.of("tasks", "params", "watches");
    /// Nobody gives the params of its runs.
    private static final Set<String> STARTS_BY_ITSELF = Set.of("schedule", "consumes", "watches");

    private final Operators operators;
    private final Templates templates;
    private final PodRules pods;

    /// One that takes every part of a Pod.
    public YamlDags(Operators operators, Templates templates) {
        this(operators, templates, PodRules.NONE);
    }

    public YamlDags(Operators operators, Templates templates, PodRules pods) {
        this.operators = operators;
        this.templates = templates;
        this.pods = pods;
    }

    /// Never throws on account of the text: whatever is wrong with it is among the problems.
    ///
    /// @param file as it is to stand in messages and in the DAG's origin
    public Parsed parse(Path file, String text) {
        var problems = new Problems(file.toString());
        Optional<DagSpec> spec = Document.read(text, problems).flatMap(root -> dag(root, file, text, problems));
        return problems.none() && spec.isPresent()
                ? new Parsed.Dags(List.of(spec.get()))
                : new Parsed.Broken(problems.inOrder());
    }

    private Optional<DagSpec> dag(MappingNode root, Path file, String text, Problems problems) {
        new NodeChecker(problems, false).check(root, DAG, "");
        Map<String, ParamSpec> params = params(root, problems);
        var tree = new TaskTree(operators, problems);
        if (Document.value(root, "tasks").orElse(null) instanceof MappingNode tasks) {
            tree.read(tasks, "");
        }
        Map<TaskId, List<Need>> needs = new NeedsReader(tree, problems).read();
        cycles(tree, needs, problems);
        var checker =
                new TemplateChecker(templates, text, problems, tree, new TemplateChecker.Names(needs, params.keySet()));
        DefaultKeys defaults = defaults(root);
        var mappings = new MappingReader(problems, checker, tree, needs);
        var apart = new TemplatesApart(templates, text, problems, params.keySet());
        var alerts = new AlertsReader(operators, problems, apart);
        var reader = new TaskReader(
                operators,
                problems,
                checker,
                mappings,
                new TaskReader.Defaults(
                        defaults,
                        alerts,
                        byDefault(root, alerts),
                        new ContainerReader(problems, defaults.container(), pods)));
        List<TaskSpec> tasks = tree.tasks().values().stream()
                .map(task -> reader.read(task, needs.getOrDefault(task.id(), List.of())))
                .toList();
        Optional<Webhook> webhook =
                new WebhookReader(problems, new WebhookParams(templates, params.keySet())).read(root);
        Optional<AssetCondition> consumes = new AssetsReader(problems).condition(root);
        List<Watch> watches = new WatchesReader(operators, problems, apart).read(root);
        Optional<Schedule> schedule = schedule(root, problems)
                .map(times -> times.triggeredBy(webhook.orElse(null), consumes.orElse(null), watches));
        id(root, problems);
        Alerts ofRuns = alerts.ofRuns(root);
        if (!problems.none() || schedule.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(spec(keys(root), file, new Parts(schedule.get(), params, tree, tasks, ofRuns)));
    }

    private record Parts(
            Schedule schedule, Map<String, ParamSpec> params, TaskTree tree, List<TaskSpec> tasks, Alerts alerts) {}

    private static Alerts byDefault(MappingNode root, AlertsReader alerts) {
        return Document.value(root, "defaults").orElse(null) instanceof MappingNode defaults
                ? alerts.ofTasks(defaults, Alerts.NONE)
                : Alerts.NONE;
    }

    private static DagSpec spec(DagKeys keys, Path file, Parts parts) {
        var origin = new Origin("yaml", file.toAbsolutePath().normalize().toString(), "");
        var about = new About(keys.description(), keys.docs(), keys.owners(), keys.tags(), origin);
        var policy = RunPolicy.DEFAULT
                .withMaxActiveRuns(keys.maxActiveRuns())
                .withMaxActiveTasks(keys.maxActiveTasks() == null ? RunPolicy.NO_LIMIT : keys.maxActiveTasks())
                .withMaxActiveTasksPerRun(keys.maxActiveTasksPerRun())
                .withTimeout(keys.timeout())
                .withFailFast(keys.failFast())
                .withVerdict(keys.verdict())
                .withAlerts(parts.alerts());
        var groups = parts.tree().groups().values().stream()
                .map(TaskTree.Group::group)
                .toList();
        return new DagSpec(
                new DagId(keys.id()), about, parts.schedule(), parts.params(), policy, groups, parts.tasks());
    }

    private static DagKeys keys(MappingNode root) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (NodeTuple entry : root.getValue()) {
            String key = Document.key(entry);
            values.put(key, APART.contains(key) ? Map.of() : Document.plain(entry.getValueNode()));
        }
        return SettingsReader.read(DagKeys.class, values);
    }

    private static void id(MappingNode root, Problems problems) {
        Document.value(root, "id").ifPresent(node -> {
            try {
                DagId _ = new DagId(String.valueOf(Document.plain(node)));
            } catch (IllegalArgumentException e) {
                problems.add(node, String.valueOf(e.getMessage()));
            }
        });
    }

    private static Map<String, ParamSpec> params(MappingNode root, Problems problems) {
        return Document.value(root, "params").orElse(null) instanceof MappingNode params
                ? new ParamReader(problems)
                        .read(
                                params,
                                STARTS_BY_ITSELF.stream()
                                        .anyMatch(
                                                key -> Document.value(root, key).isPresent()))
                : Map.of();
    }

    private static DefaultKeys defaults(MappingNode root) {
        Node node = Document.value(root, "defaults").orElse(null);
        var ownProblems = new Problems("");
        if (node instanceof MappingNode map) {
            new NodeChecker(ownProblems, false).check(map, DEFAULTS, "defaults");
        }
        // what is wrong with them is among the problems already
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        if (ownProblems.none() && node != null && Document.plain(node) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> given.put(String.valueOf(key), value));
        }
        return SettingsReader.read(DefaultKeys.class, given);
    }

    private static Optional<Schedule> schedule(MappingNode root, Problems problems) {
        Node node = Document.value(root, "schedule").orElse(null);
        if (node == null || Document.isNull(node)) {
            return Optional.of(new Schedule.Manual());
        }
        var ownProblems = new Problems("");
        new NodeChecker(ownProblems, false).check(node, Shapes.of(DagKeys.ScheduleKeys.class), "schedule");
        if (!(node instanceof MappingNode map) || !ownProblems.none()) {
            return Optional.empty();
        }
        var given = new LinkedHashMap<String, @Nullable Object>();
        map.getValue().forEach(entry -> given.put(Document.key(entry), Document.plain(entry.getValueNode())));
        return new ScheduleReader(map, problems).read(SettingsReader.read(DagKeys.ScheduleKeys.class, given));
    }

    private static void cycles(TaskTree tree, Map<TaskId, List<Need>> needs, Problems problems) {
        List<TaskSpec> bare = tree.tasks().keySet().stream()
                .map(id -> bare(id, needs.getOrDefault(id, List.of())))
                .toList();
        List<TaskId> cycle = Cycles.find(bare);
        if (!cycle.isEmpty()) {
            TaskTree.Task task = tree.tasks().get(cycle.getFirst());
            if (task != null) {
                Node where = Document.value(task.node(), "needs").orElse(task.key());
                problems.add(
                        where,
                        "the tasks wait for each other in a cycle: " + Cycles.show(cycle),
                        "take one of the needs out");
            }
        }
    }

    private static TaskSpec bare(TaskId id, List<Need> needs) {
        var nothing = new OperatorCall("noop", Map.of(), Set.of());
        return TaskSpec.of(id, nothing).withNeeds(needs);
    }
}
