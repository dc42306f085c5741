package dev.downbeat.executors.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.downbeat.decider.Outcome;
import dev.downbeat.executors.attempt.Ended;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.TaskId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What parent and child say to each other.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "frame")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Frame.Work.class, name = "work"),
    @JsonSubTypes.Type(value = Frame.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = Frame.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = Frame.Ask.class, name = "ask"),
    @JsonSubTypes.Type(value = Frame.Log.class, name = "log"),
    @JsonSubTypes.Type(value = Frame.End.class, name = "end"),
    @JsonSubTypes.Type(value = Frame.Exit.class, name = "exit")
})
sealed interface Frame {
    /// Parent: do this. The first frame, and the only one of its kind.
    record Work(WorkOrder order) implements Frame {}

    /// Parent: stop.
    record Stop(StopReason reason) implements Frame {}

    /// Child: look this up.
    ///
    /// @param names the one id or key; the tasks for `OUTPUTS`
    record Ask(long id, Subject subject, List<String> names) implements Frame {}

    enum Subject {
        CONNECTION,
        VARIABLE,
        OUTPUTS,
        /// The first name is the map index.
        OUTPUTS_AT,
        CONNECTION_IDS,
        VARIABLE_KEYS,
        /// DAG, logical date, task; the last two may be empty.
        OTHER_RUN,
        RUN_BY_ID,
        TRIGGER
    }

    /// Parent: this is it.
    ///
    /// @param json    null when there is a problem instead
    /// @param problem what the child is to throw
    record Answer(long id, @Nullable String json, @Nullable Problem problem) implements Frame {}

    record Problem(ErrorCode code, String message) {}

    /// Child: a line of its own words.
    record Log(boolean error, String line) implements Frame {}

    /// Child: the attempt ended. The last frame.
    record End(
            Kind kind,
            Set<String> chosen,
            String text,
            @Nullable Failure failure,
            boolean retryable,
            Map<String, String> xcoms,
            @Nullable Pause pause)
            implements Frame {
        static End of(Ended ended) {
            Map<String, String> xcoms = ended.xcoms();
            Pause none = null;
            return switch (ended.outcome()) {
                case Outcome.Succeeded s -> new End(Kind.SUCCEEDED, Set.of(), "", null, false, xcoms, none);
                case Outcome.Branched b ->
                    new End(
                            b.cutsOff() ? Kind.CUT_OFF : Kind.BRANCHED,
                            texts(b.chosen()),
                            "",
                            null,
                            false,
                            xcoms,
                            none);
                case Outcome.Skipped s -> new End(Kind.SKIPPED, Set.of(), s.reason(), null, false, xcoms, none);
                case Outcome.Failed f -> new End(Kind.FAILED, Set.of(), "", f.failure(), f.retryable(), xcoms, none);
                case Outcome.Lost l -> new End(Kind.LOST, Set.of(), l.why(), null, false, xcoms, none);
                case Outcome.NotYet n -> new End(Kind.NOT_YET, Set.of(), "", null, false, xcoms, new Pause(n, null));
                case Outcome.Deferred d -> new End(Kind.DEFERRED, Set.of(), "", null, false, xcoms, new Pause(null, d));
            };
        }

        private static Set<String> texts(Set<TaskId> tasks) {
            return tasks.stream().map(TaskId::value).collect(Collectors.toSet());
        }

        Ended ended() {
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
                case NOT_YET ->
                    Objects.requireNonNull(Objects.requireNonNull(pause).notYet());
                case DEFERRED ->
                    Objects.requireNonNull(Objects.requireNonNull(pause).deferred());
            };
            return new Ended(outcome, xcoms);
        }
    }

    enum Kind {
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
    record Pause(Outcome.@Nullable NotYet notYet, Outcome.@Nullable Deferred deferred) {}

    /// Child: the JVM is shutting down though the attempt has not ended: the task called `System.exit`.
    record Exit() implements Frame {}
}
