package dev.downbeat.reliability;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each promise broken once: a checker that does not find a loss is worth nothing.
class CheckerTest {
    private static final Map<String, Shape> SHAPES = Map.of(
            "pair", new Shape(Map.of("load", 1, "part", 2), Set.of("load", "part"), Set.of(), 0),
            "shaky", new Shape(Map.of("flaky", 1), Set.of("flaky"), Set.of("flaky"), 0),
            "caller", new Shape(Map.of("call", 1), Set.of(), Set.of(), 1));
    private static final Instant AT = Instant.parse("2026-03-29T00:59:59Z");
    private static final Instance LOAD = new Instance(1, "load", -1);
    private static final Instance PART = new Instance(1, "part", 0);
    private static final Instance FLAKY = new Instance(2, "flaky", -1);

    private final List<Accepted> accepted = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final List<Update> updates = new ArrayList<>();

    /// Two runs, of which the second lost an attempt and had one that failed as it should.
    @BeforeEach
    void all_is_well() {
        accepted.addAll(List.of(new Accepted(1, "pair", "key"), new Accepted(1, "pair", "key"), of("shaky", 2)));
        runs.addAll(List.of(new Run(1, "pair", "success", 0), new Run(2, "shaky", "success", 0)));
        told.add(new Told("a", 1, "success"));
        succeeds(LOAD, 1);
        succeeds(PART, 1);
        succeeds(new Instance(1, "part", 1), 1);
        attempts.addAll(List.of(new Attempt(FLAKY, 1, "lost"), new Attempt(FLAKY, 2, "failed")));
        effects.addAll(List.of(begin(FLAKY, 1), begin(FLAKY, 2)));
        succeeds(FLAKY, 3);
        events.addAll(List.of(event(LOAD, 0, "none", "scheduled"), event(LOAD, 1, "scheduled", "queued")));
        events.add(event(LOAD, 1, "queued", "success"));
        values.add(new Value(LOAD, 1));
        updates.add(new Update(1, "orders", 1, 1));
        assertThat(found()).isEmpty();
    }

    @Test
    void an_accepted_run_that_is_gone() {
        accepted.add(of("pair", 7));
        assertThat(found()).containsExactly(Kind.LOST_RUN);
    }

    @Test
    void two_runs_of_one_key() {
        runs.add(new Run(3, "other", "success", 0));
        accepted.add(new Accepted(3, "pair", "key"));
        assertThat(found()).containsExactly(Kind.DOUBLE_RUN);
    }

    @Test
    void a_task_that_triggered_two_runs_or_none() {
        runs.add(new Run(3, "caller", "success", 0));
        succeeds(new Instance(3, "call", -1), 1);
        assertThat(found()).containsExactly(Kind.LOST_RUN);

        runs.add(new Run(4, "called", "success", 3));
        assertThat(found()).isEmpty();

        runs.add(new Run(5, "called", "success", 3));
        assertThat(found()).containsExactly(Kind.DOUBLE_RUN);
    }

    @Test
    void a_run_that_does_not_end() {
        runs.set(1, new Run(2, "shaky", "running", 0));
        assertThat(found()).containsExactly(Kind.STUCK);
    }

    @Test
    void a_task_that_does_not_end() {
        tasks.set(0, new Task(LOAD, "queued", 1));
        assertThat(found()).containsExactly(Kind.STUCK);
    }

    @Test
    void a_run_that_failed_for_no_reason() {
        runs.set(1, new Run(2, "shaky", "failed", 0));
        assertThat(found()).containsExactly(Kind.WRONG_END);
    }

