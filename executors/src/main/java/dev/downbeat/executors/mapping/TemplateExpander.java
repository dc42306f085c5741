package dev.downbeat.executors.mapping;

import dev.downbeat.engine.port.Expander;
import dev.downbeat.executors.artifacts.Artifact;
import dev.downbeat.executors.artifacts.ArtifactStore;
import dev.downbeat.executors.attempt.Outputs;
import dev.downbeat.executors.attempt.RunMasking;
import dev.downbeat.executors.attempt.TaskTemplates;
import dev.downbeat.executors.attempt.Upstream;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Excerpt;
import dev.downbeat.model.MapIndex;
import dev.downbeat.model.Mapping;
import dev.downbeat.model.RunSpec;
import dev.downbeat.model.TaskId;
import dev.downbeat.model.TaskSpec;
import dev.downbeat.templates.Templates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Evaluates the sources of a mapped task: lists as written, or templates over the outputs of other tasks. An
/// object as a source gives its entries as items `{"key", "value"}`; a list in the artifact store is read.
///
/// The items of [Mapping.Kind#EACH] are those of its list. Those of a cross product or zip are objects with the
/// sources' names, also when there is only one source: adding a second one then changes nothing for templates.
public final class TemplateExpander implements Expander {
    public static final int DEFAULT_MAX_LENGTH = 100_000;

    private static final int MAX_NAME = 250;

    private final Templates templates = new Templates();
    private final Outputs outputs;
    private final Secrets secrets;
    private final ArtifactStore artifacts;
    private final int maxLength;

    /// @param maxLength how many instances a mapped task may have
    public TemplateExpander(Outputs outputs, Secrets secrets, ArtifactStore artifacts, int maxLength) {
        this.outputs = outputs;
        this.secrets = secrets;
        this.artifacts = artifacts;
        this.maxLength = maxLength;
    }

    @Override
    public Items items(RunSpec run, DagVersion version, TaskSpec task) {
        return switch (task.mapping()) {
            case Mapping.Single _, Mapping.Along _ ->
                throw new DownbeatException(
                        ErrorCode.INTERNAL, "task '%s' has no items of its own".formatted(task.id()));
            case Mapping.Over over ->
                masked(run, () -> {
                    Map<String, @Nullable Object> variables = variables(run, version, task, over);
                    List<@Nullable Object> items = items(over, lists(task, over, variables), task.id());
                    return new Items(items, names(run, task, items, variables));
                });
        };
    }

    private List<String> names(
            RunSpec run, TaskSpec task, List<@Nullable Object> items, Map<String, @Nullable Object> variables) {
        String template = task.mapping().options().indexName();
        if (template.isEmpty()) {
            return List.of();
        }
        var masking = new RunMasking(secrets, run).get();
        var names = new ArrayList<String>(items.size());
        Map<String, @Nullable Object> own = new LinkedHashMap<>(variables);
        for (int i = 0; i < items.size(); i++) {
            own.put("item", items.get(i));
            own.put("map_index", i);
            names.add(masking.mask(bounded(name(template, own, task, i))));
        }
        return names;
    }

    private String name(String template, Map<String, @Nullable Object> variables, TaskSpec task, int index) {
        try {
            return String.valueOf(templates.render(template, variables));
        } catch (DownbeatException e) {
            throw new DownbeatException(
                    e.code(), "index_name of task '%s'[%d]: %s".formatted(task.id(), index, e.text()), e);
        }
    }

