package dev.downbeat.runtime;

import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// How DAGs hang together: which trigger which, and which wait for the end of which. A circle of the first kind
/// never ends, one of the second never begins. A DAG that triggers another and later waits for it is no circle;
/// nor is one that waits for a single task, or for a run of another date. Used by one thread at a time.
final class DagLinks {
    /// By id, as text: what a file names need not be an id at all.
    private final SortedMap<String, Links> known = new TreeMap<>();

    /// @param triggers the DAGs it starts
    /// @param waits    the DAGs for whose whole run it waits
    private record Links(SortedSet<String> triggers, SortedSet<String> waits) {}

    /// The circles that the DAGs of a file close, in words; none: then all of them are remembered, else none is.
    List<String> add(List<DagSpec> specs) {
        var before = new TreeMap<>(known);
        specs.forEach(spec -> known.put(spec.id().value(), links(spec)));
        List<String> circles = specs.stream()
                .map(spec -> circle(spec.id().value()))
                .flatMap(Optional::stream)
                .toList();
        if (!circles.isEmpty()) {
            known.clear();
            known.putAll(before);
        }
        return circles;
    }

    void remove(DagId dag) {
        known.remove(dag.value());
    }

    private Optional<String> circle(String dag) {
        return circle(dag, Links::triggers)
                .map(path -> "DAGs trigger one another in a circle: " + shown(path, " triggers "))
                .or(() -> circle(dag, Links::waits)
                        .map(path -> "DAGs wait for one another in a circle: " + shown(path, " waits for ")));
    }

    private static Links links(DagSpec spec) {
        var links = new Links(new TreeSet<>(), new TreeSet<>());
        for (TaskSpec task : spec.tasks()) {
            var config = task.call().config();
            if (!(config.get("dag") instanceof String dag) || dag.contains("{{")) {
                continue;
            }
            String type = task.call().type();
            if (type.equals("trigger_dag")) {
                links.triggers().add(dag);
            }
            boolean whole = config.get("task") == null
                    && config.get("date") == null
                    && !Boolean.TRUE.equals(config.get("latest"));
            boolean waits = type.equals("trigger_dag") && Boolean.TRUE.equals(config.get("wait_for_completion"));
            if (waits || (type.equals("wait_for_dag") && whole)) {
                links.waits().add(dag);
            }
        }
        return links;
    }

    /// The shortest way from the DAG back to itself.
    private Optional<List<String>> circle(String from, Function<Links, SortedSet<String>> kind) {
        Map<String, String> reachedFrom = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        var seen = new TreeSet<String>();
        while (!open.isEmpty()) {
            String dag = open.removeFirst();
            Links links = known.get(dag);
            for (String next : links == null ? List.<String>of() : kind.apply(links)) {
                if (next.equals(from)) {
                    return Optional.of(path(dag, reachedFrom, from));
                }
                if (seen.add(next)) {
                    reachedFrom.put(next, dag);
                    open.add(next);
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> path(String last, Map<String, String> reachedFrom, String start) {
        var path = new ArrayList<String>(List.of(start));
        for (String dag = last; !dag.equals(start); dag = reachedFrom.getOrDefault(dag, start)) {
            path.add(dag);
        }
        path.add(start);
        Collections.reverse(path);
        return path;
    }

    private static String shown(List<String> path, String verb) {
        return String.join(verb, path.stream().map("'%s'"::formatted).toList());
    }
}
