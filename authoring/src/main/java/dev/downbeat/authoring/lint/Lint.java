package dev.downbeat.authoring.lint;

import dev.downbeat.authoring.lint.Finding.Level;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.Problem;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TriggerRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks a DAG over.
public final class Lint {
    private static final Set<String> GOES_TO = Set.of("go", "else");
    private static final int MOST_NAMES = 3;

    private final DagSpec dag;
    private final List<Finding> findings = new ArrayList<>();

    private Lint(DagSpec dag) {
        this.dag = dag;
    }

    /// All findings, in the order of the rules.
    public static List<Finding> check(DagSpec dag) {
        var lint = new Lint(dag);
        lint.neverChosen();
        lint.apart();
        lint.ruleWithoutNeeds();
        lint.sameButForCase();
        lint.unusedParams();
        lint.noTimeout();
        return List.copyOf(lint.findings);
    }

    /// A task directly below a branch that no case goes to, nor to anything before it: it is always skipped.
    private void neverChosen() {
        for (TaskSpec branch : dag.tasks()) {
            if (!branch.call().type().equals("branch")) {
                continue;
            }
            Set<String> named = new HashSet<>();
            goals(branch.call().config(), named);
            Set<TaskId> reached = below(dag.tasks().stream()
                    .map(TaskSpec::id)
                    .filter(id -> named.stream().anyMatch(name -> names(name, id, branch.id())))
                    .collect(Collectors.toSet()));
            dag.tasks().stream()
                    .filter(task -> needs(task, branch.id()) && !reached.contains(task.id()))
                    .forEach(task -> add(
                            Level.ERROR,
                            "never_chosen",
                            task,
                            "task '%s' is always skipped: no case of branch '%s' goes to it"
                                    .formatted(task.id(), branch.id()),
                            "name it in a case, or take the branch out of its needs"));
        }
    }

    private static void goals(@Nullable Object config, Set<String> named) {
        switch (config) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    if (GOES_TO.contains(String.valueOf(key))) {
                        texts(value, named);
                    } else {
                        goals(value, named);
                    }
                });
            case List<?> list -> list.forEach(item -> goals(item, named));
            case null, default -> {}
        }
    }

    private static void texts(@Nullable Object value, Collection<String> into) {
        switch (value) {
            case String text -> into.add(text);
            case List<?> list -> list.forEach(item -> texts(item, into));
            case Map<?, ?> map -> map.values().forEach(item -> texts(item, into));
            case null, default -> {}
        }
    }

    /// By its id, by its name within the branch's group, or by a group that it is in.
    private static boolean names(String name, TaskId task, TaskId branch) {
        String inGroup = branch.group().isEmpty() ? name : branch.group() + "." + name;
        return List.of(name, inGroup).stream()
                .anyMatch(path -> task.value().equals(path) || task.value().startsWith(path + "."));
    }

    private Set<TaskId> below(Set<TaskId> from) {
        Set<TaskId> all = new HashSet<>(from);
        boolean grown = true;
        while (grown) {
            grown = dag.tasks().stream()
                    .filter(task -> task.needs().stream().anyMatch(need -> all.contains(need.task())))
                    .map(task -> all.add(task.id()))
                    .reduce(false, Boolean::logicalOr);
        }
        return all;
    }

    private static boolean needs(TaskSpec task, TaskId other) {
        return task.needs().stream().map(Need::task).anyMatch(other::equals);
    }

    /// A task with no edge in a DAG that has edges.
    private void apart() {
        Set<TaskId> joined = new HashSet<>();
        dag.tasks()
                .forEach(task -> task.needs().forEach(need -> {
                    joined.add(need.task());
                    joined.add(task.id());
                }));
        if (!joined.isEmpty()) {
            dag.tasks().stream()
                    .filter(task -> !joined.contains(task.id()))
                    .forEach(task -> add(
                            Level.WARNING,
                            "apart",
                            task,
                            "task '%s' is joined to no other task".formatted(task.id()),
                            "give it needs, or make it a DAG of its own"));
        }
    }

    private void ruleWithoutNeeds() {
        dag.tasks().stream()
                .filter(task -> task.needs().isEmpty() && task.policy().rule() != TriggerRule.ALL_SUCCESS)
                .forEach(task -> add(
                        Level.WARNING,
                        "rule_without_needs",
                        task,
                        "the rule %s of task '%s' has no effect: it needs nothing"
                                .formatted(task.policy().rule().word(), task.id()),
                        "give it needs"));
    }

    private void sameButForCase() {
        Map<String, TaskSpec> seen = new HashMap<>();
        for (TaskSpec task : dag.tasks()) {
            TaskSpec other = seen.putIfAbsent(task.id().value().toLowerCase(Locale.ROOT), task);
            if (other != null) {
                add(
                        Level.WARNING,
                        "same_but_for_case",
                        task,
                        "tasks '%s' and '%s' differ in upper and lower case only".formatted(other.id(), task.id()),
                        "");
            }
        }
    }

    /// Java code takes params by reference, which a spec does not show.
    private void unusedParams() {
        if (dag.about().origin().format().equals("java")) {
            return;
        }
        var texts = new ArrayList<String>();
        for (TaskSpec task : dag.tasks()) {
            texts(task.call().config(), texts);
            if (task.mapping() instanceof Mapping.Over over) {
                over.sources().values().forEach(source -> texts.add(String.valueOf(source)));
            }
        }
        String all = String.join("\n", texts);
        if (Pattern.compile("params\\s*(\\||\\}|\\[\\s*[^'\"\\s])").matcher(all).find()) {
            return; // the whole of them, or one by a name that is computed
        }
        for (String name : dag.params().keySet()) {
            Pattern use =
                    Pattern.compile("params\\s*(\\.\\s*%1$s\\b|\\[\\s*['\"]%1$s['\"])".formatted(Pattern.quote(name)));
            if (!use.matcher(all).find()) {
                add(Level.WARNING, "unused_param", 0, "no task uses param '%s'".formatted(name), "");
            }
        }
    }

    private void noTimeout() {
        List<TaskSpec> endless = dag.tasks().stream()
                .filter(task -> task.policy().timeout().equals(TaskPolicy.DEFAULT_TIMEOUT)
                        && !task.call().type().equals("noop")
                        && !task.call().type().equals("branch"))
                .toList();
        if (!endless.isEmpty()) {
            String names = endless.stream()
                    .limit(MOST_NAMES)
                    .map(task -> task.id().value())
                    .collect(Collectors.joining(", "));
            String more = endless.size() > MOST_NAMES ? ", …" : "";
            add(
                    Level.WARNING,
                    "no_timeout",
                    endless.getFirst().about().line(),
                    "%d task%s may run for 24h, as nothing says how long they may take: %s%s"
                            .formatted(endless.size(), endless.size() == 1 ? "" : "s", names, more),
                    "set timeout under defaults");
        }
    }

    private void add(Level level, String rule, TaskSpec task, String message, String hint) {
        add(level, rule, task.about().line(), message, hint);
    }

    private void add(Level level, String rule, int line, String message, String hint) {
        String file = dag.about().origin().file();
        findings.add(new Finding(level, rule, new Problem(file, line, line > 0 ? 1 : 0, message, hint)));
    }
}
