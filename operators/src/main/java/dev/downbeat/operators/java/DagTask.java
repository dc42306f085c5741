package dev.downbeat.operators.java;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.Task;
import dev.downbeat.sdk.TaskCode;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task of a DAG that is written in Java: the DAG is built again from the source of its version, and the
/// task is looked up in it by its id.
record DagTask(Dag dag, TaskId id, TaskCode code) {
    /// @throws DownbeatException NOT_FOUND when the source does not declare the DAG or the DAG has no such
    /// task
    static DagTask find(String className, String task, TaskContext context) {
        Dag dag = Dag.declaredIn(load(className, context)).stream()
                .filter(candidate -> candidate.id().equals(context.run().dag()))
                .findFirst()
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.NOT_FOUND,
                        "class '%s' declares no DAG '%s'"
                                .formatted(className, context.run().dag())));
        var id = new TaskId(task);
        TaskCode code = dag.code(id)
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.NOT_FOUND, "DAG '%s' has no Java task '%s'".formatted(dag.id(), task)));
        return new DagTask(dag, id, code);
    }

    TaskResult run(Object args, TaskContext context) throws Exception {
        List<@Nullable Object> values = convert((List<?>) args);
        return switch (code) {
            case TaskCode.Call call -> {
                Object result = Task.within(context, () -> call.call(values));
                yield JsonOutput.of(result, call.returns(), dag.values(), context);
            }
            case TaskCode.Route route ->
                new TaskResult.Branch(route.choose(values.getFirst()).stream()
                        .map(TaskId::value)
                        .toList());
        };
    }

    private List<@Nullable Object> convert(List<?> args) {
        if (args.size() != code.inputs().size()) {
            throw TaskFailedException.terminal("task '%s' takes %d inputs and was given %d"
                    .formatted(id, code.inputs().size(), args.size()));
        }
        var values = new ArrayList<@Nullable Object>();
        for (int i = 0; i < args.size(); i++) {
            try {
                values.add(dag.values().read(args.get(i), code.inputs().get(i)));
            } catch (DownbeatException e) {
                throw TaskFailedException.terminal(
                        e.code(), "input %d of task '%s': %s".formatted(i + 1, id, e.text()), e);
            }
        }
        return values;
    }

    static Class<?> load(String className, TaskContext context) {
        ClassLoader loader = context.code().ofDag();
        try {
            return Class.forName(className, true, loader);
        } catch (ClassNotFoundException e) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "the source of DAG '%s' has no class '%s'"
                            .formatted(context.run().dag(), className),
                    e);
        }
    }
}
