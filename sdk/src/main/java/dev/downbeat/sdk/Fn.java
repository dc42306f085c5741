package dev.downbeat.sdk;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// The code of a task: a method reference or a lambda with nought to five inputs, with a result (`F`) or
/// without (`R`).
///
/// Serializable only so that a method reference tells which method it is; neither code nor captured values
/// are ever serialised.
public sealed interface Fn extends Serializable {
    /// No input, a result.
    non-sealed interface F0<R extends @Nullable Object> extends Fn {
        R call() throws Exception;
    }

    /// One input, a result.
    non-sealed interface F1<A extends @Nullable Object, R extends @Nullable Object> extends Fn {
        R call(A a) throws Exception;
    }

    /// Two inputs, a result.
    non-sealed interface F2<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            extends Fn {
        R call(A a, B b) throws Exception;
    }

    /// Three inputs, a result.
    non-sealed interface F3<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            extends Fn {
        R call(A a, B b, C c) throws Exception;
    }

    /// Four inputs, a result.
    non-sealed interface F4<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    R extends @Nullable Object>
            extends Fn {
        R call(A a, B b, C c, D d) throws Exception;
    }

    /// Five inputs, a result. For more, make a record of them.
    non-sealed interface F5<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    R extends @Nullable Object>
            extends Fn {
        R call(A a, B b, C c, D d, E e) throws Exception;
    }

    /// No input, no result.
    non-sealed interface R0 extends Fn {
        void run() throws Exception;
    }

    /// One input, no result.
    non-sealed interface R1<A extends @Nullable Object> extends Fn {
        void run(A a) throws Exception;
    }

    /// Two inputs, no result.
    non-sealed interface R2<A extends @Nullable Object, B extends @Nullable Object> extends Fn {
        void run(A a, B b) throws Exception;
    }

    /// Three inputs, no result.
    non-sealed interface R3<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            extends Fn {
        void run(A a, B b, C c) throws Exception;
    }

    /// Four inputs, no result.
    non-sealed interface R4<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            extends Fn {
        void run(A a, B b, C c, D d) throws Exception;
    }

    /// Five inputs, no result. For more, make a record of them.
    non-sealed interface R5<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            extends Fn {
        void run(A a, B b, C c, D d, E e) throws Exception;
    }
}
