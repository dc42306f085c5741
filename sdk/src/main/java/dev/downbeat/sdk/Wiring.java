package dev.downbeat.sdk;

import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A task with its inputs, waiting for the method or operator that takes them.
///
/// @param inputs how each input is written in the task's settings
record Wiring(Step step, List<Expression<?>> inputs, Mapping mapping) {
    private static final List<String> SOURCES = List.of("a", "b", "c");

    Wiring {
        inputs = List.copyOf(inputs);
    }

    static Wiring of(Step step, List<? extends Ref<?>> refs) {
        return new Wiring(
                step, refs.stream().<Expression<?>>map(Wiring::written).toList(), Mapping.NONE);
    }

    /// With an item of each list.
    static Wiring over(Step step, Mapping.Kind kind, List<? extends Ref<?>> lists) {
        boolean one = kind == Mapping.Kind.EACH;
        var sources = new LinkedHashMap<String, Mapping.Source>();
        var inputs = new ArrayList<Expression<?>>();
        for (int i = 0; i < lists.size(); i++) {
            Ref<?> list = lists.get(i);
            sources.put(one ? "item" : SOURCES.get(i), source(step, list));
            inputs.add(Expression.of(one ? "item" : "item." + SOURCES.get(i), Types.elementOf(list.type())));
        }
        return new Wiring(step, inputs, new Mapping.Over(kind, sources));
    }

    /// With the output of each instance of another mapped task.
    static Wiring along(Step step, Mapped<?> other) {
        Expression<?> item = Expression.of("item", Types.elementOf(other.type()));
        return new Wiring(step, List.of(item), new Mapping.Along(other.task(), MapOptions.DEFAULT));
    }

    /// Goes over its items in another way.
    Wiring options(UnaryOperator<MapOptions> change) {
        Mapping changed = Refusal.asBadDag(() -> switch (mapping) {
            case Mapping.Single single -> single;
            case Mapping.Along along -> new Mapping.Along(along.task(), change.apply(along.options()));
            case Mapping.Over over ->
                new Mapping.Over(over.kind(), over.sources(), change.apply(over.options()), over.group());
        });
        if (mapping instanceof Mapping.Along
                && !changed.options()
                        .equals(MapOptions.DEFAULT.withTolerance(
                                changed.options().tolerance()))) {
            throw Refusal.of("%s has the instances of another task: of the options it takes the tolerance alone"
                    .formatted(step.where()));
        }
        return new Wiring(step, inputs, changed);
    }

    /// The first input is a list of so many items.
    Wiring batch(int size) {
        if (size < 1) {
            throw Refusal.of("a batch has 1 item or more, not " + size);
        }
        Expression<?> item = inputs.getFirst();
        var batched = new ArrayList<Expression<?>>(inputs);
        batched.set(0, new Expression<>(item.argument(), Types.listOf(item.type()), item.tasks()));
        return new Wiring(step, batched, mapping).options(options -> options.withBatch(size));
    }

    /// Goes on only when the first input is true.
    Done shortCircuit(boolean respectRules) {
        if (step.id().isEmpty()) {
            throw Refusal.of("a short-circuit has no name: write d.task(\"…\") before it");
        }
        Expression<?> condition = inputs.getFirst();
        if (!(condition.argument() instanceof String template) || !template.startsWith("{{")) {
            throw Refusal.of("%s goes on by a value that is known already".formatted(step.where()));
        }
        var config = new LinkedHashMap<String, @Nullable Object>();
        config.put("if", TemplateText.inner(template));
        config.put("respect_rules", respectRules);
        TaskId id = new TaskId(step.id());
        add(id, new OperatorCall("short_circuit", config, condition.tasks()));
        return new Done(id);
    }

    Wiring with(Ref<?> same) {
        var more = new ArrayList<Expression<?>>(inputs);
        more.add(written(same));
        return new Wiring(step, more, mapping);
    }

    /// An input as a reference to use in settings.
    @SuppressWarnings("unchecked") // the type argument is the one that the list was declared with
    <A> Ref<A> input(int index) {
        return (Ref<A>) inputs.get(index);
    }

    <R> Out<R> call(Fn method) {
        TaskCode.Call code = code(method, true);
        return new Out<>(add(name(method), code), code.returns());
    }

    <R> Mapped<R> callEach(Fn method) {
        TaskCode.Call code = code(method, true);
        return new Mapped<>(add(name(method), code), code.returns());
    }

    Done run(Fn method) {
        return new Done(add(name(method), code(method, false)));
    }

    <R> Out<R> use(Use<R> operator) {
        return new Out<>(addUse(operator), operator.returns());
    }

    <R> Mapped<R> useEach(Use<R> operator) {
        return new Mapped<>(addUse(operator), operator.returns());
    }

