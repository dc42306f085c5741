package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The branches of a route over a value of a sealed type. Each permitted class has its branch, which is checked
/// when the DAG is built; in a branch the value has that class.
///
/// ```java
/// sealed interface Verdict {}
/// record Promote(Model model) implements Verdict {}
/// record Reject(String reason) implements Verdict {}
///
/// var verdict = d.with(best).call(Churn::judge);
/// d.with(verdict).route(r -> r
///         .on(Promote.class, promote -> d.with(promote).run(Churn::publish))
///         .on(Reject.class, reject -> d.task("tell").use(bash("echo " + reject.get(Reject::reason)))));
/// ```
///
/// The tasks of branches that were not chosen are skipped.
public final class Routes<A> {
    private final Draft draft;
    private final Expression<?> input;
    private final TaskId task;
    private final List<TaskCode.Route.Branch> branches = new ArrayList<>();

    private Routes(Draft draft, Expression<?> input, TaskId task) {
        this.draft = draft;
        this.input = input;
        this.task = task;
    }

    /// What follows for values of one permitted class; all tasks written in `body` belong to the branch.
    ///
    /// @param body may write nothing: then nothing follows
    public <S extends A> Routes<A> on(Class<S> type, Consumer<Ref<S>> body) {
        branches.stream()
                .filter(branch -> branch.type().isAssignableFrom(type))
                .findFirst()
                .ifPresent(branch -> {
                    throw Refusal.of("the branch on %s of '%s' is never reached: %s comes before it"
                            .formatted(type.getSimpleName(), task, branch.type().getSimpleName()));
                });
        Scope scope = draft.scope().inner(draft.scope().path(), Set.of(task));
        draft.within(scope, () -> body.accept(new Expression<>(input.argument(), type, input.tasks())));
        branches.add(new TaskCode.Route.Branch(type, List.copyOf(scope.roots())));
        return this;
    }

    static <A> Block write(Wiring wiring, Ref<A> input, Consumer<Routes<A>> body) {
        Class<?> type = Types.raw(input.type());
        Draft draft = wiring.step().draft();
        TaskId task = name(wiring.step(), input);
        if (!type.isSealed()) {
            throw Refusal.of("'%s' routes on %s, which is not sealed".formatted(task, type.getSimpleName()));
        }
        Scope whole = draft.scope().inner(draft.scope().path(), Set.of());
        draft.within(whole, () -> {
            wiring.add(task, new TaskCode.Route(type, List.of()));
            var routes = new Routes<A>(draft, wiring.inputs().getFirst(), task);
            body.accept(routes);
            routes.checkComplete(type);
            draft.code(task, new TaskCode.Route(type, routes.branches));
        });
        return draft.block(whole);
    }

    private static TaskId name(Step step, Ref<?> input) {
        if (!step.id().isEmpty()) {
            return new TaskId(step.id());
        }
        if (!(input instanceof Out<?> out)) {
            throw Refusal.of("a route has no name: write d.task(\"…\") before it");
        }
        String id = out.task().value();
        return step.draft().taskId(id.substring(id.lastIndexOf('.') + 1) + "_route");
    }

    private void checkComplete(Type sealed) {
        List<String> missing =
                missing(Types.raw(sealed)).map(Class::getSimpleName).toList();
        if (!missing.isEmpty()) {
            throw Refusal.of("'%s' has no branch on %s".formatted(task, String.join(" and ", missing)));
        }
    }

    private Stream<Class<?>> missing(Class<?> type) {
        if (branches.stream().anyMatch(branch -> branch.type().isAssignableFrom(type))) {
            return Stream.empty();
        }
        boolean onlyItsClasses =
                type.isSealed() && (type.isInterface() || java.lang.reflect.Modifier.isAbstract(type.getModifiers()));
        return onlyItsClasses ? Arrays.stream(type.getPermittedSubclasses()).flatMap(this::missing) : Stream.of(type);
    }
}
