package dev.downbeat.sdk;

import dev.downbeat.model.MapOptions;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The inputs of a mapped task: an item of a list (or one of several lists) for each instance, and values
/// that are the same for all ([One#with]).
public final class Items {
    private Items() {}

    /// One input.
    public static final class One<A> {
        private final Wiring wiring;

        One(Wiring wiring) {
            this.wiring = wiring;
        }

        /// How it goes over the items: `options(o -> o.withMaxLength(500).withIndexName("{{ item.name }}"))`.
        public One<A> options(UnaryOperator<MapOptions> change) {
            return new One<>(wiring.options(change));
        }

        /// So many items together make one instance, which is given their list; the last one may be shorter.
        public One<List<A>> batch(int size) {
            return new One<>(wiring.batch(size));
        }

        /// One more input, the same for every item.
        public <B> Two<A, B> with(Ref<B> same) {
            return new Two<>(wiring.with(same));
        }

        public <R> Mapped<R> call(Fn.F1<? super A, R> method) {
            return wiring.callEach(method);
        }

        public Done run(Fn.R1<? super A> method) {
            return wiring.run(method);
        }

        /// Uses an operator for every item: `each(files).use(file -> bash("gzip " + file))`.
        public <R> Mapped<R> use(Function<Ref<A>, Use<R>> operator) {
            return wiring.useEach(operator.apply(wiring.input(0)));
        }
    }

    /// Two inputs.
    public static final class Two<A, B> {
        private final Wiring wiring;

        Two(Wiring wiring) {
            this.wiring = wiring;
        }

        /// See [One#options].
        public Two<A, B> options(UnaryOperator<MapOptions> change) {
            return new Two<>(wiring.options(change));
        }

        /// One more input, the same for every item.
        public <C> Three<A, B, C> with(Ref<C> same) {
            return new Three<>(wiring.with(same));
        }

        public <R> Mapped<R> call(Fn.F2<? super A, ? super B, R> method) {
            return wiring.callEach(method);
        }

        public Done run(Fn.R2<? super A, ? super B> method) {
            return wiring.run(method);
        }

        /// Uses an operator for every combination.
        public <R> Mapped<R> use(BiFunction<Ref<A>, Ref<B>, Use<R>> operator) {
            return wiring.useEach(operator.apply(wiring.input(0), wiring.input(1)));
        }
    }

    /// Three inputs.
    public static final class Three<A, B, C> {
        private final Wiring wiring;

        Three(Wiring wiring) {
            this.wiring = wiring;
        }

        /// See [One#options].
        public Three<A, B, C> options(UnaryOperator<MapOptions> change) {
            return new Three<>(wiring.options(change));
        }

        /// One more input, the same for every item.
        public <D> Four<A, B, C, D> with(Ref<D> same) {
            return new Four<>(wiring.with(same));
        }

        public <R> Mapped<R> call(Fn.F3<? super A, ? super B, ? super C, R> method) {
            return wiring.callEach(method);
        }

        public Done run(Fn.R3<? super A, ? super B, ? super C> method) {
            return wiring.run(method);
        }
    }

    /// Four inputs.
    public static final class Four<A, B, C, D> {
        private final Wiring wiring;

        Four(Wiring wiring) {
            this.wiring = wiring;
        }

        /// See [One#options].
        public Four<A, B, C, D> options(UnaryOperator<MapOptions> change) {
            return new Four<>(wiring.options(change));
        }

        /// One more input, the same for every item.
        public <E> Five<A, B, C, D, E> with(Ref<E> same) {
            return new Five<>(wiring.with(same));
        }

        public <R> Mapped<R> call(Fn.F4<? super A, ? super B, ? super C, ? super D, R> method) {
            return wiring.callEach(method);
        }

        public Done run(Fn.R4<? super A, ? super B, ? super C, ? super D> method) {
            return wiring.run(method);
        }
    }

    /// Five inputs.
    public static final class Five<A, B, C, D, E> {
        private final Wiring wiring;

        Five(Wiring wiring) {
            this.wiring = wiring;
        }

        /// See [One#options].
        public Five<A, B, C, D, E> options(UnaryOperator<MapOptions> change) {
            return new Five<>(wiring.options(change));
        }

        public <R> Mapped<R> call(Fn.F5<? super A, ? super B, ? super C, ? super D, ? super E, R> method) {
            return wiring.callEach(method);
        }

        public Done run(Fn.R5<? super A, ? super B, ? super C, ? super D, ? super E> method) {
            return wiring.run(method);
        }
    }
}
