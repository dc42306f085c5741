package dev.downbeat.runtime;

import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.TaskSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How DAGs hang together: which start which, by a trigger or by an asset, and which wait for one another. A circle of
/// the first kind never ends, one of the second never begins. A DAG that starts another and later waits for it is no
/// circle; nor is one that waits for a run of another date. Used by one thread at a time.
final class DagLinks {
    /// By id, as text: what a file names need not be an id at all.
    private final SortedMap<String, DagSpec> known = new TreeMap<>();

    /// One DAG starts another.
    ///
    /// @param verb between the two: ` triggers `
    private record Step(String from, String verb) {}

    /// The circles that the DAGs of a file close, in words; none: then all of them are remembered, else none is.
    List<String> add(List<DagSpec> specs) {
        var before = new TreeMap<>(known);
        specs.forEach(spec -> known.put(spec.id().value(), spec));
        var waits = new DagWaits(known);
        List<String> circles = specs.stream()
                .map(spec -> circle(spec.id().value()).or(() -> waits.circle(spec)))
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

    /// The DAGs that a DAG starts, with the words between the two.
    private Map<String, String> starts(DagSpec spec) {
        var starts = new LinkedHashMap<String, String>();
        for (TaskSpec task : spec.tasks()) {
            if (task.call().type().equals("trigger_dag")) {
                named(task).ifPresent(dag -> starts.putIfAbsent(dag, " triggers "));
            }
            for (AssetName asset : task.about().produces()) {
                known.values().stream()
                        .filter(other -> consumes(other, asset))
                        .forEach(other -> starts.putIfAbsent(
                                other.id().value(), " updates asset '%s', which starts ".formatted(asset)));
            }
        }
        return starts;
    }

    private static boolean consumes(DagSpec spec, AssetName asset) {
        return spec.schedule()
                .consumes()
                .map(AssetCondition::assets)
                .filter(assets -> assets.contains(asset))
                .isPresent();
    }

    /// The DAG that a task names, when that is known before it runs.
    static Optional<String> named(TaskSpec task) {
        return task.call().config().get("dag") instanceof String dag && !dag.contains("{{")
                ? Optional.of(dag)
                : Optional.empty();
    }

    /// The shortest way from the DAG back to itself.
    private Optional<String> circle(String from) {
        Map<String, Step> reached = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            String dag = open.removeFirst();
            DagSpec spec = known.get(dag);
            for (var next : spec == null
                    ? List.<Map.Entry<String, String>>of()
                    : starts(spec).entrySet()) {
                if (next.getKey().equals(from)) {
                    return Optional.of(words(from, dag, next.getValue(), reached));
                }
                if (reached.putIfAbsent(next.getKey(), new Step(dag, next.getValue())) == null) {
                    open.add(next.getKey());
                }
            }
        }
        return Optional.empty();
    }

    private static String words(String start, String last, String verb, Map<String, Step> reached) {
        var text = new StringBuilder(verb + "'" + start + "'");
        boolean triggersOnly = verb.equals(" triggers ");
        String dag = last;
        for (Step step = reached.get(dag); !dag.equals(start) && step != null; step = reached.get(dag)) {
            text.insert(0, step.verb() + "'" + dag + "'");
            triggersOnly &= step.verb().equals(" triggers ");
            dag = step.from();
        }
        return "DAGs %s one another in a circle: '%s'%s".formatted(triggersOnly ? "trigger" : "start", start, text);
    }
}
