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
    record Single() implements Mapping {
        @Override
        public boolean mapped() {
            return false;
        }

        @Override
        public MapOptions options() {
            return MapOptions.DEFAULT;
        }
    }

    /// One instance for each item (or combination of items). In templates the item is `item`; with several
    /// sources `item` is an object with the sources' names.
    ///
    /// @param sources by name, in order; exactly one (named `item`) for [Kind#EACH]
    /// @param group   the path of the mapped task group that the task is in: all tasks with the same path have
    ///                the same items, and instances with the same index wait for one another alone. Empty for a
    ///                task that is mapped by itself
    record Over(Kind kind, SequencedMap<String, Source> sources, MapOptions options, String group) implements Mapping {
        // Written out: a spec that was stored before there were options has none.
        public Over(
                Kind kind, SequencedMap<String, Source> sources, @Nullable MapOptions options, @Nullable String group) {
            this.kind = kind;
            this.sources = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sources));
            this.options = options == null ? MapOptions.DEFAULT : options;
            this.group = group == null ? "" : group;
            if (sources.isEmpty() || (kind == Kind.EACH && sources.size() != 1)) {
                throw new IllegalArgumentException(
                        "%s takes %s".formatted(kind, kind == Kind.EACH ? "one source" : "one source or more"));
            }
        }

        public Over(Kind kind, SequencedMap<String, Source> sources) {
            this(kind, sources, MapOptions.DEFAULT, "");
        }

        @Override
        public boolean mapped() {
            return true;
        }
    }

    /// One instance for each of another mapped task, whose output is its `item`. Instance i waits for instance i
    /// of that task and not for the others.
    record Along(TaskId task, MapOptions options) implements Mapping {
        @Override
        public boolean mapped() {
            return true;
        }
    }

    boolean mapped();

    /// [MapOptions#DEFAULT] for a task that is not mapped.
    MapOptions options();

    /// How several sources combine.
    enum Kind {
        /// The items of one list.
        EACH,
        /// Every combination, the last source varying fastest.
        CROSS,
        /// The first items together, then the second ones…; lists of different length are an error.
        ZIP,
        /// As [#ZIP], as long as the longest list: [MapOptions#fill] stands for what the others lack.
        ZIP_LONGEST
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
