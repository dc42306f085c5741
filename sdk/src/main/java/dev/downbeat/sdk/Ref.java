package dev.downbeat.sdk;

import java.lang.reflect.Type;

/// A value that a run will have: what a task returns, a param, the day, a literal. Wire it into a task by
/// [TaskStart#with(Ref)] and its siblings; javac checks that the types fit.
///
/// As text (`toString` too) a reference is its template, so it can stand in the settings of any operator:
///
/// ```java
/// var model = d.with(frames).call(Churn::fit);
/// d.task("notify").use(bash("echo model " + model.get(Model::uri)));   // echo model {{ outputs.fit.uri }}
/// ```
public sealed interface Ref<T> extends Upstream permits Out, Mapped, Value, Expression, Param {
    /// The type of the value, with its type arguments where they are known.
    Type type();

    /// The value as template text: `{{ outputs.fit }}`; a literal is its own text.
    String template();

    /// A part of the value, by its accessor: `model.get(Model::auc)`.
    ///
    /// @throws dev.downbeat.model.DownbeatException BAD_DAG when `accessor` is not a method reference to a
    /// record's accessor or a bean's getter
    default <R> Ref<R> get(Fn.F1<? super T, R> accessor) {
        return Expression.part(this, accessor);
    }
}
