package dev.downbeat.authoring.yaml;

import dev.downbeat.authoring.shape.Shape;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import dev.downbeat.templates.Mistake;
import dev.downbeat.templates.Reads;
import dev.downbeat.templates.TemplateVariables;
import dev.downbeat.templates.Templates;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Checks the templates of tasks: their syntax, and that all they name is there when the task runs.
final class TemplateChecker {
    private static final Set<String> OF_MAPPED_TASKS = Set.of("item", "map_index");

    private final Templates templates;
    private final String source;
    private final Problems problems;
    private final TaskTree tree;
    private final Map<TaskId, List<Need>> needs;
    private final Set<String> params;

    TemplateChecker(Templates templates, String source, Problems problems, TaskTree tree, Names names) {
        this.templates = templates;
        this.source = source;
        this.problems = problems;
        this.tree = tree;
        this.needs = names.needs();
        this.params = names.params();
    }

    /// The variables that are there.
    private record Seen(Set<String> names, boolean mapped) {
        static Seen in(boolean mapped) {
            return new Seen(TemplateVariables.NAMES, mapped);
        }
    }

    /// What a template may name.
    record Names(Map<TaskId, List<Need>> needs, Set<String> params) {}

    /// Checks all texts of an operator's settings.
    ///
    /// @return the tasks whose outputs they name
    Set<TaskId> settings(TaskTree.Task task, Node node, Shape shape, boolean mapped) {
        var reads = new TreeSet<TaskId>();
        walk(task.id(), node, shape, Shape.Role.TEMPLATE, mapped, reads);
        return reads;
    }

    /// Checks one template or expression outside the settings.
    Set<TaskId> text(TaskId task, ScalarNode scalar, boolean mapped) {
        var reads = new TreeSet<TaskId>();
        scalar(task, scalar, Shape.Role.TEMPLATE, mapped, reads);
        return reads;
    }

    /// Checks an expression that may also name `failure`.
    Set<TaskId> retryCondition(TaskId task, ScalarNode scalar, boolean mapped) {
        var reads = new TreeSet<TaskId>();
        String text = scalar.getValue();
        var known = new TreeSet<>(TemplateVariables.NAMES);
        known.add(TemplateVariables.FAILURE);
        Supplier<Reads> read = () -> templates.readsOfExpression(text);
        checked(task, scalar, templates.checkExpression(text), read, new Seen(known, mapped), reads);
        return reads;
    }

    private void walk(TaskId task, Node node, Shape shape, Shape.Role role, boolean mapped, Set<TaskId> reads) {
        switch (node) {
            case ScalarNode scalar -> {
                Shape.Role own = shape instanceof Shape.Fields fields
                        ? fields.shorthand().map(Shape.Field::role).orElse(role)
                        : role;
                scalar(task, scalar, own, mapped, reads);
            }
            case SequenceNode list -> {
                Shape item = element(shape);
                list.getValue().forEach(value -> walk(task, value, item, role, mapped, reads));
            }
            case MappingNode map -> {
                for (NodeTuple entry : map.getValue()) {
                    Shape.Field field = shape instanceof Shape.Fields fields
                            ? fields.field(Document.key(entry)).orElse(null)
                            : null;
                    Shape inner = field == null ? element(shape) : field.shape();
                    walk(task, entry.getValueNode(), inner, field == null ? role : field.role(), mapped, reads);
                }
            }
            default -> {}
        }
    }

    private static Shape element(Shape shape) {
        return switch (shape) {
            case Shape.ListOf list -> list.item();
            case Shape.MapOf map -> map.value();
            case Shape.Fields fields ->
                fields.shorthand().map(field -> element(field.shape())).orElse(new Shape.Any());
            case Shape.Any any -> any;
            case Shape.Text _, Shape.Whole _, Shape.Real _, Shape.Flag _, Shape.Time _, Shape.Choice _ -> shape;
        };
    }

    private void scalar(TaskId task, ScalarNode scalar, Shape.Role role, boolean mapped, Set<TaskId> reads) {
        String text = scalar.getValue();
        switch (role) {
            case TASK -> downstream(task, scalar);
            case EXPRESSION ->
                checked(
                        task,
                        scalar,
                        templates.checkExpression(text),
                        () -> templates.readsOfExpression(text),
                        Seen.in(mapped),
                        reads);
            case TEMPLATE -> {
                if (Templates.isTemplate(text)) {
                    checked(task, scalar, templates.check(text), () -> templates.reads(text), Seen.in(mapped), reads);
                }
            }
        }
    }

