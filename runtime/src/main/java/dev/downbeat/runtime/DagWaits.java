package dev.downbeat.runtime;

import dev.downbeat.model.AssetCondition;
import dev.downbeat.model.AssetName;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Need;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TriggerRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/// Finds DAGs that can never come to an end because each waits for the other: through sensors, through triggers that
/// wait for completion, and through assets without which a DAG does not start.
final class DagWaits {
    private final SortedMap<String, DagSpec> known;

    DagWaits(SortedMap<String, DagSpec> known) {
        this.known = known;
    }

    /// Something that has to come about.
    private sealed interface Point {
        String dag();

        record Start(String dag) implements Point {}

        record Done(String dag, TaskId task) implements Point {}

        record End(String dag) implements Point {}
    }

    /// What a point waits for.
    ///
    /// @param verb when that is of another DAG, the words between the two
    private record Wait(Point on, String verb) {}

    private record Step(Point from, String verb) {}

    /// The shortest circle through the DAG, in words.
    Optional<String> circle(DagSpec spec) {
        var begins = new ArrayList<Point>(List.of(new Point.Start(spec.id().value())));
        spec.tasks().stream()
                .filter(task -> !outside(task).isEmpty())
                .forEach(task -> begins.add(new Point.Done(spec.id().value(), task.id())));
        return begins.stream().map(this::circle).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> circle(Point begin) {
        Map<Point, Step> reached = new HashMap<>();
        Deque<Point> open = new ArrayDeque<>(List.of(begin));
        while (!open.isEmpty()) {
            Point point = open.removeFirst();
            for (Wait wait : waits(point)) {
                if (wait.on().equals(begin)) {
                    return Optional.of(words(begin, point, wait.verb(), reached));
                }
                if (reached.putIfAbsent(wait.on(), new Step(point, wait.verb())) == null) {
                    open.add(wait.on());
                }
            }
        }
        return Optional.empty();
    }

    private List<Wait> waits(Point point) {
        DagSpec spec = known.get(point.dag());
        if (spec == null) {
            return List.of();
        }
        return switch (point) {
            case Point.Start _ -> assets(spec);
            case Point.End _ ->
                spec.tasks().stream()
                        .map(task -> new Wait(new Point.Done(point.dag(), task.id()), ""))
                        .toList();
            case Point.Done done -> waits(spec, done.task());
        };
    }

    private static List<Wait> waits(DagSpec spec, TaskId id) {
        Optional<TaskSpec> found =
                spec.tasks().stream().filter(task -> task.id().equals(id)).findFirst();
        if (found.isEmpty()) {
            return List.of();
        }
        var waits = new ArrayList<>(outside(found.get()));
        String dag = spec.id().value();
        if (needsAll(found.get().policy().rule())) {
            found.get().needs().stream()
                    .map(Need::task)
                    .forEach(above -> waits.add(new Wait(new Point.Done(dag, above), "")));
        }
        waits.add(new Wait(new Point.Start(dag), ""));
        return waits;
    }

    /// Whether a task with this rule cannot begin before all that comes before it has ended.
    private static boolean needsAll(TriggerRule rule) {
        return switch (rule) {
            case ALL_SUCCESS,
                    ALL_DONE,
                    ALL_SKIPPED,
                    ALL_FAILED,
                    ALL_DONE_MIN_ONE_SUCCESS,
                    NONE_FAILED,
                    NONE_FAILED_MIN_ONE_SUCCESS,
                    NONE_SKIPPED,
                    ALL_DONE_SETUP_SUCCESS -> true;
            case ONE_SUCCESS, ONE_FAILED, ONE_DONE, ALWAYS -> false;
        };
    }

    /// What a task waits for in another DAG.
    private static List<Wait> outside(TaskSpec task) {
        Map<String, ?> config = task.call().config();
        Optional<String> dag = DagLinks.named(task);
        String type = task.call().type();
        boolean triggers = type.equals("trigger_dag") && Boolean.TRUE.equals(config.get("wait_for_completion"));
        boolean sensor =
                type.equals("wait_for_dag") && config.get("date") == null && !Boolean.TRUE.equals(config.get("latest"));
        if (dag.isEmpty() || !(triggers || sensor)) {
            return List.of();
        }
        Point on = sensor && config.get("task") instanceof String other
                ? taskOf(dag.get(), other)
                : new Point.End(dag.get());
        return List.of(new Wait(on, " waits for "));
    }

    private static Point taskOf(String dag, String task) {
        try {
            return new Point.Done(dag, new TaskId(task));
        } catch (IllegalArgumentException _) {
            return new Point.End(""); // no such task; there is no DAG without a name either
        }
    }

    /// The tasks without which the DAG does not start: of each asset that it needs whatever else happens, the one task
    /// that makes it.
    private List<Wait> assets(DagSpec spec) {
        Optional<AssetCondition> condition = spec.schedule().consumes();
        if (condition.isEmpty()
                || spec.schedule().timed().isPresent()
                || spec.schedule().webhook().isPresent()) {
            return List.of();
        }
        var waits = new ArrayList<Wait>();
        for (AssetName asset : condition.get().assets()) {
            var others = new TreeSet<>(condition.get().assets());
            others.remove(asset);
            List<Point> makers = makers(asset);
            if (!condition.get().metBy(others) && makers.size() == 1 && !watched(asset)) {
                waits.add(new Wait(makers.getFirst(), " starts on asset '%s' of ".formatted(asset)));
            }
        }
        return waits;
    }

    private boolean watched(AssetName asset) {
        return known.values().stream()
                .flatMap(spec -> spec.schedule().watches().stream())
                .anyMatch(watch -> watch.asset().equals(asset));
    }

    private List<Point> makers(AssetName asset) {
        return known.values().stream()
                .flatMap(spec -> spec.tasks().stream()
                        .filter(task -> task.about().produces().contains(asset))
                        .map(task -> (Point) new Point.Done(spec.id().value(), task.id())))
                .toList();
    }

    private static String words(Point begin, Point last, String verb, Map<Point, Step> reached) {
        var text = new StringBuilder(verb.isEmpty() ? "" : verb + "'" + begin.dag() + "'");
        Point point = last;
        for (Step step = reached.get(point); !point.equals(begin) && step != null; step = reached.get(point)) {
            if (!step.verb().isEmpty()) {
                text.insert(0, step.verb() + "'" + point.dag() + "'");
            }
            point = step.from();
        }
        return "DAGs wait for one another in a circle: '%s'%s".formatted(begin.dag(), text);
    }
}
