package dev.downbeat.sdk;

import java.util.function.Consumer;

/// The inputs of a task that has one instance. What follows is the method: [One#call] when it has a result,
/// [One#run] when it has none.
public final class Inputs {
    private Inputs() {}

    /// One input.
    public static final class One<A> {
        private final Wiring wiring;
        private final Ref<A> input;

        One(Wiring wiring, Ref<A> input) {
            this.wiring = wiring;
            this.input = input;
        }

        public <R> Out<R> call(Fn.F1<? super A, R> method) {
            return wiring.call(method);
        }

        public Done run(Fn.R1<? super A> method) {
            return wiring.run(method);
        }

        /// Goes on only when the input is true: not null, false, zero or empty. Otherwise all that comes after it,
        /// however far, is skipped whatever its rule, but for teardowns.
        ///
        /// ```java
        /// var anyNew = d.task("any_new").with(load.get(Load::rows)).shortCircuit();
        /// d.task("train").after(anyNew).run(Churn::train);
        /// ```
        public Done shortCircuit() {
            return wiring.shortCircuit(false);
        }

        /// As [#shortCircuit], but only what comes directly after it is skipped; the rules of later tasks decide.
        public Done shortCircuitRespectingRules() {
            return wiring.shortCircuit(true);
        }

        /// Goes on by the class of the input, whose type is sealed: see [Routes]. The id is that of the input's
        /// task with `_route`, unless the task was given one.
        ///
        /// @return all branches; to come after it whatever was chosen, take a rule such as
        ///         NONE_FAILED_MIN_ONE_SUCCESS
        public Block route(Consumer<Routes<A>> branches) {
            return Routes.write(wiring, input, branches);
        }
    }

    /// Two inputs.
    public static final class Two<A, B> {
        private final Wiring wiring;

        Two(Wiring wiring) {
            this.wiring = wiring;
        }

        public <R> Out<R> call(Fn.F2<? super A, ? super B, R> method) {
            return wiring.call(method);
        }

        public Done run(Fn.R2<? super A, ? super B> method) {
            return wiring.run(method);
        }
    }

    /// Three inputs.
    public static final class Three<A, B, C> {
        private final Wiring wiring;

        Three(Wiring wiring) {
            this.wiring = wiring;
        }

        public <R> Out<R> call(Fn.F3<? super A, ? super B, ? super C, R> method) {
            return wiring.call(method);
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

        public <R> Out<R> call(Fn.F4<? super A, ? super B, ? super C, ? super D, R> method) {
            return wiring.call(method);
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

        public <R> Out<R> call(Fn.F5<? super A, ? super B, ? super C, ? super D, ? super E, R> method) {
            return wiring.call(method);
        }

        public Done run(Fn.R5<? super A, ? super B, ? super C, ? super D, ? super E> method) {
            return wiring.run(method);
        }
    }
}
