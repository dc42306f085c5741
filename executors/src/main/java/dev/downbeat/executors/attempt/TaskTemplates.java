package dev.downbeat.executors.attempt;

import dev.downbeat.engine.port.Executor.Order;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunSpec;
import dev.downbeat.templates.TemplateVariables;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Templates and expressions of one attempt, over all that it may name. Outputs, connections and variables are
/// looked up when they are first named.
public final class TaskTemplates {
    private final Templates templates;
    private final Map<String, @Nullable Object> variables;

    private TaskTemplates(Templates templates, Map<String, @Nullable Object> variables) {
        this.templates = templates;
        this.variables = variables;
    }

    /// @param more variables beside those of the task, or in place of them
    static TaskTemplates of(Templates templates, AttemptTools tools, Order order, Map<String, @Nullable Object> more) {
        MapIndex index = order.attempt().key().index();
        Upstream upstream = Upstream.seenBy(
                order.task(), index, order.version().spec(), order.run().id(), tools.outputs());
        Object item =
                order.task().mapping() instanceof Mapping.Along along ? upstream.output(along.task()) : order.item();
        TemplateVariables variables = variables(order.run(), upstream, tools.secrets())
                .file(Path.of(order.version().spec().about().origin().file()))
                .task(order.task().id(), order.tryNumber(), index)
                .item(item);
        var all = new LinkedHashMap<String, @Nullable Object>(variables.build());
        all.putAll(more);
        return new TaskTemplates(templates, Collections.unmodifiableMap(all));
    }

    /// What templates see that does not depend on the task instance.
    public static TemplateVariables variables(RunSpec run, Upstream upstream, Secrets secrets) {
        return TemplateVariables.of(run)
                .outputs(upstream.tasks(), upstream::output)
                .xcoms(upstream.tasks(), upstream::named)
                .variables(secrets::variableKeys, secrets::variable)
                .connections(secrets::connectionIds, id -> Optional.of(secrets.connection(id)));
    }

    Map<String, @Nullable Object> variables() {
        return variables;
    }

    @Nullable
    Object evaluate(String expression) {
        return templates.evaluate(expression, variables);
    }

    /// @param more variables beside those of the task
    @Nullable
    Object evaluate(String expression, Map<String, @Nullable Object> more) {
        var all = new LinkedHashMap<String, @Nullable Object>(variables);
        all.putAll(more);
        return templates.evaluate(expression, all);
    }

    Map<String, @Nullable Object> render(TaskPlan plan) {
        Map<String, @Nullable Object> config = plan.task().call().config();
        Object rendered = plan.hasExpressions()
                ? ExpressionFields.renderAround(
                        config, plan.operator().config(), value -> templates.render(value, variables))
                : templates.render(config, variables);
        var settings = new LinkedHashMap<String, @Nullable Object>();
        if (rendered instanceof Map<?, ?> map) {
            map.forEach((key, value) -> settings.put(String.valueOf(key), value));
        }
        return settings;
    }
}
