package dev.downbeat.sdk;

import dev.downbeat.model.Mapping;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a task begins: with its inputs, then comes the method that takes them.
///
/// ```java
/// var files  = d.with(d.day()).call(Churn::extractFiles);       // Out<List<Path>>, id extract_files
/// var frames = d.each(files).call(Churn::clean);                // Mapped<Frame>, one instance for each file
/// var best   = d.with(frames, settings).call(Churn::best);      // the list arrives
/// ```
///
/// There is one `call` for each number of inputs, so that javac reports a wrong one in a line.
public abstract sealed class TaskStart permits Step, Tasks {
    TaskStart() {}

    abstract Step step();

    /// One input.
    public final <A> Inputs.One<A> with(Ref<A> a) {
        return new Inputs.One<>(Wiring.of(step(), List.of(a)), a);
    }

    /// Two inputs.
    public final <A, B> Inputs.Two<A, B> with(Ref<A> a, Ref<B> b) {
        return new Inputs.Two<>(Wiring.of(step(), List.of(a, b)));
    }

    /// Three inputs.
    public final <A, B, C> Inputs.Three<A, B, C> with(Ref<A> a, Ref<B> b, Ref<C> c) {
        return new Inputs.Three<>(Wiring.of(step(), List.of(a, b, c)));
    }

    /// Four inputs.
    public final <A, B, C, D> Inputs.Four<A, B, C, D> with(Ref<A> a, Ref<B> b, Ref<C> c, Ref<D> d) {
        return new Inputs.Four<>(Wiring.of(step(), List.of(a, b, c, d)));
    }

    /// Five inputs; for more, make a record of them.
    public final <A, B, C, D, E> Inputs.Five<A, B, C, D, E> with(Ref<A> a, Ref<B> b, Ref<C> c, Ref<D> d, Ref<E> e) {
        return new Inputs.Five<>(Wiring.of(step(), List.of(a, b, c, d, e)));
    }

    /// One task instance for each item of a list that may be known only at run time. No item: the task is
    /// skipped.
    public final <A> Items.One<A> each(Ref<? extends Collection<A>> items) {
        return new Items.One<>(Wiring.over(step(), Mapping.Kind.EACH, List.of(items)));
    }

    /// One task instance for every combination of items, the last list varying fastest.
    public final <A, B> Items.Two<A, B> cross(Ref<? extends Collection<A>> a, Ref<? extends Collection<B>> b) {
        return new Items.Two<>(Wiring.over(step(), Mapping.Kind.CROSS, List.of(a, b)));
    }

    /// One task instance for every combination of items, the last list varying fastest.
    public final <A, B, C> Items.Three<A, B, C> cross(
            Ref<? extends Collection<A>> a, Ref<? extends Collection<B>> b, Ref<? extends Collection<C>> c) {
        return new Items.Three<>(Wiring.over(step(), Mapping.Kind.CROSS, List.of(a, b, c)));
    }

    /// One task instance for the first items together, one for the second ones, …; lists of different length
    /// fail.
    public final <A, B> Items.Two<A, B> zip(Ref<? extends Collection<A>> a, Ref<? extends Collection<B>> b) {
        return new Items.Two<>(Wiring.over(step(), Mapping.Kind.ZIP, List.of(a, b)));
    }

    /// One task instance for the first items together, one for the second ones, …; lists of different length
    /// fail.
    public final <A, B, C> Items.Three<A, B, C> zip(
            Ref<? extends Collection<A>> a, Ref<? extends Collection<B>> b, Ref<? extends Collection<C>> c) {
        return new Items.Three<>(Wiring.over(step(), Mapping.Kind.ZIP, List.of(a, b, c)));
    }

    /// As `zip`, as long as the longest list.
    ///
    /// @param fill a JSON value, or null: what stands for the items that shorter lists lack
    public final <A, B> Items.Two<A, B> zipLongest(
            @Nullable Object fill, Ref<? extends Collection<A>> a, Ref<? extends Collection<B>> b) {
        return new Items.Two<A, B>(Wiring.over(step(), Mapping.Kind.ZIP_LONGEST, List.of(a, b)))
                .options(options -> options.withFill(fill));
    }

    /// One task instance for each instance of another mapped task, with its result; each begins as soon as that
    /// one has ended and does not wait for the others.
    public final <A> Items.One<A> along(Mapped<A> other) {
        return new Items.One<>(Wiring.along(step(), other));
    }

    /// Calls a method without input.
    public final <R> Out<R> call(Fn.F0<R> method) {
        return Wiring.of(step(), List.of()).call(method);
    }

    /// Runs a method without input and result.
    public final Done run(Fn.R0 method) {
        return Wiring.of(step(), List.of()).run(method);
    }
}
