package dev.downbeat.executors.wire;

import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunId;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import dev.downbeat.sdk.operator.OtherRuns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks everything up by asking whoever ordered the attempt.
public record Asking(Asker asker) implements Outputs, Secrets, OtherRuns {
    /// Carries a question to whoever has the answer.
    public interface Asker {
        /// @return the answer's JSON; null for none
        /// @throws dev.downbeat.model.DownbeatException what the look-up threw
        @Nullable
        String ask(Question question);
    }

    /// Outputs as they go over the wire.
    record LeftText(List<XcomText> xcoms, Map<String, Integer> mapSizes) {
        static LeftText of(Left left) {
            return new LeftText(
                    left.xcoms().stream()
                            .map(xcom -> new XcomText(
                                    xcom.task().value(), xcom.index().value(), xcom.name(), xcom.json()))
                            .toList(),
                    left.mapSizes().entrySet().stream()
                            .collect(Collectors.toMap(entry -> entry.getKey().value(), Map.Entry::getValue)));
        }

        Left left() {
            return new Left(
                    xcoms.stream().map(XcomText::xcom).toList(),
                    mapSizes.entrySet().stream()
                            .collect(Collectors.toMap(entry -> new TaskId(entry.getKey()), Map.Entry::getValue)));
        }
    }

    record XcomText(String task, int index, String name, String json) {
        Xcom xcom() {
            return new Xcom(new TaskId(task), MapIndex.of(index), name, json);
        }
    }

    @Override
    public Left load(RunId run, Set<TaskId> tasks) {
        List<String> names = tasks.stream().map(TaskId::value).toList();
        return Json.read(required(Question.Subject.OUTPUTS, names), LeftText.class)
                .left();
    }

    @Override
    public Left load(RunId run, Set<TaskId> tasks, MapIndex index) {
        var names = new ArrayList<String>();
        names.add(String.valueOf(index.value()));
        tasks.forEach(task -> names.add(task.value()));
        return Json.read(required(Question.Subject.OUTPUTS_AT, names), LeftText.class)
                .left();
    }

    @Override
    public Connection connection(String id) {
        return Json.read(required(Question.Subject.CONNECTION, List.of(id)), Connection.class);
    }

    @Override
    public Optional<String> variable(String key) {
        return Optional.ofNullable(ask(Question.Subject.VARIABLE, List.of(key)));
    }

    @Override
    public SortedSet<String> connectionIds() {
        return names(Question.Subject.CONNECTION_IDS);
    }

    @Override
    public SortedSet<String> variableKeys() {
        return names(Question.Subject.VARIABLE_KEYS);
    }

    @Override
    public Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task) {
        List<String> names = List.of(dag, date == null ? "" : date.toString(), task == null ? "" : task);
        String json = ask(Question.Subject.OTHER_RUN, names);
        return json == null ? Optional.empty() : Optional.of(Json.read(json, OtherRun.class));
    }

    @Override
    public Optional<OtherRun> run(long id) {
        String json = ask(Question.Subject.RUN_BY_ID, List.of(Long.toString(id)));
        return json == null ? Optional.empty() : Optional.of(Json.read(json, OtherRun.class));
    }

    @Override
    public long trigger(Start start) {
        return Long.parseLong(required(Question.Subject.TRIGGER, List.of(Json.write(start))));
    }

    private SortedSet<String> names(Question.Subject subject) {
        return new TreeSet<>(List.of(Json.read(required(subject, List.of()), String[].class)));
    }

    /// Whoever ordered the attempt masks all that comes from here.
    @Override
    public Masking masking() {
        return Masking.NONE;
    }

    private @Nullable String ask(Question.Subject subject, List<String> names) {
        return asker.ask(new Question(subject, names));
    }

    private String required(Question.Subject subject, List<String> names) {
        @Nullable String json = ask(subject, names);
        if (json == null) {
            throw new IllegalStateException("there was no answer about " + subject);
        }
        return json;
    }
}
