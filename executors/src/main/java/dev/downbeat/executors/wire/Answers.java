package dev.downbeat.executors.wire;

import dev.downbeat.executors.attempt.AttemptTools;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.OtherRuns;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks things up for an attempt elsewhere.
public record Answers(AttemptTools tools, RunId run) {
    public Reply to(Question question) {
        try {
            return new Reply(find(question.subject(), question.names()), null);
        } catch (DownbeatException e) {
            return Reply.failed(e);
        }
    }

    private @Nullable String find(Question.Subject subject, List<String> names) {
        var secrets = tools.secrets();
        return switch (subject) {
            case CONNECTION -> Json.write(secrets.connection(names.getFirst()));
            case VARIABLE -> secrets.variable(names.getFirst()).orElse(null);
            case CONNECTION_IDS -> Json.write(secrets.connectionIds());
            case VARIABLE_KEYS -> Json.write(secrets.variableKeys());
            case OTHER_RUN ->
                tools.otherRuns()
                        .newest(names.get(0), date(names.get(1)), names.get(2).isEmpty() ? null : names.get(2))
                        .map(Json::write)
                        .orElse(null);
            case RUN_BY_ID ->
                tools.otherRuns()
                        .run(Long.parseLong(names.getFirst()))
                        .map(Json::write)
                        .orElse(null);
            case TRIGGER ->
                Long.toString(tools.otherRuns().trigger(Json.read(names.getFirst(), OtherRuns.Start.class)));
            case OUTPUTS -> Json.write(Asking.LeftText.of(tools.outputs().load(run, tasks(names))));
            case OUTPUTS_AT -> {
                var index = MapIndex.of(Integer.parseInt(names.getFirst()));
                Set<TaskId> tasks = tasks(names.subList(1, names.size()));
                yield Json.write(Asking.LeftText.of(tools.outputs().load(run, tasks, index)));
            }
        };
    }

    private static @Nullable Instant date(String text) {
        return text.isEmpty() ? null : Instant.parse(text);
    }

    private static Set<TaskId> tasks(List<String> names) {
        return names.stream().map(TaskId::new).collect(Collectors.toSet());
    }
}
