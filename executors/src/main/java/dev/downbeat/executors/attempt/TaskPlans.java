package dev.downbeat.executors.attempt;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Sensor;
import dev.downbeat.templates.Templates;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps what was worked out about tasks, so that an attempt of a simple task has nothing to look for.
final class TaskPlans {
    /// Far more than the tasks that run at a time; when it is full it starts afresh.
    private static final int MAX = 50_000;

    private record Key(VersionId version, TaskId task) {}

    private final OperatorCatalog operators;
    private final Map<Key, TaskPlan> plans = new ConcurrentHashMap<>();

    TaskPlans(OperatorCatalog operators) {
        this.operators = operators;
    }

    /// @throws DownbeatException when the operator is not installed, or its fixed settings do not fit
    TaskPlan of(Order order) {
        var key = new Key(order.version().id(), order.task().id());
        TaskPlan known = plans.get(key);
        if (known != null && isSame(known.task(), order.task())) {
            return known;
        }
        TaskPlan plan = make(order.task());
        if (plans.size() >= MAX) {
            plans.clear();
        }
        plans.put(key, plan);
        return plan;
    }

    /// Versions are immutable and their ids are never used again, but for tests; comparing specs would cost
    /// more than all the rest of a simple attempt.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(TaskSpec known, TaskSpec asked) {
        return known == asked;
    }

    boolean onlyWaits(Order order) {
        try {
            return of(order).operator().onlyWaits();
        } catch (DownbeatException e) {
            return true; // the attempt will fail with it
        }
    }

    Prepared prepared(Operator<?> operator, Map<String, @Nullable Object> rendered) {
        Record settings = operators.settings(operator, rendered);
        return new Prepared(settings, operator instanceof Sensor<?> ? operators.options(rendered) : null);
    }

    /// Whether the operator is a sensor, whose looks have a bound of their own.
    boolean looks(Order order) {
        try {
            return of(order).operator() instanceof Sensor<?>;
        } catch (DownbeatException e) {
            return false; // the attempt will fail with it
        }
    }

    private TaskPlan make(TaskSpec task) {
        Operator<?> operator = operators.find(task.call().type());
        Prepared fixed = templated(task.call().config())
                ? null
                : prepared(operator, task.call().config());
        return new TaskPlan(task, operator, fixed, ExpressionFields.in(operator.config()));
    }

    private static boolean templated(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case String text -> Templates.isTemplate(text);
            case Map<?, ?> map -> map.values().stream().anyMatch(TaskPlans::templated);
            case List<?> list -> list.stream().anyMatch(TaskPlans::templated);
            default -> false;
        };
    }
}
