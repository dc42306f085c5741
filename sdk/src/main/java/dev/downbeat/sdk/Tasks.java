package dev.downbeat.sdk;

import dev.downbeat.model.TaskGroup;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;

/// A place to write tasks in: a DAG or a task group.
public abstract sealed class Tasks extends TaskStart permits DagBody, GroupBody {
    private final Draft draft;

    Tasks(Draft draft) {
        this.draft = draft;
    }

    Draft draft() {
        return draft;
    }

    @Override
    final Step step() {
        return Step.unnamed(draft);
    }

    /// A task with an id of its own; its settings, inputs and method follow.
    ///
    /// ```java
    /// d.task("fit").retries(2).pool("gpu").cross(frames, grid).call(Churn::fit);
    /// ```
    public final Step task(String id) {
        return Step.named(draft, id);
    }

    /// A task group: the ids of all tasks written in `body` begin with `name.`.
    ///
    /// ```java
    /// var features = d.group("features", g -> {
    ///     var scaled = g.with(raw).call(Churn::scale);          // features.scale
    ///     g.with(scaled).call(Churn::encode);                   // features.encode
    /// });
    /// d.task("announce").after(features).run(Churn::announce);
    /// ```
    public final Block group(String name, Consumer<GroupBody> body) {
        String path = draft.taskId(name).value();
        return group(path, draft.scope().inner(path, Set.of()), body);
    }

    /// A task group that is gone through once for each item of a list that may be known only at run time: no
    /// item waits for another one. See [GroupItems].
    ///
    /// ```java
    /// var models = d.groupEach("per_country", countries).call((g, country) -> {
    ///     var rows = g.with(country).call(Churn::extract);     // per_country.extract
    ///     return g.with(rows).call(Churn::fit);                // per_country.fit, with the rows of its country
    /// });
    /// d.with(models).run(Churn::compare);                      // a list, one model for each country
    /// ```
    public final <A> GroupItems<A> groupEach(String name, Ref<? extends Collection<A>> items) {
        return GroupItems.of(this, draft.taskId(name).value(), items);
    }

    /// @param scope of the group, new
    final Block group(String path, Scope scope, Consumer<GroupBody> body) {
        draft.group(new TaskGroup(path, ""));
        draft.within(scope, () -> body.accept(new GroupBody(draft, scope)));
        if (scope.members().isEmpty()) {
            throw Refusal.of("task group '%s' has no tasks".formatted(path));
        }
        return draft.block(scope);
    }
}
