package dev.downbeat.reliability;

import dev.downbeat.reliability.Evidence.Accepted;
import dev.downbeat.reliability.Evidence.Attempt;
import dev.downbeat.reliability.Evidence.Effect;
import dev.downbeat.reliability.Evidence.Event;
import dev.downbeat.reliability.Evidence.Instance;
import dev.downbeat.reliability.Evidence.Run;
import dev.downbeat.reliability.Evidence.Shape;
import dev.downbeat.reliability.Evidence.Task;
import dev.downbeat.reliability.Evidence.Told;
import dev.downbeat.reliability.Evidence.Update;
import dev.downbeat.reliability.Evidence.Value;
import dev.downbeat.reliability.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Compares what tasks did with what the history says and what was promised.
final class Checker {
    /// After so many losses a task fails, as is documented.
    private static final int MOST_LOST = 5;

    private static final Set<String> ENDED = Set.of("success", "failed", "skipped", "upstream_failed", "removed");

    private final Map<String, Shape> shapes;
    private final Evidence seen;
    private final Map<Long, Run> runs;
    private final Map<Instance, List<Attempt>> attempts;
    private final Map<Instance, List<Effect>> effects;
    private final List<Violation> found = new ArrayList<>();

    private Checker(Map<String, Shape> shapes, Evidence seen) {
        this.shapes = shapes;
        this.seen = seen;
        this.runs = seen.runs().stream().collect(Collectors.toMap(Run::id, run -> run));
        this.attempts = grouped(seen.attempts(), Attempt::key);
        this.effects = grouped(seen.effects(), Effect::key);
    }

    /// @param shapes of all DAGs of the load
    static List<Violation> check(Map<String, Shape> shapes, Evidence seen) {
        var checker = new Checker(shapes, seen);
        checker.submissions();
        checker.runs();
        checker.agreement();
        seen.tasks().forEach(checker::task);
        checker.attempts.forEach(checker::attempts);
        checker.effects.forEach(checker::executions);
        seen.values().forEach(checker::value);
        grouped(seen.events(), Event::key).forEach(checker::history);
        seen.updates().forEach(checker::update);
        return List.copyOf(checker.found);
    }

    private void submissions() {
        var byKey = new HashMap<String, Long>();
        for (Accepted accepted : seen.accepted()) {
            if (!runs.containsKey(accepted.run())) {
                say(Kind.LOST_RUN, "run %d of %s was accepted".formatted(accepted.run(), accepted.dag()));
            }
            Long before = accepted.key().isEmpty() ? null : byKey.put(accepted.key(), accepted.run());
            if (before != null && before != accepted.run()) {
                say(Kind.DOUBLE_RUN, "%s: runs %d and %d".formatted(accepted.key(), before, accepted.run()));
            }
        }
    }

    private void runs() {
        Map<Long, List<Run>> asked =
                grouped(seen.runs().stream().filter(run -> run.asker() != 0).toList(), Run::asker);
        Map<Long, List<Task>> tasks = grouped(seen.tasks(), task -> task.key().run());
        for (Run run : seen.runs()) {
            Shape shape = shape(run);
            end(run);
            Map<String, Long> there = tasks.getOrDefault(run.id(), List.of()).stream()
                    .collect(Collectors.groupingBy(task -> task.key().task(), Collectors.counting()));
            shape.tasks().forEach((task, instances) -> {
                if (there.getOrDefault(task, 0L) != instances.longValue()) {
                    say(
                            Kind.LOST_TASK,
                            "run %d has %d of the %d instances of %s"
                                    .formatted(run.id(), there.getOrDefault(task, 0L), instances, task));
                }
            });
            int triggered = asked.getOrDefault(run.id(), List.of()).size();
            if (triggered > shape.triggers()) {
                say(Kind.DOUBLE_RUN, "run %d triggered %d runs".formatted(run.id(), triggered));
            } else if (triggered < shape.triggers() && run.state().equals("success")) {
                say(Kind.LOST_RUN, "run %d triggered none".formatted(run.id()));
            }
        }
    }

    private void end(Run run) {
        if (!ENDED.contains(run.state())) {
            say(Kind.STUCK, "run %d of %s is %s".formatted(run.id(), run.dag(), run.state()));
        } else if (!run.state().equals("success") && !lostTooOften(run)) {
            say(Kind.WRONG_END, "run %d of %s is %s".formatted(run.id(), run.dag(), run.state()));
        }
    }

    private boolean lostTooOften(Run run) {
        return attempts.entrySet().stream()
                .filter(entry -> entry.getKey().run() == run.id())
                .anyMatch(entry -> count(entry.getValue(), "lost") >= MOST_LOST);
    }

    private void agreement() {
        for (Told told : seen.asserted()) {
            Run run = runs.get(told.run());
            if (run == null || !run.state().equals(told.state())) {
                say(Kind.DISAGREEMENT, "%s says that run %d is %s".formatted(told.server(), told.run(), told.state()));
            }
        }
    }

