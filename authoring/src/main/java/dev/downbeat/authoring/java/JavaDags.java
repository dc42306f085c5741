package dev.downbeat.authoring.java;

import dev.downbeat.authoring.Parsed;
import dev.downbeat.authoring.shape.Operators;
import dev.downbeat.model.DagId;
import dev.downbeat.model.DagSpec;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Origin;
import dev.downbeat.model.Problem;
import dev.downbeat.sdk.Dag;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.templates.Templates;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the DAGs that a `.java` file declares, each as a `public static final Dag` field.
public final class JavaDags {
    private final CompiledSources sources;
    private final Operators operators;
    private final Templates templates;

    /// With the operators on the class path.
    public JavaDags(CompiledSources sources) {
        this(sources, Operators.installed(), new Templates());
    }

    /// @param sources where the compiled classes are found again when the DAG's tasks are executed
    public JavaDags(CompiledSources sources, Operators operators, Templates templates) {
        this.sources = sources;
        this.operators = operators;
        this.templates = templates;
    }

    /// Compiles a file and initialises the classes that declare DAGs. Whatever is wrong comes back as
    /// problems: javac's errors, an exception in an initialiser, a DAG that is refused.
    ///
    /// @param source the file's text
    public Parsed parse(Path file, String source) {
        try {
            return switch (sources.compilation(file, source)) {
                case Compilation.Failed failed -> new Parsed.Broken(failed.problems());
                case Compilation.Classes classes -> read(file, source, classes);
            };
        } catch (DownbeatException e) {
            return broken(of(file, e.text()));
        }
    }

    private Parsed read(Path file, String source, Compilation.Classes classes) {
        var origin = new Origin("java", file.toAbsolutePath().normalize().toString(), SpecJson.sha256(source));
        var specs = new ArrayList<DagSpec>();
        try {
            for (String name : classes.names()) {
                Class<?> type = CompiledSources.load(classes.loader(), name);
                Dag.declaredIn(type).forEach(dag -> specs.add(dag.spec(origin)));
            }
        } catch (DownbeatException | LinkageError e) {
            sources.forget(file, source); // a class that failed once would tell less the next time
            return broken(failure(file, classes, e));
        }
        return checked(file, classes, specs);
    }

    private Parsed checked(Path file, Compilation.Classes classes, List<DagSpec> specs) {
        if (specs.isEmpty()) {
            return broken(nothingDeclared(file, classes));
        }
        var checks = new SpecChecks(file.toString(), operators, templates);
        specs.forEach(checks::check);
        var problems = new ArrayList<>(checks.problems());
        var ids = new HashSet<DagId>();
        for (DagSpec spec : specs) {
            if (!ids.add(spec.id())) {
                problems.add(of(file, "two DAGs of this file are called '%s'".formatted(spec.id())));
            }
        }
        return problems.isEmpty() ? new Parsed.Dags(specs) : new Parsed.Broken(problems);
    }

    private static Problem nothingDeclared(Path file, Compilation.Classes classes) {
        String hint = classes.names().stream()
                .map(name -> CompiledSources.load(classes.loader(), name))
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(field -> field.getType() == Dag.class)
                .map(Field::getName)
                .findFirst()
                .map("make '%s' public static final"::formatted)
                .orElse("write: public static final Dag DAG = Dag.of(\"id\", d -> { … });");
        return new Problem(file.toString(), 0, 0, "declares no DAG", hint);
    }

    /// The first cause that says what went wrong, at the last line of this file that was on the way to it.
    private static Problem failure(Path file, Compilation.Classes classes, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof LinkageError && cause.getCause() != null) {
            cause = cause.getCause();
        }
        int line = line(cause, classes).orElse(0);
        String message = cause instanceof DownbeatException known
                ? known.text()
                : "the class cannot be initialised: %s%s"
                        .formatted(cause.getClass().getSimpleName(), said(cause.getMessage()));
        return new Problem(file.toString(), line, line > 0 ? 1 : 0, message, "");
    }

    private static Optional<Integer> line(Throwable cause, Compilation.Classes classes) {
        return Arrays.stream(cause.getStackTrace())
                .filter(frame -> classes.names().contains(frame.getClassName()) && frame.getLineNumber() > 0)
                .map(StackTraceElement::getLineNumber)
                .findFirst();
    }

    private static String said(@Nullable String message) {
        return message == null ? "" : ": " + message;
    }

    private static Problem of(Path file, String message) {
        return new Problem(file.toString(), 0, 0, message, "");
    }

    private static Parsed broken(Problem problem) {
        return new Parsed.Broken(List.of(problem));
    }
}