    private static String bounded(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME - 1) + "…";
    }

    /// The messages show values.
    private <T> T masked(RunSpec run, Supplier<T> work) {
        try {
            return work.get();
        } catch (DownbeatException e) {
            throw new DownbeatException(
                    e.code(), new RunMasking(secrets, run).get().mask(e.text()), e.getCause());
        }
    }

    private Map<String, @Nullable Object> variables(RunSpec run, DagVersion version, TaskSpec task, Mapping.Over over) {
        Set<TaskId> reads = new TreeSet<>();
        over.sources().values().forEach(source -> {
            if (source instanceof Mapping.Template template) {
                reads.addAll(template.reads());
            }
        });
        var upstream = new Upstream(version.spec(), run.id(), reads, outputs);
        return TaskTemplates.variables(run, upstream, secrets)
                .file(Path.of(version.spec().about().origin().file()))
                .task(task.id(), 1, MapIndex.NONE)
                .build();
    }

    private SequencedMap<String, List<?>> lists(
            TaskSpec task, Mapping.Over over, Map<String, @Nullable Object> variables) {
        SequencedMap<String, List<?>> lists = new LinkedHashMap<>();
        over.sources().forEach((name, source) -> {
            String what = over.kind() == Mapping.Kind.EACH ? "each" : word(over.kind()) + "." + name;
            lists.put(name, list("%s of task '%s'".formatted(what, task.id()), source, variables));
        });
        return lists;
    }

    private List<?> list(String what, Mapping.Source source, Map<String, @Nullable Object> variables) {
        return switch (source) {
            case Mapping.Literal literal -> literal.items();
            case Mapping.Template template -> toList(what, templates.render(template.expression(), variables));
        };
    }

    private List<?> toList(String what, @Nullable Object value) {
        Optional<Artifact> artifact = Artifact.in(value);
        Object resolved = artifact.isPresent() ? artifacts.load(artifact.get()) : value;
        return switch (resolved) {
            case List<?> list -> list;
            case Map<?, ?> map -> entries(map);
            case null ->
                throw bad(what
                        + " is null, not a list: the task that should have made it returned nothing, or did not run");
            default ->
                throw bad("%s is %s, not a list: %s"
                        .formatted(what, kind(resolved), Excerpt.of(String.valueOf(resolved), 80)));
        };
    }

    private static List<?> entries(Map<?, ?> map) {
        var items = new ArrayList<Object>(map.size());
        map.forEach((key, value) -> {
            var item = new LinkedHashMap<String, @Nullable Object>();
            item.put("key", key);
            item.put("value", value);
            items.add(item);
        });
        return items;
    }

    private List<@Nullable Object> items(Mapping.Over over, SequencedMap<String, List<?>> lists, TaskId task) {
        int batch = over.options().batch();
        if (batch == 0) {
            return single(over, lists, new Bound(task, limit(over), 1));
        }
        return new Batches(single(over, lists, new Bound(task, limit(over), batch)), batch);
    }

    private int limit(Mapping.Over over) {
        int own = over.options().maxLength();
        return own == 0 ? maxLength : own;
    }

    /// How many items there may be.
    ///
    /// @param instances how many instances of the task there may be
    /// @param batch     how many items make one
    private record Bound(TaskId task, int instances, int batch) {
        int check(long size) {
            long needed = (size + batch - 1) / batch;
            if (needed > instances) {
                throw new DownbeatException(
                        ErrorCode.LIMIT_EXCEEDED,
                        "task '%s' would be mapped over %s%,d items; the limit (max_map_length) is %,d"
                                .formatted(task, size == Integer.MAX_VALUE ? "more than " : "", needed, instances));
            }
            return (int) size;
        }
    }

    private static List<@Nullable Object> single(Mapping.Over over, SequencedMap<String, List<?>> lists, Bound bound) {
        return switch (over.kind()) {
            case EACH -> {
                List<?> only = lists.firstEntry().getValue();
                int ignored = bound.check(only.size());
                yield new ArrayList<>(only);
            }
            case CROSS -> {
                long size = 1;
                for (List<?> list : lists.values()) {
                    // stays exact: no factor passes what an int holds, and it stops beyond the limit
                    size = Math.min(size * list.size(), Integer.MAX_VALUE);
                }
                boolean none = lists.values().stream().anyMatch(List::isEmpty);
                yield new Combination.Cross(lists, none ? 0 : bound.check(size));
            }
            case ZIP -> new Combination.Zip(lists, bound.check(commonSize(lists, bound.task())), null);
            case ZIP_LONGEST -> {
                int size = lists.values().stream().mapToInt(List::size).max().orElse(0);
                yield new Combination.Zip(
                        lists, bound.check(size), over.options().fill());
            }
        };
    }

    private static int commonSize(SequencedMap<String, List<?>> lists, TaskId task) {
        int size = lists.firstEntry().getValue().size();
        if (lists.values().stream().anyMatch(list -> list.size() != size)) {
            String lengths = lists.entrySet().stream()
                    .map(entry -> "%s has %,d"
                            .formatted(entry.getKey(), entry.getValue().size()))
                    .collect(Collectors.joining(", "));
            throw bad("the lists that zip of task '%s' puts together have different lengths: %s"
                    .formatted(task, lengths));
        }
        return size;
    }

    private static String kind(Object value) {
        return switch (value) {
            case String text -> "a string";
            case Boolean truth -> "a boolean";
            case Number number -> "a number";
            default -> value.getClass().getSimpleName();
        };
    }

    private static String word(Mapping.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static DownbeatException bad(String message) {
        return new DownbeatException(ErrorCode.BAD_INPUT, message);
    }
}
