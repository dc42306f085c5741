package dev.downbeat.cli;

import dev.downbeat.runtime.ChildRehearsal;
import dev.downbeat.runtime.ServerFile;
import dev.downbeat.runtime.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Does once what people do often, so that the JVM can note the classes it needs for it and lay them
/// down in its start-up cache. Started by the launcher with `-XX:AOTCacheOutput`; how the commands end
/// does not matter.
public final class AotTraining {
    private static final Duration LOOK = Duration.ofMillis(100);

    /// Long: what is not in the cache by then is missing in it until the program changes, also when the machine was
    /// only busy.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private AotTraining() {}

    /// @param arguments the folder of the distribution
    public static void main(String[] arguments) throws IOException {
        try {
            train(Path.of(arguments[0]));
        } finally {
            Runtime.getRuntime().exit(0);
        }
    }

    private static void train(Path home) throws IOException {
        List<String> examples = examples(home.resolve("examples"));
        type("version");
        type("version", "-o", "json");
        type("help");
        type("no-such-command");
        type("operators");
        type("operators", "bash", "-o", "json");
        type("schema");
        for (String file : examples) {
            type("validate", file);
            type("dags", "show", file);
            type("dags", "graph", file);
            type("dags", "plan", file, "-o", "json");
        }
        type("validate", home.resolve("examples").toString());
        ChildRehearsal.play();
        withServer(home.resolve("examples").resolve("basics"));
    }

    /// What commands need to speak to a server, and what a server needs to start. Where none can be started the
    /// cache goes without.
    private static void withServer(Path dags) {
        Thread server = Thread.ofPlatform()
                .daemon()
                .name("server")
                .start(() -> type("up", "--port", "0", "--dags", dags.toString()));
        Path home = Settings.load().home();
        for (long i = 0; i < PATIENCE.dividedBy(LOOK) && server.isAlive(); i++) {
            if (ServerFile.running(home).isPresent()) {
                type("dags", "list");
                type("dags", "list", "-o", "json");
                type("dags", "trigger", "hello");
                type("runs", "list");
                type("runs", "show", "1");
                type("logs", "1", "hello");
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /// A few, of every kind.
    private static List<String> examples(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".yaml") || name.endsWith(".java"))
                    .sorted()
                    .limit(4)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void type(String... arguments) {
        var nowhere = new PrintWriter(Writer.nullWriter());
        var screen = new Screen(
                nowhere, nowhere, false, () -> Screen.Size.USUAL, InstantSource.system(), ZoneId.systemDefault());
        var context = new Context(new LivePlatform(), screen, new Options(true));
        int code = Cli.execute(context, arguments);
        nowhere.printf("%d%n", code);
    }
}