    /// Adds a task of the `java` operator; which class holds the DAG is filled in when its spec is asked for.
    TaskId add(TaskId id, TaskCode code) {
        var config = new LinkedHashMap<String, @Nullable Object>();
        config.put("task", id.value());
        config.put("args", inputs.stream().map(Expression::argument).toList());
        var reads = new LinkedHashSet<TaskId>();
        inputs.forEach(input -> reads.addAll(input.tasks()));
        step.waits().ifPresent(config::putAll);
        add(id, new OperatorCall(step.waits().isPresent() ? Dag.SENSOR : Dag.OPERATOR, config, reads));
        step.draft().code(id, code);
        return id;
    }

    private TaskId addUse(Use<?> operator) {
        if (step.id().isEmpty()) {
            throw Refusal.of("an operator has no name: write d.task(\"…\") before it");
        }
        TaskId id = new TaskId(step.id());
        Map<String, @Nullable Object> config =
                UsedSettings.plain(operator.settings(), step.draft().values());
        Set<TaskId> reads = UsedSettings.reads(config, step.draft()::taskRead);
        add(id, new OperatorCall(operator.operator(), config, reads));
        return id;
    }

    private void add(TaskId id, OperatorCall call) {
        var needs = new LinkedHashSet<TaskId>();
        switch (mapping) {
            case Mapping.Single _ -> {}
            case Mapping.Along along -> needs.add(along.task());
            case Mapping.Over over -> needs.addAll(reads(over));
        }
        inputs.forEach(input -> needs.addAll(input.tasks()));
        needs.addAll(call.reads());
        needs.addAll(step.after().keySet());
        step.draft()
                .add(new Node(
                        id,
                        call,
                        mapping,
                        needs,
                        step.after(),
                        step.settings(),
                        step.draft().line()));
    }

    /// The tasks whose outputs hold the items.
    static Set<TaskId> reads(Mapping.Over over) {
        var reads = new LinkedHashSet<TaskId>();
        for (Mapping.Source source : over.sources().values()) {
            if (source instanceof Mapping.Template template) {
                reads.addAll(template.reads());
            }
        }
        return reads;
    }

    private TaskId name(Fn fn) {
        MethodLiteral method = MethodLiteral.of(step.where(), fn);
        if (!step.id().isEmpty()) {
            return new TaskId(step.id());
        }
        if (method.isLambda()) {
            throw Refusal.of("a lambda has no name: write d.task(\"…\") before it");
        }
        return step.draft().taskId(method.taskName());
    }

    private TaskCode.Call code(Fn fn, boolean result) {
        MethodLiteral method = MethodLiteral.of(step.where(), fn);
        List<Type> declared = method.parameters();
        var types = new ArrayList<Type>();
        for (int i = 0; i < inputs.size(); i++) {
            types.add(Types.input(declared.get(i), inputs.get(i).type()));
        }
        if (!result) {
            return new TaskCode.Call(fn, types, void.class);
        }
        Type returns = method.returns();
        if (method.isLambda() && !Types.isComplete(returns)) {
            throw Refusal.of("%s returns %s from a lambda, which hides its type arguments: use a method reference"
                    .formatted(step.where(), Types.show(returns)));
        }
        if (Types.hasVariable(returns)) {
            throw Refusal.of("%s calls '%s', whose result %s is generic: call a method that returns a concrete type"
                    .formatted(step.where(), method.taskName(), Types.show(returns)));
        }
        return new TaskCode.Call(fn, types, returns);
    }

    private static Expression<?> written(Ref<?> ref) {
        return switch (ref) {
            case Value<?> literal ->
                new Expression<>(TemplateText.escape(literal.plain()), literal.type(), literal.tasks());
            case Expression<?> expression -> expression;
            case Out<?> _, Mapped<?> _, Param<?> _ -> new Expression<>(ref.template(), ref.type(), ref.tasks());
        };
    }

    private static Mapping.Source source(Step step, Ref<?> list) {
        Class<?> type = Types.raw(list.type());
        if (!Collection.class.isAssignableFrom(type) && type != Object.class) {
            throw Refusal.of("%s cannot go over %s, which is no list".formatted(step.where(), Types.show(list.type())));
        }
        return switch (list) {
            case Value<?> literal
            when literal.plain() instanceof List<?> items ->
                new Mapping.Literal(new ArrayList<@Nullable Object>(items));
            case Value<?> literal ->
                throw Refusal.of("%s cannot go over %s, which is no list".formatted(step.where(), literal.template()));
            case Out<?> _, Mapped<?> _, Param<?> _, Expression<?> _ ->
                new Mapping.Template(list.template(), list.tasks());
        };
    }
}
