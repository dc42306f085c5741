package dev.downbeat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.downbeat.model.About;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.Need;
import dev.downbeat.model.OperatorCall;
import dev.downbeat.model.Origin;
import dev.downbeat.model.RetryPolicy;
import dev.downbeat.model.Role;
import dev.downbeat.model.RunPolicy;
import dev.downbeat.model.Schedule;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskPolicy;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.TriggerRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every trigger rule against every combination of upstream ends, through the whole engine, compared with
/// [DocumentedRules].
class TriggerRuleSuiteTest {
    private static final List<Character> ENDS = List.of('S', 'F', 'K', 'U', 'R');
    private static final List<Character> SO_FAR = List.of('S', 'F', 'K', 'U', 'R', '.');
    private static final int FIRST_END = 10;
    private static final int STEP = 10;

    private final DocumentedRules documented = new DocumentedRules();
    private int cases;
    private final List<String> wrong = new ArrayList<>();

    @Test
    void the_sentences_of_the_docs_agree_with_its_table() {
        for (TriggerRule rule : TriggerRule.values()) {
            for (char one : SO_FAR) {
                for (char other : SO_FAR) {
                    String ends = ("" + one + other).replace(".", "");
                    assertThat(DocumentedRules.told(rule, ends, ends.length() == 2))
                            .as("%s %s%s", rule, one, other)
                            .isEqualTo(documented.cell(rule, one, other));
                }
            }
        }
    }

    @Test
    void every_rule_ends_as_documented_for_every_end_of_two_upstream_tasks() {
        for (TriggerRule rule : TriggerRule.values()) {
            for (char one : ENDS) {
                for (char other : ENDS) {
                    for (int variant = 0; variant < 4; variant++) {
                        check(rule, List.of("" + one, "" + other), variant % 2 == 1, variant / 2 == 1);
                    }
                }
            }
        }
        report("two upstream tasks");
    }

    @Test
    void every_rule_ends_as_documented_for_every_end_of_a_mapped_upstream_task() {
        List<String> mapped = new ArrayList<>();
        for (char a : List.of('S', 'F', 'K')) {
            for (char b : List.of('S', 'F', 'K')) {
                mapped.add("" + a + b);
                for (char c : List.of('S', 'F', 'K')) {
                    mapped.add("" + a + b + c);
                }
            }
        }
        for (TriggerRule rule : TriggerRule.values()) {
            for (String items : mapped) {
                for (String beside : List.of("", "S", "F", "K", "U", "R")) {
                    for (int variant = 0; variant < 4; variant++) {
                        check(rule, List.of(items, beside), variant % 2 == 1, variant / 2 == 1);
                    }
                }
            }
        }
        report("a mapped upstream task, alone and beside another");
    }

    private void report(String what) {
        System.out.printf("trigger rules, %s: %,d cases through the engine%n", what, cases);
        assertThat(wrong).isEmpty();
    }

    // One case

    /// @param upstream for each task before: its end, or of a mapped one the ends of its items; empty for no
    ///                 task
    private void check(TriggerRule rule, List<String> upstream, boolean retried, boolean mappedBelow) {
        cases++;
        var tasks = new ArrayList<TaskSpec>();
        var needs = new ArrayList<Need>();
        for (int u = 0; u < upstream.size(); u++) {
            String ends = upstream.get(u);
            if (!ends.isEmpty()) {
                // the rule of teardowns asks for setups alone; what is no setup only has to end
                Role role = rule == TriggerRule.ALL_DONE_SETUP_SUCCESS ? Role.SETUP : Role.WORK;
                addUpstream(tasks, "u" + u, ends, retried, role);
                needs.add(Need.of(new TaskId("u" + u)));
            }
        }
        TaskSpec judged = task("judged", TaskPolicy.DEFAULT.withRule(rule)).withNeeds(needs);
        tasks.add(mappedBelow ? judged.withMapping(items(2)) : judged);
        var play = new Play(dag(tasks));
        var inOrder = new StringBuilder();
        List<Integer> times = script(play, upstream, retried, inOrder);
        compare(rule, inOrder.toString(), times, play.toTheEnd(), mappedBelow);
    }

