package dev.downbeat.store;

import dev.downbeat.model.DagRunState;
import dev.downbeat.model.RunCommand;
import dev.downbeat.model.RunCommand.Target;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskState;
import dev.downbeat.model.VersionId;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a command says beside its kind, as it is stored.
public final class CommandJson {
    private CommandJson() {}

    private record Payload(
            @Nullable List<Part> targets,
            @Nullable Boolean failedOnly,
            @Nullable Long version,
            @Nullable String state) {}

    private record Part(String task, List<Integer> indexes) {}

    public static String write(RunCommand command) {
        return switch (command) {
            case RunCommand.Cancel _ -> "{}";
            case RunCommand.CancelTasks cancel -> Json.write(Map.of("targets", parts(cancel.targets())));
            case RunCommand.Clear clear ->
                Json.write(new Payload(
                        parts(clear.targets()),
                        clear.failedOnly(),
                        clear.version() == null ? null : clear.version().value(),
                        null));
            case RunCommand.Mark mark ->
                Json.write(new Payload(
                        parts(mark.targets()), null, null, mark.state().word()));
            case RunCommand.MarkRun mark ->
                Json.write(new Payload(null, null, null, mark.state().word()));
        };
    }

    public static RunCommand read(RunCommand.Kind kind, String json) {
        Payload payload = Json.read(json, Payload.class);
        List<Target> targets = Objects.requireNonNullElse(payload.targets(), List.<Part>of()).stream()
                .map(part -> new Target(new TaskId(part.task()), part.indexes()))
                .toList();
        String state = Objects.requireNonNullElse(payload.state(), "");
        Long version = payload.version();
        return switch (kind) {
            case CANCEL -> new RunCommand.Cancel();
            case CANCEL_TASKS -> new RunCommand.CancelTasks(targets);
            case CLEAR ->
                new RunCommand.Clear(
                        targets,
                        Boolean.TRUE.equals(payload.failedOnly()),
                        version == null ? null : new VersionId(version));
            case MARK -> new RunCommand.Mark(targets, TaskState.of(state));
            case MARK_RUN -> new RunCommand.MarkRun(DagRunState.of(state));
        };
    }

    private static List<Part> parts(List<Target> targets) {
        return targets.stream()
                .map(target -> new Part(target.task().value(), target.indexes()))
                .toList();
    }
}
