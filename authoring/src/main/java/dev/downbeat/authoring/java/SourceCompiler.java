package dev.downbeat.authoring.java;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.sdk.Dag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles one source file in memory, for the running Java and against its class path. Parameter names are
/// kept, as arguments are given by name; annotation processors are off, as they could run anything.
final class SourceCompiler {
    /// @param file names the source in problems; it is not read
    /// @throws DownbeatException BAD_DAG when this Java has no compiler
    Compilation compile(Path file, String source) {
        JavaCompiler javac = javac();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(diagnostics, null, StandardCharsets.UTF_8);
                var classes = new MemoryClasses(files)) {
            var options = List.of(
                    "-classpath", System.getProperty("java.class.path"), "-parameters", "-proc:none", "-g", "-nowarn");
            boolean done = javac.getTask(
                            null, classes, diagnostics, options, null, List.of(new Source(file.toUri(), source)))
                    .call();
            return done
                    ? new Compilation.Classes(classes.loader(Dag.class.getClassLoader()), classes.names())
                    : new Compilation.Failed(problems(file, diagnostics));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaCompiler javac() {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            throw new DownbeatException(
                    ErrorCode.BAD_DAG,
                    "DAGs and tasks in Java need javac, and the Java in %s comes without it: use a JDK"
                            .formatted(System.getProperty("java.home")));
        }
        return javac;
    }

    private static List<Problem> problems(Path file, DiagnosticCollector<JavaFileObject> diagnostics) {
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .sorted(Comparator.comparingLong(Diagnostic::getPosition))
                .map(diagnostic -> problem(file, diagnostic))
                .toList();
    }

    private static Problem problem(Path file, Diagnostic<? extends JavaFileObject> diagnostic) {
        String message = JavacMessage.oneLine(diagnostic.getMessage(Locale.ENGLISH));
        return new Problem(
                file.toString(),
                position(diagnostic.getLineNumber()),
                position(diagnostic.getColumnNumber()),
                message,
                "");
    }

    private static int position(long position) {
        return position == Diagnostic.NOPOS ? 0 : Math.toIntExact(position);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(URI uri, String text) {
            super(uri, Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
