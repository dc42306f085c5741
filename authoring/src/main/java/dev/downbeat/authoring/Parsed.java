package dev.downbeat.authoring;

import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Problem;
import java.util.List;

/// What became of a file in which DAGs are written.
public sealed interface Parsed {
    /// The file is right.
    ///
    /// @param specs at least one; in the order of the file
    record Dags(List<DagSpec> specs) implements Parsed {
        public Dags {
            specs = List.copyOf(specs);
            if (specs.isEmpty()) {
                throw new IllegalArgumentException("a file that is right has a DAG");
            }
        }
    }

    /// The file is not right; none of its DAGs can be taken.
    ///
    /// @param problems all mistakes in it, at least one; in the order of the file
    record Broken(List<Problem> problems) implements Parsed {
        public Broken {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a broken file has a problem");
            }
        }
    }
}