    @Test
    void a_run_may_fail_when_a_task_was_lost_five_times() {
        runs.set(1, new Run(2, "shaky", "failed", 0));
        tasks.set(3, new Task(FLAKY, "failed", 6));
        attempts.removeIf(attempt -> attempt.key().equals(FLAKY));
        effects.removeIf(effect -> effect.key().equals(FLAKY));
        for (int i = 1; i <= 5; i++) {
            attempts.add(new Attempt(FLAKY, i, "lost"));
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void a_task_instance_that_is_not_there() {
        tasks.remove(2);
        assertThat(found()).containsExactly(Kind.LOST_TASK);
    }

    @Test
    void a_success_without_its_effect() {
        effects.removeIf(effect -> effect.key().equals(LOAD));
        assertThat(found()).containsExactly(Kind.NO_EFFECT);
    }

    @Test
    void a_success_with_the_effect_of_another_attempt_only() {
        effects.removeIf(effect -> effect.key().equals(FLAKY) && effect.attempt() == 3);
        effects.add(new Effect(FLAKY, 2, "end", "a"));
        assertThat(found()).containsExactly(Kind.NO_EFFECT);
    }

    @Test
    void an_execution_that_no_history_knows() {
        effects.add(begin(LOAD, 2));
        effects.add(begin(new Instance(9, "load", -1), 1));
        assertThat(found()).containsExactly(Kind.UNKNOWN_EXECUTION, Kind.UNKNOWN_EXECUTION);
    }

    @Test
    void an_attempt_that_was_executed_twice() {
        effects.add(begin(PART, 1));
        assertThat(found()).containsExactly(Kind.DOUBLE_EXECUTION);
    }

    @Test
    void a_second_attempt_though_the_first_one_succeeded() {
        succeeds(LOAD, 2);
        tasks.removeFirst();
        values.set(0, new Value(LOAD, 2));
        assertThat(found()).containsExactly(Kind.NEEDLESS_ATTEMPT);
    }

    @Test
    void a_task_that_failed_more_often_than_it_should() {
        attempts.set(3, new Attempt(FLAKY, 1, "failed"));
        assertThat(found()).containsExactly(Kind.NEEDLESS_ATTEMPT);
    }

    @Test
    void a_result_of_an_attempt_that_was_given_up() {
        tasks.set(3, new Task(FLAKY, "success", 1));
        effects.add(new Effect(FLAKY, 1, "end", "a"));
        assertThat(found()).containsExactly(Kind.FENCED_RESULT);
    }

    @Test
    void a_value_of_an_attempt_that_was_given_up() {
        values.add(new Value(FLAKY, 1));
        assertThat(found()).containsExactly(Kind.FENCED_RESULT);
    }

    @Test
    void a_change_after_the_end() {
        events.add(event(LOAD, 1, "running", "success"));
        assertThat(found()).containsExactly(Kind.FENCED_RESULT);
    }

    @Test
    void a_step_that_is_missing_in_the_history() {
        events.remove(1);
        assertThat(found()).containsExactly(Kind.BROKEN_HISTORY);
    }

    @Test
    void servers_that_tell_different_things() {
        told.add(new Told("b", 1, "running"));
        told.add(new Told("b", 8, "success"));
        assertThat(found()).containsExactly(Kind.DISAGREEMENT, Kind.DISAGREEMENT);
    }

    @Test
    void an_update_that_started_nothing_or_too_much() {
        updates.add(new Update(2, "orders", 1, 0));
        updates.add(new Update(3, "orders", 1, 2));
        assertThat(found()).containsExactly(Kind.LOST_UPDATE, Kind.DOUBLE_UPDATE);
    }

    private List<Kind> found() {
        var seen = new Evidence(accepted, runs, told, tasks, attempts, events, effects, values, updates);
        return Checker.check(SHAPES, seen).stream().map(Violation::kind).toList();
    }

    private void succeeds(Instance key, int attempt) {
        tasks.add(new Task(key, "success", attempt));
        attempts.add(new Attempt(key, attempt, "success"));
        effects.add(begin(key, attempt));
        effects.add(new Effect(key, attempt, "end", "a"));
    }

    private static Accepted of(String dag, long run) {
        return new Accepted(run, dag, "");
    }

    private static Effect begin(Instance key, int attempt) {
        return new Effect(key, attempt, "begin", "a");
    }

    private static Event event(Instance key, int attempt, String from, String to) {
        return new Event(key, AT, attempt, from, to, "");
    }
}
