package dev.downbeat.templates;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.operator.Connection;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What templates of a task see.
///
/// ```java
/// Map<String, Object> variables = TemplateVariables.of(run)
///         .task(task, tryNumber, index)
///         .outputs(finished, outputs::of)
///         .connections(ids, connections::find)
///         .build();
/// ```
///
/// Outputs, XComs, variables and connections are looked up when a template first names them. Variables and
/// connections answer only for their name: walked or written as JSON, `var.value`, `var.json` and `conn`
/// are empty.
public final class TemplateVariables {
    /// All top-level names.
    public static final Set<String> NAMES = Set.of(
            "ds",
            "ds_nodash",
            "ts",
            "ts_nodash",
            "ts_nodash_with_tz",
            "logical_date",
            "data_interval_start",
            "data_interval_end",
            "params",
            "var",
            "conn",
            "outputs",
            "xcom",
            "run",
            "dag",
            "task",
            "item",
            "map_index",
            "triggering_asset_events",
            "macros");

    /// What conditions for a retry see beside the others: `message`, `code`, `exception`, `exit_code`.
    public static final String FAILURE = "failure";

    /// What `conn.<id>` has.
    public static final List<String> CONNECTION_FIELDS =
            List.of("type", "host", "port", "login", "password", "path", "extra");

    private final RunSpec run;
    private final Map<String, @Nullable Object> task = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> dag = new LinkedHashMap<>();
    private Map<String, @Nullable Object> outputs = Map.of();
    private Map<String, @Nullable Object> xcoms = Map.of();
    private Map<String, @Nullable Object> variables = Map.of("value", Map.of(), "json", Map.of());
    private Map<String, @Nullable Object> connections = Map.of();
    private @Nullable Object item;
    private int mapIndex = MapIndex.NONE.value();

    private TemplateVariables(RunSpec run) {
        this.run = run;
        dag.put("id", run.dag().value());
    }

    public static TemplateVariables of(RunSpec run) {
        return new TemplateVariables(run);
    }

    /// `task.id`, `task.try_number` (from 1) and `map_index` (-1 when not mapped).
    public TemplateVariables task(TaskId id, int tryNumber, MapIndex index) {
        task.put("id", id.value());
        task.put("try_number", tryNumber);
        mapIndex = index.value();
        return this;
    }

    /// `dag.file` and `dag.folder`: where the DAG's file lies, as absolute paths.
    public TemplateVariables file(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        dag.put("file", absolute.toString());
        dag.put("folder", String.valueOf(folder == null ? absolute : folder));
        return this;
    }

    /// `item`: what this instance of a mapped task works on.
    public TemplateVariables item(@Nullable Object value) {
        item = value;
        return this;
    }

    /// `outputs.<task>` and `outputs['task']`, for tasks in groups too: `outputs.group.task`.
    ///
    /// @param tasks those that may be named
    /// @param value the output of one of them; null when it returned nothing
    public TemplateVariables outputs(Collection<TaskId> tasks, Function<TaskId, @Nullable Object> value) {
        outputs = byTask(tasks, value);
        return this;
    }

    /// `xcom.<task>.<key>`.
    ///
    /// @param tasks  those that may be named
    /// @param values by key, of one of them
    public TemplateVariables xcoms(Collection<TaskId> tasks, Function<TaskId, Map<String, @Nullable Object>> values) {
        xcoms = byTask(tasks, values);
        return this;
    }

    /// `var.value.<name>` as text and `var.json.<name>` as the value that the text holds as JSON.
    ///
    /// @param names all known ones, to name the nearest when one is not there
    public TemplateVariables variables(
            Supplier<? extends Collection<String>> names, Function<String, Optional<String>> lookUp) {
        var value = LazyMap.closed(names, name -> lookUp.apply(name).map(LazyMap.Found::new));
        var json = LazyMap.closed(names, name -> lookUp.apply(name).map(text -> new LazyMap.Found(json(name, text))));
        variables = Map.of("value", value, "json", json);
        return this;
    }

