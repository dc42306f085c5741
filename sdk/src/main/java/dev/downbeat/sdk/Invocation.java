package dev.downbeat.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls a [Fn] with inputs whose types were checked when the DAG was compiled.
@SuppressWarnings("unchecked") // the inputs were converted to the method's own parameter types
final class Invocation {
    private Invocation() {}

    static @Nullable Object call(Fn fn, List<? extends @Nullable Object> in) throws Exception {
        return switch (fn) {
            case Fn.F0<?> f -> f.call();
            case Fn.F1<?, ?> f -> ((Fn.F1<@Nullable Object, ?>) f).call(in.get(0));
            case Fn.F2<?, ?, ?> f -> ((Fn.F2<@Nullable Object, @Nullable Object, ?>) f).call(in.get(0), in.get(1));
            case Fn.F3<?, ?, ?, ?> f ->
                ((Fn.F3<@Nullable Object, @Nullable Object, @Nullable Object, ?>) f)
                        .call(in.get(0), in.get(1), in.get(2));
            case Fn.F4<?, ?, ?, ?, ?> f ->
                ((Fn.F4<@Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object, ?>) f)
                        .call(in.get(0), in.get(1), in.get(2), in.get(3));
            case Fn.F5<?, ?, ?, ?, ?, ?> f ->
                ((Fn.F5<@Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object, ?>) f)
                        .call(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4));
            case Fn.R0 _, Fn.R1<?> _, Fn.R2<?, ?> _, Fn.R3<?, ?, ?> _, Fn.R4<?, ?, ?, ?> _, Fn.R5<?, ?, ?, ?, ?> _ -> {
                run(fn, in);
                yield null;
            }
        };
    }

    private static void run(Fn fn, List<? extends @Nullable Object> in) throws Exception {
        switch (fn) {
            case Fn.R0 r -> r.run();
            case Fn.R1<?> r -> ((Fn.R1<@Nullable Object>) r).run(in.get(0));
            case Fn.R2<?, ?> r -> ((Fn.R2<@Nullable Object, @Nullable Object>) r).run(in.get(0), in.get(1));
            case Fn.R3<?, ?, ?> r ->
                ((Fn.R3<@Nullable Object, @Nullable Object, @Nullable Object>) r).run(in.get(0), in.get(1), in.get(2));
            case Fn.R4<?, ?, ?, ?> r ->
                ((Fn.R4<@Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object>) r)
                        .run(in.get(0), in.get(1), in.get(2), in.get(3));
            case Fn.R5<?, ?, ?, ?, ?> r ->
                ((Fn.R5<@Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object>) r)
                        .run(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4));
            case Fn.F0<?> _,
                    Fn.F1<?, ?> _,
                    Fn.F2<?, ?, ?> _,
                    Fn.F3<?, ?, ?, ?> _,
                    Fn.F4<?, ?, ?, ?, ?> _,
                    Fn.F5<?, ?, ?, ?, ?, ?> _ -> throw new IllegalArgumentException("has a result: " + fn);
        }
    }
}
