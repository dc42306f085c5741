package dev.downbeat.sdk;

import dev.downbeat.model.TaskId;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The Java code of a task, as the `java` operator calls it.
public sealed interface TaskCode {
    /// The types to which the inputs are to be converted, in order.
    List<Type> inputs();

    /// A method of the author's.
    final class Call implements TaskCode {
        private final Fn fn;
        private final List<Type> inputs;
        private final Type returns;

        Call(Fn fn, List<Type> inputs, Type returns) {
            this.fn = fn;
            this.inputs = List.copyOf(inputs);
            this.returns = returns;
        }

        @Override
        public List<Type> inputs() {
            return inputs;
        }

        /// `void` when there is no result.
        public Type returns() {
            return returns;
        }

        /// Calls the method in this thread.
        ///
        /// @param values of the types [#inputs]
        /// @throws Exception what the method throws, as it is
        public @Nullable Object call(List<? extends @Nullable Object> values) throws Exception {
            return Invocation.call(fn, values);
        }
    }

    /// Decides by the class of its one input which tasks go on.
    final class Route implements TaskCode {
        private final Type input;
        private final List<Branch> branches;

        Route(Type input, List<Branch> branches) {
            this.input = input;
            this.branches = List.copyOf(branches);
        }

        record Branch(Class<?> type, List<TaskId> first) {}

        @Override
        public List<Type> inputs() {
            return List.of(input);
        }

        /// The tasks that go on; none when the branch of the value is empty.
        public List<TaskId> choose(@Nullable Object value) {
            return branches.stream()
                    .filter(branch -> branch.type().isInstance(value))
                    .findFirst()
                    .map(Branch::first)
                    .orElse(List.of());
        }
    }
}
