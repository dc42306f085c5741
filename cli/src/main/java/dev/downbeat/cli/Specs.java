package dev.downbeat.cli;

import dev.downbeat.api.DownbeatApi;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.model.Problem;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.sdk.json.SpecJson;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds the spec that a person means: of a known DAG, or in a file.
final class Specs {
    private Specs() {}

    /// A file when the word looks like one.
    static Optional<Path> file(String word) {
        try {
            Path path = Path.of(word);
            boolean named = word.matches(".*\\.(ya?ml|java)") || word.indexOf('/') >= 0;
            return named || Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static DagSpec of(Context context, String dagOrFile) {
        Optional<Path> file = file(dagOrFile);
        if (file.isPresent()) {
            return inFile(context, file.get(), Optional.empty());
        }
        try (var access = context.platform().access()) {
            return known(access.api(), dagOrFile);
        }
    }

    static DagSpec known(DownbeatApi api, String dag) {
        return SpecJson.read(Json.write(api.dag(dag).spec()));
    }

    /// The one DAG of a file, or the one that is asked for.
    ///
    /// @throws BadFileException when the file has mistakes
    static DagSpec inFile(Context context, Path file, Optional<String> dag) {
        Platform.Loaded loaded = load(context, file);
        List<String> ids = loaded.dags().stream().map(spec -> spec.id().value()).toList();
        if (dag.isEmpty() && ids.size() == 1) {
            return loaded.dags().getFirst();
        }
        if (dag.isEmpty()) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT,
                    ids.isEmpty()
                            ? "%s holds no DAG".formatted(file)
                            : "%s holds %d DAGs, say which with --dag: %s"
                                    .formatted(file, ids.size(), String.join(", ", ids)));
        }
        return loaded.dags().stream()
                .filter(spec -> spec.id().value().equals(dag.get()))
                .findFirst()
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.NOT_FOUND,
                        "%s holds no DAG '%s'%s".formatted(file, dag.get(), Nearest.hint(dag.get(), ids))));
    }

    private static Platform.Loaded load(Context context, Path file) {
        if (!Files.isRegularFile(file)) {
            String what = Files.isDirectory(file) ? "is a folder, name a file in it" : "does not exist";
            throw new DownbeatException(ErrorCode.NOT_FOUND, "%s %s".formatted(file, what));
        }
        Platform.Loaded loaded = context.platform().load(file);
        if (!loaded.problems().isEmpty()) {
            throw new BadFileException(file, loaded.problems());
        }
        return loaded;
    }

    /// A DAG file has mistakes.
    static final class BadFileException extends DownbeatException {
        private static final long serialVersionUID = 1L;

        private final transient List<Problem> problems;

        BadFileException(Path file, List<Problem> problems) {
            super(ErrorCode.BAD_DAG, "%s has %s".formatted(file, Words.count(problems.size(), "mistake")));
            this.problems = List.copyOf(problems);
        }

        List<Problem> problems() {
            return problems;
        }
    }
}
