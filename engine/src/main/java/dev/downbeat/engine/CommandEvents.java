package dev.downbeat.engine;

import dev.downbeat.decider.Change;
import dev.downbeat.decider.Decision;
import dev.downbeat.decider.Event;
import dev.downbeat.decider.Graph;
import dev.downbeat.engine.port.RunLog.StoredCommand;
import dev.downbeat.model.DagRunState;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Failure;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunCommand;
import java.time.Instant;
import java.util.List;

/// What a person's command means to the decider, and what is told of it.
final class CommandEvents {
    private CommandEvents() {}

    /// Tasks that the graph does not have are left out.
    static Event event(StoredCommand asked, Graph graph, Instant now) {
        String note = note(asked);
        return switch (asked.command()) {
            case RunCommand.Cancel _ -> new Event.Abort(Failure.of(ErrorCode.CANCELLED, note), now);
            case RunCommand.CancelTasks cancel ->
                new Event.CancelTasks(targets(cancel.targets(), graph), Failure.of(ErrorCode.CANCELLED, note), now);
            case RunCommand.Clear clear ->
                new Event.Clear(targets(clear.targets(), graph), clear.failedOnly(), note, now);
            case RunCommand.Mark mark -> new Event.Mark(targets(mark.targets(), graph), mark.state(), note, now);
            case RunCommand.MarkRun mark ->
                new Event.MarkRun(
                        mark.state() == DagRunState.FAILED ? Failure.of(ErrorCode.CANCELLED, note) : null, note, now);
        };
    }

    private static List<Event.Target> targets(List<RunCommand.Target> targets, Graph graph) {
        return targets.stream()
                .filter(target -> graph.has(target.task()))
                .map(target -> new Event.Target(
                        graph.position(target.task()),
                        target.indexes().stream().map(MapIndex::of).toList()))
                .toList();
    }

    private static String note(StoredCommand asked) {
        String what = switch (asked.command()) {
            case RunCommand.Cancel _, RunCommand.CancelTasks _ -> "cancelled";
            case RunCommand.Clear _ -> "cleared";
            case RunCommand.Mark mark -> "marked " + mark.state().word();
            case RunCommand.MarkRun mark -> "the run was marked " + mark.state().word();
        };
        return asked.by().isEmpty() ? what : what + " by " + asked.by();
    }

    /// One line on what came of it.
    static String outcome(StoredCommand asked, Decision decision) {
        String note = note(asked);
        long moved = decision.changes().stream()
                .filter(change ->
                        change instanceof Change.Task task && task.note().equals(note))
                .count();
        return switch (asked.command()) {
            case RunCommand.Cancel _, RunCommand.MarkRun _ ->
                decision.changes().isEmpty() ? "nothing to do: the run stands so already" : "done";
            case RunCommand.CancelTasks _, RunCommand.Clear _, RunCommand.Mark _ ->
                moved == 0
                        ? "nothing to do: no task instance of these is in a state to be changed so"
                        : "done: %d task instance%s".formatted(moved, moved == 1 ? "" : "s");
        };
    }
}
