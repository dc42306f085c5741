package dev.downbeat.testing;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.Problem;
import dev.downbeat.runtime.DagReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A JUnit extension that reads all DAG files of a folder before a class's tests, and fails with every mistake
/// in them.
///
/// ```java
/// @RegisterExtension
/// static final DagFiles DAGS = DagFiles.in(Path.of("dags"));
///
/// @Test
/// void a_bad_model_is_not_deployed() {
///     TestRun run = DAGS.dag("churn").fake("train", Fake.returning(Map.of("accuracy", 0.2))).run();
///
///     assertThat(run.task("deploy").state()).isEqualTo(TaskState.SKIPPED);
/// }
/// ```
public final class DagFiles implements BeforeAllCallback {
    private final Path folder;
    private final DagReader reader = DagReader.installed();
    private final Map<String, DagTest> dags = new LinkedHashMap<>();

    private DagFiles(Path folder) {
        this.folder = folder;
    }

    public static DagFiles in(Path folder) {
        return new DagFiles(folder);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var problems = new ArrayList<Problem>();
        for (Path file : files()) {
            switch (reader.read(file).parsed()) {
                case Parsed.Broken broken -> problems.addAll(broken.problems());
                case Parsed.Dags _ -> DagTest.all(reader, file).forEach(dag -> add(dag, file, problems));
            }
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(
                    problems.stream().map(Problem::toString).collect(Collectors.joining("\n", "\n", "")));
        }
    }

    private void add(DagTest dag, Path file, List<Problem> problems) {
        DagTest other = dags.putIfAbsent(dag.id(), dag);
        if (other != null) {
            problems.add(new Problem(
                    file.toString(),
                    0,
                    0,
                    "there is a DAG '%s' in %s too"
                            .formatted(dag.id(), other.spec().about().origin().file()),
                    "give one of them another id"));
        }
    }

    private List<Path> files() {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(ya?ml|java)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    /// @throws DownbeatException NOT_FOUND with the nearest known id
    public DagTest dag(String id) {
        DagTest dag = dags.get(id);
        if (dag == null) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "no file in %s has a DAG '%s'%s".formatted(folder, id, Nearest.hint(id, dags.keySet())));
        }
        return dag;
    }

    public SortedSet<String> ids() {
        return new TreeSet<>(dags.keySet());
    }
}
