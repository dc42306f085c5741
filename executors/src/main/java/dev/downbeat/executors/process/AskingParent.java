package dev.downbeat.executors.process;

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

/// Looks everything up at the parent.
record AskingParent(ChildPost post) implements Outputs, Secrets, OtherRuns {
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
        return Json.read(required(Frame.Subject.OUTPUTS, names), LeftText.class).left();
    }

    @Override
    public Left load(RunId run, Set<TaskId> tasks, MapIndex index) {
        var names = new ArrayList<String>();
        names.add(String.valueOf(index.value()));
        tasks.forEach(task -> names.add(task.value()));
        return Json.read(required(Frame.Subject.OUTPUTS_AT, names), LeftText.class)
                .left();
    }

    @Override
    public Connection connection(String id) {
        return Json.read(required(Frame.Subject.CONNECTION, List.of(id)), Connection.class);
    }

    @Override
    public Optional<String> variable(String key) {
        return Optional.ofNullable(post.ask(Frame.Subject.VARIABLE, List.of(key)));
    }

    @Override
    public SortedSet<String> connectionIds() {
        return names(Frame.Subject.CONNECTION_IDS);
    }

    @Override
    public SortedSet<String> variableKeys() {
        return names(Frame.Subject.VARIABLE_KEYS);
    }

    @Override
    public Optional<OtherRun> newest(String dag, @Nullable Instant date, @Nullable String task) {
        List<String> names = List.of(dag, date == null ? "" : date.toString(), task == null ? "" : task);
        String json = post.ask(Frame.Subject.OTHER_RUN, names);
        return json == null ? Optional.empty() : Optional.of(Json.read(json, OtherRun.class));
    }

    @Override
    public Optional<OtherRun> run(long id) {
        String json = post.ask(Frame.Subject.RUN_BY_ID, List.of(Long.toString(id)));
        return json == null ? Optional.empty() : Optional.of(Json.read(json, OtherRun.class));
    }

    @Override
    public long trigger(Start start) {
        return Long.parseLong(required(Frame.Subject.TRIGGER, List.of(Json.write(start))));
    }

    private SortedSet<String> names(Frame.Subject subject) {
        return new TreeSet<>(List.of(Json.read(required(subject, List.of()), String[].class)));
    }

    /// The parent masks all that comes from here.
    @Override
    public Masking masking() {
        return Masking.NONE;
    }

    private String required(Frame.Subject subject, List<String> names) {
        @Nullable String json = post.ask(subject, names);
        if (json == null) {
            throw new IllegalStateException("the parent had no answer about " + subject);
        }
        return json;
    }
}
