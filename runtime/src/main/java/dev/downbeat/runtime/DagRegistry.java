package dev.downbeat.runtime;

import dev.downbeat.api.UnknownNameException;
import dev.downbeat.authoring.Parsed;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DagVersion;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.store.dags.ImportError;
import dev.downbeat.store.dags.PgDags;
import dev.downbeat.store.dags.PgImportErrors;
import dev.downbeat.store.dags.StoredDag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes DAG files into the store. Registration never fails: a file that is wrong is kept with its mistakes for
/// people to see, and the last good version of its DAGs goes on. Used by one thread at a time.
final class DagRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(DagRegistry.class);

    private final DagReader reader;
    private final PgDags dags;
    private final PgImportErrors errors;
    /// Which file a DAG belongs to: the first one that declared it.
    private final Map<DagId, Path> owners = new HashMap<>();
    /// Files that declare a DAG of another file; read again when that one is gone.
    private final Set<Path> waiting = new TreeSet<>();

    /// Files with a DAG that closes a circle of DAGs; read again when another one changes.
    private final Set<Path> circling = new TreeSet<>();
    private final DagLinks links = new DagLinks();

    DagRegistry(DagReader reader, PgDags dags, PgImportErrors errors) {
        this.reader = reader;
        this.dags = dags;
        this.errors = errors;
    }

    /// A file of the DAG folder is new or has changed.
    void changed(Path file) {
        DagReader.FileContent content = reader.read(file);
        switch (content.parsed()) {
            case Parsed.Broken _ when DagReader.plainCode(file, content.source()) -> gone(file);
            case Parsed.Broken broken -> refuse(file, broken.problems());
            case Parsed.Dags good -> take(file, content.source(), good.specs());
        }
    }

    /// A file of the DAG folder is gone.
    void gone(Path file) {
        LOG.debug("{} holds no DAGs any more", file);
        dags.markAbsent(List.of(file.toString()));
        errors.delete(List.of(file.toString()));
        waiting.remove(file);
        circling.remove(file);
        release(file, Set.of());
    }

    /// Marks what the store still knows of the folder, but the folder does not hold any more.
    void settle(Path folder) {
        Predicate<String> missing = file -> Path.of(file).startsWith(folder) && !Files.exists(Path.of(file));
        List<String> dagFiles =
                dags.present().stream().map(StoredDag::file).filter(missing).toList();
        List<String> errorFiles =
                errors.list().stream().map(ImportError::file).filter(missing).toList();
        dags.markAbsent(dagFiles);
        errors.delete(errorFiles);
    }

    /// Registers one DAG of a file from anywhere.
    ///
    /// @param dag empty: the file's only one
    /// @throws DownbeatException BAD_DAG with all mistakes of the file, NOT_FOUND when it has no such DAG,
    ///         BAD_INPUT when it has several and none is named
    DagVersion register(Path file, String dag) {
        DagReader.FileContent content = reader.read(file);
        return switch (content.parsed()) {
            case Parsed.Broken broken ->
                throw new DownbeatException(
                        ErrorCode.BAD_DAG,
                        broken.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
            case Parsed.Dags good -> dags.register(choose(file, dag, good.specs()), content.source());
        };
    }

    private static DagSpec choose(Path file, String dag, List<DagSpec> specs) {
        if (dag.isEmpty() && specs.size() == 1) {
            return specs.getFirst();
        }
        List<String> ids = specs.stream().map(spec -> spec.id().value()).toList();
        if (dag.isEmpty()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    "%s holds several DAGs: name one of %s".formatted(file, String.join(", ", ids)));
        }
        return specs.stream()
                .filter(spec -> spec.id().value().equals(dag))
                .findFirst()
                .orElseThrow(() -> UnknownNameException.of(
                        ErrorCode.NOT_FOUND, "%s holds no DAG '%s'".formatted(file, dag), dag, ids));
    }

    private void take(Path file, String source, List<DagSpec> specs) {
        List<Problem> conflicts = conflicts(file, specs);
        circling.remove(file);
        if (conflicts.isEmpty()) {
            List<Problem> circles = circles(file, specs);
            if (!circles.isEmpty()) {
                circling.add(file);
                refuse(file, circles);
                return;
            }
        }
        if (!conflicts.isEmpty()) {
            waiting.add(file);
            refuse(file, conflicts);
            return;
        }
        waiting.remove(file);
        var ids = specs.stream().map(DagSpec::id).collect(Collectors.toUnmodifiableSet());
        ids.forEach(id -> owners.put(id, file));
        for (DagSpec spec : specs) {
            DagVersion version = dags.register(spec, source);
            LOG.info("DAG {} version {} from {}", spec.id(), version.number(), file);
        }
        dags.keepOnly(file.toString(), ids);
        errors.delete(List.of(file.toString()));
        release(file, ids);
        List.copyOf(circling).forEach(this::changed); // this may have opened a circle
    }

    private List<Problem> circles(Path file, List<DagSpec> specs) {
        return links.add(specs).stream()
                .map(circle -> new Problem(file.toString(), 0, 0, circle, "take one of these tasks out"))
                .toList();
    }

    private List<Problem> conflicts(Path file, List<DagSpec> specs) {
        var conflicts = new ArrayList<Problem>();
        for (DagSpec spec : specs) {
            Path owner = owners.get(spec.id());
            if (owner != null && !owner.equals(file)) {
                conflicts.add(new Problem(
                        file.toString(),
                        0,
                        0,
                        "DAG '%s' is declared in %s already".formatted(spec.id(), owner),
                        "give one of the two another id"));
            }
        }
        return conflicts;
    }

    private void refuse(Path file, List<Problem> problems) {
        errors.put(file.toString(), problems);
        LOG.warn(
                "{} does not load; what was good of it before goes on. {} problems, the first: {}",
                file,
                problems.size(),
                problems.getFirst());
    }

    /// The file holds these DAGs now: others that it held are free for files that wait for them.
    private void release(Path file, Set<DagId> kept) {
        List<DagId> gone = owners.entrySet().stream()
                .filter(entry -> entry.getValue().equals(file) && !kept.contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(links::remove);
        boolean freed =
                owners.entrySet().removeIf(entry -> entry.getValue().equals(file) && !kept.contains(entry.getKey()));
        if (freed) {
            List.copyOf(waiting).forEach(this::changed);
        }
    }
}