    private void task(Task task) {
        if (!ENDED.contains(task.state())) {
            say(Kind.STUCK, "%s is %s".formatted(task.key(), task.state()));
        }
        if (task.state().equals("success") && effective(task.key()) && !done(task.key(), task.attempt())) {
            say(
                    Kind.NO_EFFECT,
                    "%s is success in attempt %d, which did not do its work".formatted(task.key(), task.attempt()));
        }
        int newest = attempts.getOrDefault(task.key(), List.of()).stream()
                .mapToInt(Attempt::number)
                .max()
                .orElse(0);
        if (newest > task.attempt()) {
            say(
                    Kind.FENCED_RESULT,
                    "%s is %s in attempt %d, given up for attempt %d"
                            .formatted(task.key(), task.state(), task.attempt(), newest));
        }
    }

    private boolean done(Instance key, int attempt) {
        List<Effect> its = effects.getOrDefault(key, List.of());
        return its.stream()
                .anyMatch(
                        effect -> effect.attempt() == attempt && effect.phase().equals("end"));
    }

    private void attempts(Instance key, List<Attempt> its) {
        List<Attempt> earlier = its.stream()
                .sorted(java.util.Comparator.comparingInt(Attempt::number))
                .limit(its.size() - 1L)
                .toList();
        long planned = shape(key).failing().contains(key.task()) ? 1 : 0;
        for (Attempt attempt : earlier) {
            boolean reason =
                    attempt.outcome().equals("lost") || (attempt.outcome().equals("failed") && planned-- > 0);
            if (!reason) {
                say(
                        Kind.NEEDLESS_ATTEMPT,
                        "%s: after attempt %d, which was %s".formatted(key, attempt.number(), attempt.outcome()));
            }
        }
    }

    private void executions(Instance key, List<Effect> its) {
        Map<Integer, Long> begun = its.stream()
                .filter(effect -> effect.phase().equals("begin"))
                .collect(Collectors.groupingBy(Effect::attempt, Collectors.counting()));
        Set<Integer> known = attempts.getOrDefault(key, List.of()).stream()
                .map(Attempt::number)
                .collect(Collectors.toSet());
        begun.forEach((attempt, times) -> {
            if (!known.contains(attempt)) {
                say(Kind.UNKNOWN_EXECUTION, "%s, attempt %d".formatted(key, attempt));
            }
            if (times > 1) {
                say(Kind.DOUBLE_EXECUTION, "%s, attempt %d, %d times".formatted(key, attempt, times));
            }
        });
    }

    /// What other tasks are given must be of the attempt that counts.
    private void value(Value value) {
        for (Task task : seen.tasks()) {
            if (task.key().equals(value.key()) && task.attempt() != value.by()) {
                say(
                        Kind.FENCED_RESULT,
                        "%s gives on what attempt %d left; attempt %d counts"
                                .formatted(task.key(), value.by(), task.attempt()));
            }
        }
    }

    private void history(Instance key, List<Event> its) {
        for (int i = 1; i < its.size(); i++) {
            Event before = its.get(i - 1);
            Event next = its.get(i);
            if (ENDED.contains(before.to())) {
                boolean retried = next.attempt() > before.attempt() || next.to().equals("up_for_retry");
                say(
                        retried ? Kind.BROKEN_HISTORY : Kind.FENCED_RESULT,
                        "%s: %s after its end, %s".formatted(key, next.to(), before.to()));
            } else if (!before.to().equals(next.from()) || next.attempt() < before.attempt()) {
                say(
                        Kind.BROKEN_HISTORY,
                        "%s: to %s in attempt %d, then from %s in attempt %d"
                                .formatted(key, before.to(), before.attempt(), next.from(), next.attempt()));
            }
        }
    }

    private void update(Update update) {
        if (update.starts() == 0) {
            say(Kind.LOST_UPDATE, "update %d of %s by run %d".formatted(update.id(), update.asset(), update.run()));
        } else if (update.starts() > 1) {
            say(
                    Kind.DOUBLE_UPDATE,
                    "update %d of %s started %d runs".formatted(update.id(), update.asset(), update.starts()));
        }
    }

    private boolean effective(Instance key) {
        return shape(key).effective().contains(key.task());
    }

    private Shape shape(Instance key) {
        Run run = runs.get(key.run());
        return run == null ? Shape.UNKNOWN : shape(run);
    }

    private Shape shape(Run run) {
        return shapes.getOrDefault(run.dag(), Shape.UNKNOWN);
    }

    private void say(Kind kind, String what) {
        found.add(new Violation(kind, what));
    }

    private static long count(List<Attempt> attempts, String outcome) {
        return attempts.stream()
                .filter(attempt -> attempt.outcome().equals(outcome))
                .count();
    }

    private static <K, T> Map<K, List<T>> grouped(List<T> items, Function<T, K> key) {
        return items.stream().collect(Collectors.groupingBy(key));
    }
}