    private static @Nullable Object json(String name, String text) {
        try {
            return Json.read(text);
        } catch (DownbeatException e) {
            // Without the parser's words: they may quote the value.
            throw new TemplateFailure("variable '%s' holds no JSON: use var.value.%s".formatted(name, name));
        }
    }

    /// `conn.<id>.<field>`, see [#CONNECTION_FIELDS].
    ///
    /// @param ids all known ones, to name the nearest when one is not there
    public TemplateVariables connections(
            Supplier<? extends Collection<String>> ids, Function<String, Optional<Connection>> lookUp) {
        connections = LazyMap.closed(ids, id -> lookUp.apply(id).map(found -> new LazyMap.Found(fields(found))));
        return this;
    }

    private static Map<String, @Nullable Object> fields(Connection connection) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("type", connection.type());
        fields.put("host", connection.host());
        fields.put("port", connection.port());
        fields.put("login", connection.login().user());
        fields.put("password", connection.login().password());
        fields.put("path", connection.path());
        fields.put("extra", connection.extra());
        return fields;
    }

    private static LazyMap byTask(Collection<TaskId> tasks, Function<TaskId, ? extends @Nullable Object> value) {
        var known = Map.copyOf(tasks.stream()
                .distinct()
                .collect(java.util.stream.Collectors.toMap(TaskId::value, Function.identity())));
        return LazyMap.open(() -> tasks.stream().map(TaskId::value).toList(), name -> taskOrGroup(known, name, value));
    }

    private static Optional<LazyMap.Found> taskOrGroup(
            Map<String, TaskId> known, String name, Function<TaskId, ? extends @Nullable Object> value) {
        TaskId task = known.get(name);
        if (task != null) {
            return Optional.of(new LazyMap.Found(value.apply(task)));
        }
        String prefix = name + ".";
        List<String> within = known.keySet().stream()
                .filter(id -> id.startsWith(prefix))
                .sorted()
                .toList();
        return within.isEmpty()
                ? Optional.empty()
                : Optional.of(new LazyMap.Found(LazyMap.open(
                        () -> within.stream()
                                .map(id -> id.substring(prefix.length()))
                                .toList(),
                        rest -> taskOrGroup(known, prefix + rest, value))));
    }

    /// All of [#NAMES] with their values, unmodifiable; may be read by several threads.
    public Map<String, @Nullable Object> build() {
        var all = new LinkedHashMap<String, @Nullable Object>();
        Moment date = Moment.of(run.interval().logicalDate());
        all.put("ds", Strftime.format(date, "%Y-%m-%d"));
        all.put("ds_nodash", Strftime.format(date, "%Y%m%d"));
        all.put("ts", date.toString());
        all.put("ts_nodash", Strftime.format(date, "%Y%m%dT%H%M%S"));
        all.put("ts_nodash_with_tz", Strftime.format(date, "%Y%m%dT%H%M%S%z"));
        all.put("logical_date", date);
        all.put("data_interval_start", Moment.of(run.interval().start()));
        all.put("data_interval_end", Moment.of(run.interval().end()));
        all.put("params", run.params());
        all.put("var", variables);
        all.put("conn", connections);
        all.put("outputs", outputs);
        all.put("xcom", xcoms);
        all.put("run", aboutRun());
        all.put("dag", Map.copyOf(dag));
        all.put("task", Map.copyOf(task));
        all.put("item", item);
        all.put("map_index", mapIndex);
        all.put("triggering_asset_events", run.cause().trigger().getOrDefault("assets", Map.of()));
        // Its functions are called by name; as a value it is empty.
        all.put(Macros.NAME, Map.of());
        return Collections.unmodifiableMap(all);
    }

    private Map<String, Object> aboutRun() {
        return Map.of(
                "id", run.id().value(),
                "dag", run.dag().value(),
                "type", run.type().word(),
                "version", run.version().value(),
                "logical_date", Moment.of(run.interval().logicalDate()));
    }
}
