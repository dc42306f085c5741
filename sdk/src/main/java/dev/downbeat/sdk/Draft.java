package dev.downbeat.sdk;

import dev.downbeat.model.DagId;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.ParamSpec;
import dev.downbeat.model.TaskGroup;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.TaskValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A DAG while it is being written. Belongs to the one thread that writes it.
final class Draft {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final DagId id;
    private final Class<?> holder;
    private final SequencedMap<TaskId, Node> nodes = new LinkedHashMap<>();
    private final Map<TaskId, TaskCode> codes = new LinkedHashMap<>();
    private final SequencedMap<String, ParamSpec> params = new LinkedHashMap<>();
    private final List<TaskGroup> groups = new ArrayList<>();
    private final Set<TaskId> unfinished = new LinkedHashSet<>();
    private Scope scope = Scope.outermost();

    /// @param holder the class in which the DAG is written
    Draft(DagId id, Class<?> holder) {
        this.id = id;
        this.holder = holder;
    }

    DagId id() {
        return id;
    }

    TaskValues values() {
        return TaskValues.of(holder);
    }

    /// The full id of a task that is written now.
    TaskId taskId(String name) {
        return Refusal.asBadDag(() -> new TaskId(scope.qualified(name)));
    }

    /// The task whose output a template reads: of the ids that the path begins with the longest one that is
    /// there.
    ///
    /// @param path `train.accuracy`, `features.scale.rows`
    TaskId taskRead(String path) {
        for (String id = path; ; id = id.substring(0, id.lastIndexOf('.'))) {
            String candidate = id;
            TaskId task = Refusal.asBadDag(() -> new TaskId(candidate));
            if (nodes.containsKey(task) || !id.contains(".")) {
                return task;
            }
        }
    }

    /// A task was named; it has to be given something to do before the DAG ends.
    void begin(TaskId task) {
        if (nodes.containsKey(task)) {
            throw twice(task);
        }
        unfinished.add(task);
    }

    void add(Node node) {
        if (nodes.containsKey(node.id())) {
            throw twice(node.id());
        }
        scope.admit(node.id(), node.needs());
        nodes.put(node.id(), mapped(node));
        unfinished.remove(node.id());
    }

    /// In a mapped group every task has the group's items.
    private Node mapped(Node node) {
        Mapping around = scope.around();
        if (!around.mapped()) {
            return node;
        }
        if (node.mapping().mapped()) {
            throw Refusal.of(
                    "task '%s' is mapped within a mapped group: there each task has one instance for each of its items"
                            .formatted(node.id()));
        }
        return node.with(around);
    }

    void code(TaskId task, TaskCode code) {
        codes.put(task, code);
    }

    /// Writes a block.
    ///
    /// @param body what is written while it runs belongs to the block
    Scope within(Scope inner, Runnable body) {
        Scope outer = scope;
        scope = inner;
        try {
            body.run();
        } finally {
            scope = outer;
        }
        return inner;
    }

    Scope scope() {
        return scope;
    }

    /// The members of a block that no other member needs. What comes after a block does not wait for its
    /// teardowns.
    Block block(Scope block) {
        var work = new LinkedHashSet<>(block.members());
        work.removeIf(member -> node(member).teardown());
        var leaves = new LinkedHashSet<>(work.isEmpty() ? block.members() : work);
        List.copyOf(leaves).forEach(member -> leaves.removeAll(node(member).needs()));
        return new Block(leaves);
    }

    void group(TaskGroup group) {
        if (groups.stream().anyMatch(other -> other.path().equals(group.path()))) {
            throw Refusal.of("two task groups are called '%s'".formatted(group.path()));
        }
        groups.add(group);
    }

    void document(String path, String docs) {
        groups.replaceAll(group -> group.path().equals(path) ? new TaskGroup(path, docs) : group);
    }

    void param(ParamSpec param) {
        params.put(param.name(), param);
    }

    boolean hasParam(String name) {
        return params.containsKey(name);
    }

    Map<String, ParamSpec> params() {
        return params;
    }

    List<TaskGroup> groups() {
        return groups;
    }

    Map<TaskId, TaskCode> codes() {
        return codes;
    }

    /// All tasks.
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_DAG when one was named only, or reads from one that
    /// is not there
    List<Node> finished() {
        if (!unfinished.isEmpty()) {
            throw Refusal.of("task '%s' has nothing to do: end it with call, run, use or route"
                    .formatted(unfinished.iterator().next()));
        }
        nodes.values().forEach(this::checkReads);
        return List.copyOf(nodes.values());
    }

    /// The line of the DAG's source that is being executed; 0 when it is written elsewhere.
    int line() {
        return STACK.walk(
                frames -> frames.filter(frame -> frame.getDeclaringClass().getNestHost() == holder.getNestHost())
                        .findFirst()
                        .map(StackWalker.StackFrame::getLineNumber)
                        .orElse(0));
    }

    private Node node(TaskId task) {
        Node node = nodes.get(task);
        if (node == null) {
            throw new IllegalStateException("no task " + task);
        }
        return node;
    }

    private void checkReads(Node node) {
        OperatorCall call = node.call();
        for (TaskId read : call.reads()) {
            if (!nodes.containsKey(read)) {
                Set<String> known =
                        nodes.keySet().stream().map(TaskId::value).collect(Collectors.toCollection(TreeSet::new));
                throw Refusal.of("task '%s' reads the output of '%s', which the DAG does not have%s"
                        .formatted(node.id(), read, Nearest.hint(read.value(), known)));
            }
        }
    }

    private static RuntimeException twice(TaskId task) {
        return Refusal.of("two tasks are called '%s': give one of them another id, d.task(\"…\")".formatted(task));
    }
}
