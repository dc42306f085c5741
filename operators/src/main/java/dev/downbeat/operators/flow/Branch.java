package dev.downbeat.operators.flow;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.sdk.operator.Default;
import dev.downbeat.sdk.operator.Doc;
import dev.downbeat.sdk.operator.Expression;
import dev.downbeat.sdk.operator.Operator;
import dev.downbeat.sdk.operator.Shorthand;
import dev.downbeat.sdk.operator.TaskContext;
import dev.downbeat.sdk.operator.TaskFailedException;
import dev.downbeat.sdk.operator.TaskRef;
import dev.downbeat.sdk.operator.TaskResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chooses which of the direct downstream tasks go on; the others are skipped.
public final class Branch implements Operator<Branch.Config> {
    /// The ways out, tried in order.
    @Doc(
            value =
                    "Chooses which of the tasks directly downstream go on; the others are skipped. The cases are tried in order, "
                            + "and the first whose expression is true wins. When none is and there is no `else`, the task fails; "
                            + "`else: []` lets the run go on without any of them.",
            example = """
            tasks:
              gate:
                needs: train
                branch:
                  - { if: "outputs.train.accuracy >= params.threshold", go: deploy }
                  - { else: notify }
            """)
    public record Config(
            @Doc("The cases, the one with `else` last.") @Shorthand
            List<Case> cases,

            @Doc("Take every case that is true instead of the first one alone.") @Default("false")
            boolean many) {
        public Config {
            cases = List.copyOf(cases);
        }
    }

    /// One way out: either `if` with `go`, or `else`.
    @Doc("One way out: `if` with `go`, or `else`.")
    public record Case(
            @Doc("An expression over the task's variables, such as `outputs.check.rows > 0`.")
            @JsonProperty("if")
            @Expression
            @Nullable
            String condition,

            @Doc("The tasks that go on when the expression is true.") @TaskRef @Nullable
            List<String> go,

            @Doc("The tasks that go on when no expression is true; `[]` for none.")
            @JsonProperty("else")
            @TaskRef
            @Nullable
            List<String> otherwise) {
        public Case {
            boolean conditional = condition != null && go != null && otherwise == null;
            boolean last = condition == null && go == null && otherwise != null;
            if (!conditional && !last) {
                throw new DownbeatException(
                        ErrorCode.BAD_INPUT, "a case of a branch has either 'if' and 'go', or 'else' alone");
            }
        }
    }

    @Override
    public String type() {
        return "branch";
    }

    @Override
    public Class<Config> config() {
        return Config.class;
    }

    @Override
    public TaskResult run(Config config, TaskContext context) {
        Set<String> chosen = new LinkedHashSet<>();
        boolean matched = false;
        for (Case way : config.cases()) {
            if (matches(way, context)) {
                matched = true;
                chosen.addAll(way.go() == null ? List.of() : way.go());
                if (!config.many()) {
                    break;
                }
            }
        }
        if (!matched) {
            chosen.addAll(otherwise(config));
        }
        context.log().info(chosen.isEmpty() ? "chose none" : "chose " + String.join(", ", chosen));
        return new TaskResult.Branch(List.copyOf(chosen));
    }

    private static boolean matches(Case way, TaskContext context) {
        return way.condition() != null && isTrue(way.condition(), context.evaluate(way.condition()));
    }

    private static boolean isTrue(String expression, @Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw TaskFailedException.terminal(
                ErrorCode.BAD_TEMPLATE,
                "'%s' is %s, not true or false: compare it with something"
                        .formatted(expression, Excerpt.of(String.valueOf(value), 80)),
                null);
    }

    private static List<String> otherwise(Config config) {
        List<String> tasks = null;
        for (Case way : config.cases()) {
            tasks = way.otherwise() == null ? tasks : way.otherwise();
        }
        if (tasks == null) {
            String tried = config.cases().stream().map(Case::condition).collect(Collectors.joining("', '"));
            throw TaskFailedException.terminal(
                    "no case is true ('%s') and there is no 'else'; add { else: [] } to go on without any task"
                            .formatted(tried));
        }
        return tasks;
    }
}
