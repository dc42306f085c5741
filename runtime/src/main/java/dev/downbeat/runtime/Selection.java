package dev.downbeat.runtime;

import dev.downbeat.api.RepairViews.PlannedTask;
import dev.downbeat.api.RepairViews.TaskSelection;
import dev.downbeat.api.UnknownNameException;
import dev.downbeat.decider.Graph;
import dev.downbeat.decider.RunState;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Need;
import dev.downbeat.model.RunCommand.Target;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskInstance;
import dev.downbeat.model.TaskState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The task instances that a person means, in a run as it stands.
final class Selection {
    private final RunId id;
    private final RunState run;
    private final Graph graph;
    /// Positions of tasks; those with only some of their instances have them beside.
    private final Map<Integer, List<Integer>> chosen = new TreeMap<>();

    private Selection(RunId id, RunState run) {
        this.id = id;
        this.run = run;
        this.graph = run.graph();
    }

    /// @throws DownbeatException NOT_FOUND for a name that no task or group has, BAD_INPUT for a map index that a
    ///                           task does not have
    static Selection of(RunId id, RunState run, TaskSelection select) {
        var selection = new Selection(id, run);
        BitSet named = selection.named(select.tasks());
        BitSet all = (BitSet) named.clone();
        if (select.upstream()) {
            all.or(selection.upstream(named));
        }
        if (select.downstream()) {
            all.or(selection.graph.reachable(named.stream().boxed().toList()));
        }
        all.stream()
                .forEach(task -> selection.chosen.put(
                        task, named.get(task) ? selection.indexes(task, select.indexes()) : List.of()));
        if (select.failedOnly()) {
            selection.keepOnly(TaskState::failure);
        }
        return selection;
    }

    /// What failed, could not run for it, or was cut off by a cancel or a timeout; and all that comes after it.
    static Selection fromFailed(RunId id, RunState run) {
        var selection = new Selection(id, run);
        var broken = new TreeSet<Integer>();
        for (int task = 0; task < selection.graph.size(); task++) {
            List<Integer> indexes = selection.matching(task, Selection::broken);
            if (!indexes.isEmpty()) {
                broken.add(task);
                selection.chosen.put(task, indexes);
            }
        }
        // what comes after anything that runs anew does so as a whole: its items may be others then
        BitSet affected = selection.graph.reachable(broken);
        affected.stream()
                .filter(task -> selection.after(task, affected))
                .forEach(task -> selection.chosen.put(task, List.of()));
        return selection;
    }

    private boolean after(int task, BitSet any) {
        return graph.task(task).needs().stream().anyMatch(need -> any.get(graph.position(need.task())));
    }

    private static boolean broken(TaskInstance instance) {
        return instance.state().failure() || (instance.state() == TaskState.SKIPPED && instance.failure() != null);
    }

    /// Takes along what sets up for these tasks, and tears down after them: what they need may be gone by now.
    ///
    /// @return whether that is more than was chosen before
    boolean addSetupsAndTeardowns() {
        var tasks = new BitSet();
        chosen.keySet().forEach(tasks::set);
        BitSet more = graph.setupsAndTeardownsOf(tasks);
        more.andNot(tasks);
        more.stream().forEach(task -> chosen.put(task, List.of()));
        return !more.isEmpty();
    }

    /// Leaves out the instances in other states.
    void keepOnly(Predicate<TaskState> states) {
        var kept = new TreeMap<Integer, List<Integer>>();
        chosen.forEach((task, indexes) -> {
            List<Integer> matching = matching(task, instance -> states.test(instance.state())).stream()
                    .filter(index -> indexes.isEmpty() || indexes.contains(index))
                    .toList();
            if (!matching.isEmpty()) {
                kept.put(task, matching);
            }
        });
        chosen.clear();
        chosen.putAll(kept);
    }

    List<Target> targets() {
        var targets = new ArrayList<Target>();
        chosen.forEach(
                (task, indexes) -> targets.add(new Target(graph.task(task).id(), indexes)));
        return targets;
    }

    /// The instances in these states, task by task.
    List<PlannedTask> planned(Predicate<TaskState> states) {
        var planned = new ArrayList<PlannedTask>();
        chosen.forEach((task, indexes) -> {
            List<Integer> matching = matching(task, instance -> states.test(instance.state())).stream()
                    .filter(index -> indexes.isEmpty() || indexes.contains(index))
                    .toList();
            if (!matching.isEmpty()) {
                var counts = new LinkedHashMap<String, Integer>();
                matching.forEach(index -> counts.merge(
                        run.instance(task, MapIndex.of(index)).state().word(), 1, Integer::sum));
                planned.add(new PlannedTask(id.value(), graph.task(task).id().value(), matching, counts));
            }
        });
        return planned;
    }

    private List<Integer> matching(int task, Predicate<TaskInstance> which) {
        int size = run.mapSize(task);
        var matching = new ArrayList<Integer>();
        for (int i = size < 0 ? -1 : 0; i < Math.max(size, 0); i++) {
            if (which.test(run.instance(task, MapIndex.of(i)))) {
                matching.add(i);
            }
        }
        return matching;
    }

    private BitSet named(List<String> names) {
        var named = new BitSet();
        if (names.isEmpty()) {
            named.set(0, graph.size());
        }
        names.forEach(name -> named.or(named(name)));
        return named;
    }

    private BitSet named(String name) {
        Pattern pattern = Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q"));
        var found = new BitSet();
        for (int task = 0; task < graph.size(); task++) {
            String id = graph.task(task).id().value();
            found.set(task, pattern.matcher(id).matches() || id.startsWith(name + "."));
        }
        if (found.isEmpty()) {
            List<String> known =
                    graph.spec().tasks().stream().map(task -> task.id().value()).toList();
            throw UnknownNameException.of(
                    ErrorCode.NOT_FOUND, "run %s has no task '%s'".formatted(id, name), name, known);
        }
        return found;
    }

    private List<Integer> indexes(int task, List<Integer> wanted) {
        int size = run.mapSize(task);
        for (int index : wanted) {
            if (index >= size || index < 0) {
                TaskId name = graph.task(task).id();
                String has = size < 0 ? "it has no items" : "it has the items 0 to " + (size - 1);
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "task '%s' of run %s has no item %d: %s".formatted(name, id, index, has));
            }
        }
        return wanted;
    }

    private BitSet upstream(BitSet from) {
        var seen = (BitSet) from.clone();
        // the tasks of a DAG do not stand in the order of their needs
        var open = new ArrayDeque<Integer>(from.stream().boxed().toList());
        while (!open.isEmpty()) {
            for (Need need : graph.task(open.poll()).needs()) {
                int above = graph.position(need.task());
                if (!seen.get(above)) {
                    seen.set(above);
                    open.add(above);
                }
            }
        }
        return seen;
    }
}
