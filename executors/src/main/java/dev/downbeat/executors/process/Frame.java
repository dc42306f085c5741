package dev.downbeat.executors.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.downbeat.executors.attempt.AttemptLimits;
import dev.downbeat.executors.attempt.StopReason;
import dev.downbeat.executors.wire.Ending;
import dev.downbeat.executors.wire.Question;
import dev.downbeat.executors.wire.Reply;
import dev.downbeat.executors.wire.WorkOrder;
import dev.downbeat.executors.wire.WorkVersion;

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
    record Work(WorkOrder order, WorkVersion version, Places places) implements Frame {}

    /// Where the child writes.
    ///
    /// @param scratch the parent's scratch folder
    record Places(String home, String scratch, AttemptLimits limits) {}

    /// Parent: stop.
    record Stop(StopReason reason) implements Frame {}

    /// Child: look this up.
    record Ask(long id, Question question) implements Frame {}

    /// Parent: this is it.
    record Answer(long id, Reply reply) implements Frame {}

    /// Child: a line of its own words.
    record Log(boolean error, String line) implements Frame {}

    /// Child: the attempt ended. The last frame.
    record End(Ending ending) implements Frame {}

    /// Child: the JVM is shutting down though the attempt has not ended: the task called `System.exit`.
    record Exit() implements Frame {}
}
