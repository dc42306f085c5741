package dev.downbeat.authoring.java;

import dev.downbeat.model.Problem;
import java.util.List;

/// What became of one source file.
sealed interface Compilation {
    /// It compiled.
    ///
    /// @param names of all classes in it, outer before nested
    record Classes(ClassLoader loader, List<String> names) implements Compilation {
        public Classes {
            names = List.copyOf(names);
        }
    }

    /// It did not; at least one problem.
    record Failed(List<Problem> problems) implements Compilation {
        public Failed {
            problems = List.copyOf(problems);
        }
    }
}
