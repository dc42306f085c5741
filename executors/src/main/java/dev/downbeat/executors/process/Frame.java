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
        VARIABLE_KEYS
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
            Map<String, String> xcoms)
            implements Frame {
        static End of(Ended ended) {
            Map<String, String> xcoms = ended.xcoms();
            return switch (ended.outcome()) {
                case Outcome.Succeeded s -> new End(Kind.SUCCEEDED, Set.of(), "", null, false, xcoms);
                case Outcome.Branched b -> new End(Kind.BRANCHED, texts(b.chosen()), "", null, false, xcoms);
                case Outcome.Skipped s -> new End(Kind.SKIPPED, Set.of(), s.reason(), null, false, xcoms);
                case Outcome.Failed f -> new End(Kind.FAILED, Set.of(), "", f.failure(), f.retryable(), xcoms);
                case Outcome.Lost l -> new End(Kind.LOST, Set.of(), l.why(), null, false, xcoms);
            };
        }

        private static Set<String> texts(Set<TaskId> tasks) {
            return tasks.stream().map(TaskId::value).collect(Collectors.toSet());
        }

        Ended ended() {
            Outcome outcome = switch (kind) {
                case SUCCEEDED -> new Outcome.Succeeded();
                case BRANCHED ->
                    new Outcome.Branched(chosen.stream().map(TaskId::new).collect(Collectors.toSet()));
                case SKIPPED -> new Outcome.Skipped(text);
                case FAILED ->
                    new Outcome.Failed(
                            failure == null ? Failure.of(ErrorCode.INTERNAL, "no reason given") : failure, retryable);
                case LOST -> new Outcome.Lost(text);
            };
            return new Ended(outcome, xcoms);
        }
    }

    enum Kind {
        SUCCEEDED,
        BRANCHED,
        SKIPPED,
        FAILED,
        LOST
    }

    /// Child: the JVM is shutting down though the attempt has not ended: the task called `System.exit`.
    record Exit() implements Frame {}
}
