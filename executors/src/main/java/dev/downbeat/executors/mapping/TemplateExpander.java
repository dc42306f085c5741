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
    public List<@Nullable Object> items(RunSpec run, DagVersion version, TaskSpec task) {
        return switch (task.mapping()) {
            case Mapping.Single single ->
                throw new DownbeatException(ErrorCode.INTERNAL, "task '%s' is not mapped".formatted(task.id()));
            case Mapping.Over over -> masked(run, () -> items(over, lists(run, version, task, over), task.id()));
        };
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

    private SequencedMap<String, List<?>> lists(RunSpec run, DagVersion version, TaskSpec task, Mapping.Over over) {
        Set<TaskId> reads = new TreeSet<>();
        over.sources().values().forEach(source -> {
            if (source instanceof Mapping.Template template) {
                reads.addAll(template.reads());
            }
        });
        var upstream = new Upstream(version.spec(), run.id(), reads, outputs);
        Map<String, @Nullable Object> variables = TaskTemplates.variables(run, upstream, secrets)
                .file(Path.of(version.spec().about().origin().file()))
                .task(task.id(), 1, MapIndex.NONE)
                .build();
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
        return switch (over.kind()) {
            case EACH -> {
                List<?> only = lists.firstEntry().getValue();
                bounded(only.size(), task);
                yield new ArrayList<>(only);
            }
            case CROSS -> {
                long size = 1;
                for (List<?> list : lists.values()) {
                    // stays exact: no factor passes what an int holds, and it stops beyond the limit
                    size = Math.min(size * list.size(), Integer.MAX_VALUE);
                }
                boolean none = lists.values().stream().anyMatch(List::isEmpty);
                yield new Combination.Cross(lists, none ? 0 : bounded(size, task));
            }
            case ZIP -> new Combination.Zip(lists, bounded(commonSize(lists, task), task));
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

    private int bounded(long size, TaskId task) {
        if (size > maxLength) {
            throw new DownbeatException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "task '%s' would be mapped over %s%,d items; the limit (max_map_length) is %,d"
                            .formatted(task, size == Integer.MAX_VALUE ? "more than " : "", size, maxLength));
        }
        return (int) size;
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
