package dev.downbeat.templates;

import java.util.Collection;
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
        names = Set.copyOf(names);
        outputs = Set.copyOf(outputs);
        xcoms = Set.copyOf(xcoms);
        params = Set.copyOf(params);
        vars = Set.copyOf(vars);
        conns = Set.copyOf(conns);
    }

    /// @param paths dotted paths, also those within longer ones
    /// @param tasks the known task ids; a longer path that is one of them counts as that task
    static Reads of(List<List<String>> paths, Set<String> locals, Collection<String> tasks) {
        var names = new TreeSet<String>();
        var outputs = new TreeSet<String>();
        var xcoms = new TreeSet<String>();
        var params = new TreeSet<String>();
        var vars = new TreeSet<String>();
        var conns = new TreeSet<String>();
        for (List<String> path : paths) {
            String first = path.getFirst();
            if (locals.contains(first) || first.equals("None") || first.equals("none")) {
                continue;
            }
            names.add(first);
            switch (first) {
                case "outputs" -> addTask(path, paths, tasks, outputs);
                case "xcom" -> addTask(path, paths, tasks, xcoms);
                case "params" -> add(path, 1, params);
                case "conn" -> add(path, 1, conns);
                case "var" -> add(path, 2, vars);
                default -> {}
            }
        }
        return new Reads(names, outputs, xcoms, params, vars, conns);
    }

    private static void add(List<String> path, int index, Set<String> to) {
        if (path.size() == index + 1
                && !path.getLast().equals("*")
                && !path.get(1).equals("get")) {
            to.add(path.getLast());
        }
    }

    private static void addTask(List<String> path, List<List<String>> paths, Collection<String> tasks, Set<String> to) {
        if (path.size() < 2 || path.contains("*")) {
            return;
        }
        String whole = String.join(".", path.subList(1, path.size()));
        if (tasks.contains(whole)) {
            to.add(whole);
            return;
        }
        boolean firstIsTask = tasks.contains(path.get(1));
        boolean group = tasks.stream().anyMatch(task -> task.startsWith(path.get(1) + "."));
        if (path.size() == 2
                && !firstIsTask
                && (!group || paths.stream().noneMatch(longer -> extendsTo(longer, path)))) {
            to.add(path.get(1));
        }
    }

    private static boolean extendsTo(List<String> longer, List<String> path) {
        return longer.size() > path.size() && longer.subList(0, path.size()).equals(path);
    }
}
