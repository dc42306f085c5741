package dev.downbeat.executors.process;

import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks things up for a child.
record Answers(AttemptTools tools, RunId run) {
    Frame.Answer to(Frame.Ask ask) {
        try {
            return new Frame.Answer(ask.id(), find(ask.subject(), ask.names()), null);
        } catch (DownbeatException e) {
            return new Frame.Answer(ask.id(), null, new Frame.Problem(e.code(), e.text()));
        }
    }

    private @Nullable String find(Frame.Subject subject, List<String> names) {
        var secrets = tools.secrets();
        return switch (subject) {
            case CONNECTION -> Json.write(secrets.connection(names.getFirst()));
            case VARIABLE -> secrets.variable(names.getFirst()).orElse(null);
            case CONNECTION_IDS -> Json.write(secrets.connectionIds());
            case VARIABLE_KEYS -> Json.write(secrets.variableKeys());
            case OUTPUTS -> Json.write(AskingParent.LeftText.of(tools.outputs().load(run, tasks(names))));
            case OUTPUTS_AT -> {
                var index = MapIndex.of(Integer.parseInt(names.getFirst()));
                Set<TaskId> tasks = tasks(names.subList(1, names.size()));
                yield Json.write(AskingParent.LeftText.of(tools.outputs().load(run, tasks, index)));
            }
        };
    }

    private static Set<TaskId> tasks(List<String> names) {
        return names.stream().map(TaskId::new).collect(Collectors.toSet());
    }
}
