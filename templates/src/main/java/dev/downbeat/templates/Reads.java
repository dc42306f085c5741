package dev.downbeat.templates;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a template or an expression names. Names that it defines itself do not count.
///
/// @param names   top-level names: `ds`, `params`, `outputs`
/// @param outputs the tasks in `outputs.<task>` and `outputs['task']`
/// @param xcoms   the tasks in `xcom.<task>.<key>`
/// @param params  the names in `params.<name>`
/// @param vars    the names in `var.value.<name>` and `var.json.<name>`
/// @param conns   the ids in `conn.<id>`
public record Reads(
        Set<String> names,
        Set<String> outputs,
        Set<String> xcoms,
        Set<String> params,
        Set<String> vars,
        Set<String> conns) {
    public static final Reads NOTHING = new Reads(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    public Reads {
        names = sorted(names);
        outputs = sorted(outputs);
        xcoms = sorted(xcoms);
        params = sorted(params);
        vars = sorted(vars);
        conns = sorted(conns);
    }

    /// Mistakes are told in the same order each time.
    private static Set<String> sorted(Set<String> names) {
        return Collections.unmodifiableSet(new TreeSet<>(names));
    }

    /// @param paths the longest paths that the text tells: `outputs.train.accuracy` is three names
    /// @param tasks the known task ids; a path that begins with one of them counts as that task
    static Reads of(List<List<String>> paths, Collection<String> tasks) {
        var names = new TreeSet<String>();
        var outputs = new TreeSet<String>();
        var xcoms = new TreeSet<String>();
        var params = new TreeSet<String>();
        var vars = new TreeSet<String>();
        var conns = new TreeSet<String>();
        for (List<String> path : paths) {
            String first = path.getFirst();
            names.add(first);
            switch (first) {
                case "outputs" -> addTask(path, tasks, outputs);
                case "xcom" -> addTask(path, tasks, xcoms);
                case "params" -> add(path, 1, params);
                case "conn" -> add(path, 1, conns);
                case "var" -> add(path, 2, vars);
                default -> {}
            }
        }
        return new Reads(names, outputs, xcoms, params, vars, conns);
    }

    private static void add(List<String> path, int index, Set<String> to) {
        if (path.size() > index) {
            to.add(path.get(index));
        }
    }

    private static void addTask(List<String> path, Collection<String> tasks, Set<String> to) {
        for (int end = 2; end <= path.size(); end++) {
            String id = String.join(".", path.subList(1, end));
            if (tasks.contains(id)) {
                to.add(id);
                return;
            }
        }
        add(path, 1, to);
    }
}