    private void addUpstream(List<TaskSpec> tasks, String id, String ends, boolean retried, Role role) {
        var retry = RetryPolicy.NONE.withRetries(retried ? 1 : 0).withDelay(Duration.ofSeconds(1));
        TaskPolicy policy = TaskPolicy.DEFAULT.withRetry(retry).withRole(role);
        if (ends.equals("U")) {
            tasks.add(task(id + "_cause", policy.withRole(Role.WORK)));
            tasks.add(
                    task(id, TaskPolicy.DEFAULT.withRole(role)).withNeeds(List.of(Need.of(new TaskId(id + "_cause")))));
        } else {
            TaskSpec plain = task(id, policy);
            tasks.add(ends.length() > 1 ? plain.withMapping(items(ends.length())) : plain);
        }
    }

    /// Has the upstream instances end one after the other; removed ones have from the start.
    ///
    /// @return when each of `inOrder` ends, in seconds
    private static List<Integer> script(Play play, List<String> upstream, boolean retried, StringBuilder inOrder) {
        var times = new ArrayList<Integer>();
        for (int u = 0; u < upstream.size(); u++) {
            if (upstream.get(u).equals("R")) {
                play.endedBefore("u" + u, TaskState.REMOVED);
                inOrder.append('R');
                times.add(0);
            }
        }
        int time = FIRST_END;
        for (int u = 0; u < upstream.size(); u++) {
            String ends = upstream.get(u).replace("R", "");
            for (int i = 0; i < ends.length(); i++) {
                char end = ends.charAt(i);
                String name = "u" + u + (end == 'U' ? "_cause" : ends.length() > 1 ? "[" + i + "]" : "");
                act(play, name, end, time, retried);
                inOrder.append(end);
                times.add(time);
                time += STEP;
            }
        }
        return times;
    }

    private static void act(Play play, String name, char end, int at, boolean retried) {
        Play.Act last = switch (end) {
            case 'S' -> Play.succeedsAfter(at);
            case 'K' -> Play.skipsAfter(at);
            default -> Play.failsAfter(at);
        };
        if (retried) {
            // a first try that fails, the delay of a second, and a last try of a second
            play.act(name, Play.failsAfter(at - 2), last.after(Duration.ofSeconds(1)));
        } else {
            play.act(name, last);
        }
    }

    private void compare(TriggerRule rule, String ends, List<Integer> times, Play play, boolean mapped) {
        char expected = '-';
        int at = 0;
        boolean removed = ends.contains("R");
        int known = removed ? (int) ends.chars().filter(c -> c == 'R').count() : 0;
        for (; expected == '-'; known++) {
            expected = DocumentedRules.told(rule, ends.substring(0, known), known == ends.length());
            at = known == 0 ? 0 : times.get(known - 1);
        }
        TaskState state = switch (expected) {
            case 'R' -> TaskState.SUCCESS;
            case 's' -> TaskState.SKIPPED;
            default -> TaskState.UPSTREAM_FAILED;
        };
        List<String> instances = mapped && expected == 'R' ? List.of("judged[0]", "judged[1]") : List.of("judged");
        for (String instance : instances) {
            if (play.state(instance) != state || play.decidedAt(instance) != at) {
                wrong.add("%s after %s: %s is %s at %ds, not %s at %ds"
                        .formatted(
                                rule.word(),
                                ends,
                                instance,
                                play.state(instance),
                                play.decidedAt(instance),
                                state,
                                at));
            }
        }
    }

    private static TaskSpec task(String id, TaskPolicy policy) {
        return TaskSpec.of(new TaskId(id), new OperatorCall("noop", Map.of(), Set.of()))
                .withPolicy(policy);
    }

    private static Mapping items(int count) {
        var list = new ArrayList<@Nullable Object>();
        for (int i = 0; i < count; i++) {
            list.add(i);
        }
        var sources = new LinkedHashMap<String, Mapping.Source>();
        sources.put("item", new Mapping.Literal(list));
        return new Mapping.Over(Mapping.Kind.EACH, sources);
    }

    private static DagSpec dag(List<TaskSpec> tasks) {
        var about = new About("", "", List.of(), List.of(), new Origin("yaml", "/d.yaml", ""));
        return new DagSpec(new DagId("d"), about, new Schedule.Manual(), Map.of(), RunPolicy.DEFAULT, List.of(), tasks);
    }
}
