package dev.downbeat.executors.wire;

import dev.downbeat.decider.Outcome;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.TaskId;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How an attempt ended and what it left, in a form that JSON takes.
public record Ending(
        Kind kind,
        Set<String> chosen,
        String text,
        @Nullable Failure failure,
        boolean retryable,
        Map<String, String> xcoms,
        @Nullable Pause pause) {
    public static Ending of(Ended ended) {
        Map<String, String> xcoms = ended.xcoms();
        Pause none = null;
        return switch (ended.outcome()) {
            case Outcome.Succeeded s -> new Ending(Kind.SUCCEEDED, Set.of(), "", null, false, xcoms, none);
            case Outcome.Branched b ->
                new Ending(b.cutsOff() ? Kind.CUT_OFF : Kind.BRANCHED, texts(b.chosen()), "", null, false, xcoms, none);
            case Outcome.Skipped s -> new Ending(Kind.SKIPPED, Set.of(), s.reason(), null, false, xcoms, none);
            case Outcome.Failed f -> new Ending(Kind.FAILED, Set.of(), "", f.failure(), f.retryable(), xcoms, none);
            case Outcome.Lost l -> new Ending(Kind.LOST, Set.of(), l.why(), null, false, xcoms, none);
            case Outcome.NotYet n -> new Ending(Kind.NOT_YET, Set.of(), "", null, false, xcoms, new Pause(n, null));
            case Outcome.Deferred d -> new Ending(Kind.DEFERRED, Set.of(), "", null, false, xcoms, new Pause(null, d));
        };
    }

    private static Set<String> texts(Set<TaskId> tasks) {
        return tasks.stream().map(TaskId::value).collect(Collectors.toSet());
    }

    public Ended ended() {
        Outcome outcome = switch (kind) {
            case SUCCEEDED -> new Outcome.Succeeded();
            case BRANCHED, CUT_OFF ->
                new Outcome.Branched(
                        chosen.stream().map(TaskId::new).collect(Collectors.toSet()), kind == Kind.CUT_OFF);
            case SKIPPED -> new Outcome.Skipped(text);
            case FAILED ->
                new Outcome.Failed(
                        failure == null ? Failure.of(ErrorCode.INTERNAL, "no reason given") : failure, retryable);
            case LOST -> new Outcome.Lost(text);
            case NOT_YET -> Objects.requireNonNull(Objects.requireNonNull(pause).notYet());
            case DEFERRED ->
                Objects.requireNonNull(Objects.requireNonNull(pause).deferred());
        };
        return new Ended(outcome, xcoms);
    }

    public enum Kind {
        SUCCEEDED,
        BRANCHED,
        CUT_OFF,
        SKIPPED,
        FAILED,
        LOST,
        NOT_YET,
        DEFERRED
    }

    /// How an attempt goes on: exactly one of the two.
    public record Pause(Outcome.@Nullable NotYet notYet, Outcome.@Nullable Deferred deferred) {}
}
