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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// How DAGs hang together: which trigger which, and which wait for the end of which. A circle of the first kind
/// never ends, one of the second never begins. A DAG that triggers another and later waits for it is no circle;
/// nor is one that waits for a single task, or for a run of another date. Used by one thread at a time.
final class DagLinks {
    private final Map<DagId, Links> known = new TreeMap<>();

    /// @param triggers the DAGs it starts
    /// @param waits    the DAGs for whose whole run it waits
    private record Links(SortedSet<String> triggers, SortedSet<String> waits) {}

    /// The circle that the DAG closes, in words; empty when it closes none. Then it is remembered.
    Optional<String> add(DagSpec spec) {
        Links before = known.put(spec.id(), links(spec));
        Optional<String> circle = circle(spec.id(), true)
                .map(path -> "DAGs trigger one another in a circle: " + shown(path, " triggers "))
                .or(() -> circle(spec.id(), false)
                        .map(path -> "DAGs wait for one another in a circle: " + shown(path, " waits for ")));
        if (circle.isPresent()) {
            if (before == null) {
                known.remove(spec.id());
            } else {
                known.put(spec.id(), before);
            }
        }
        return circle;
    }

    void remove(DagId dag) {
        known.remove(dag);
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
    private Optional<List<String>> circle(DagId from, boolean triggers) {
        Map<String, String> reachedFrom = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(from.value()));
        var seen = new TreeSet<String>();
        while (!open.isEmpty()) {
            String dag = open.removeFirst();
            for (String next : next(dag, triggers)) {
                if (next.equals(from.value())) {
                    return Optional.of(path(dag, reachedFrom, from.value()));
                }
                if (seen.add(next)) {
                    reachedFrom.put(next, dag);
                    open.add(next);
                }
            }
        }
        return Optional.empty();
    }

    private Iterable<String> next(String dag, boolean triggers) {
        Links links = known.get(new DagId(dag));
        if (links == null) {
            return List.of();
        }
        return triggers ? links.triggers() : links.waits();
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
