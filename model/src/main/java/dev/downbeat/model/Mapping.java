package dev.downbeat.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Over what a task is mapped.
public sealed interface Mapping {
    Mapping NONE = new Single();

    /// Not at all: one instance.
    record Single() implements Mapping {}

    /// One instance for each item (or combination of items). In templates the item is `item`; with several
    /// sources `item` is an object with the sources' names.
    ///
    /// @param sources by name, in order; exactly one (named `item`) for [Kind#EACH]
    record Over(Kind kind, SequencedMap<String, Source> sources) implements Mapping {
        public Over {
            sources = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sources));
            if (sources.isEmpty() || (kind == Kind.EACH && sources.size() != 1)) {
                throw new IllegalArgumentException(
                        "%s takes %s".formatted(kind, kind == Kind.EACH ? "one source" : "one source or more"));
            }
        }
    }

    /// How several sources combine.
    enum Kind {
        /// The items of one list.
        EACH,
        /// Every combination, the last source varying fastest.
        CROSS,
        /// The first items together, then the second ones…; lists of different length are an error.
        ZIP
    }

    /// Where the items come from.
    sealed interface Source {}

    record Literal(List<@Nullable Object> items) implements Source {
        // Written out: javac drops type annotations from the parameters of a compact constructor.
        public Literal(List<@Nullable Object> items) {
            this.items = Values.freezeList(items);
        }
    }

    /// A template expression that yields a list when the task's turn comes: `{{ outputs.list_files }}`.
    record Template(String expression, Set<TaskId> reads) implements Source {
        public Template {
            reads = Collections.unmodifiableSet(new TreeSet<>(reads));
        }
    }
}