    private void checked(
            TaskId task,
            ScalarNode scalar,
            List<Mistake> mistakes,
            Supplier<Reads> read,
            Seen seen,
            Set<TaskId> reads) {
        for (Mistake mistake : mistakes) {
            Place place = Place.within(scalar, mistake.line(), mistake.column(), source);
            problems.add(place, "bad template: " + mistake.message(), "");
        }
        if (mistakes.isEmpty()) {
            Reads names = read.get();
            topLevel(scalar, names, seen);
            declaredParams(scalar, names);
            names.outputs().forEach(name -> output(task, scalar, name, reads));
            names.xcoms().forEach(name -> output(task, scalar, name, reads));
        }
    }

    private void topLevel(ScalarNode scalar, Reads names, Seen seen) {
        for (String name : names.names()) {
            if (!seen.names().contains(name)) {
                problems.add(
                        at(scalar, name),
                        "templates know no '%s'".formatted(name),
                        Problems.didYouMean(name, seen.names()));
            } else if (OF_MAPPED_TASKS.contains(name) && !seen.mapped()) {
                problems.add(at(scalar, name), "'%s' is there only in a mapped task".formatted(name), "add each");
            }
        }
    }

    private void declaredParams(ScalarNode scalar, Reads names) {
        for (String name : names.params()) {
            if (!params.contains(name)) {
                String hint = Problems.didYouMean(name, params);
                problems.add(
                        at(scalar, name),
                        "the DAG declares no param '%s'".formatted(name),
                        hint.isEmpty() ? "add it under params" : hint);
            }
        }
    }

    private void output(TaskId task, ScalarNode scalar, String name, Set<TaskId> reads) {
        Set<TaskId> read = named(name);
        if (read.isEmpty()) {
            problems.add(
                    at(scalar, name),
                    "'%s' reads the output of '%s', which does not exist".formatted(task, name),
                    Problems.didYouMean(name, tree.names()));
        } else if (read.stream().noneMatch(before(task)::contains)) {
            problems.add(
                    at(scalar, name),
                    "'%s' reads the output of '%s' but does not come after it".formatted(task, name),
                    "add needs: " + name);
        } else {
            reads.addAll(read);
        }
    }

    /// The task of that name, or all in the group of that name.
    private Set<TaskId> named(String name) {
        var named = new HashSet<TaskId>();
        for (TaskId id : tree.tasks().keySet()) {
            if (id.value().equals(name) || id.value().startsWith(name + ".") || name.startsWith(id.value() + ".")) {
                named.add(id);
            }
        }
        return named;
    }

    private Set<TaskId> before(TaskId task) {
        var before = new HashSet<TaskId>();
        var open = new ArrayDeque<>(List.of(task));
        while (!open.isEmpty()) {
            for (Need need : needs.getOrDefault(open.poll(), List.of())) {
                if (before.add(need.task())) {
                    open.add(need.task());
                }
            }
        }
        return before;
    }

    /// A task or group named as the way to go on has to come directly after.
    private void downstream(TaskId task, ScalarNode scalar) {
        String name = scalar.getValue();
        if (Templates.isTemplate(name)) {
            return;
        }
        var named = tree.find(task.group(), name);
        if (named.isEmpty()) {
            problems.add(
                    scalar,
                    "'%s' goes to '%s', which does not exist".formatted(task, name),
                    Problems.didYouMean(name, tree.names()));
        } else if (named.get().tasks().stream().noneMatch(id -> directlyAfter(task, id))) {
            problems.add(
                    scalar,
                    "'%s' goes to '%s', which does not come directly after it".formatted(task, name),
                    "add needs: %s to '%s'".formatted(task, name));
        }
    }

    private boolean directlyAfter(TaskId task, TaskId after) {
        return needs.getOrDefault(after, List.of()).stream()
                .anyMatch(need -> need.task().equals(task));
    }

    /// Where in the text the name stands, as well as that can be told.
    private Place at(ScalarNode scalar, String name) {
        String text = scalar.getValue();
        int index = text.indexOf(name);
        if (index < 0) {
            return Place.of(scalar);
        }
        int line = (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
        int column = index - (text.lastIndexOf('\n', Math.max(0, index - 1)) + 1);
        return Place.within(scalar, line + 1, (line == 0 ? index : column) + 1, source);
    }
}
