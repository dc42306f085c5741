package dev.downbeat.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        header = "Start everything: scheduler, workers, server and database.",
        description = {
            "Reads the DAG files of a folder, runs them on schedule and serves the API, until Ctrl-C. While it runs the"
                    + " other commands speak to it."
        },
        footerHeading = "%nExample:%n",
        footer = "  downbeat up --dags pipelines --port 9000")
final class UpCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--dags",
            paramLabel = "FOLDER",
            description = "Where the DAG files are. Default: DOWNBEAT_DAGS, else ./dags, else ~/.downbeat/dags.")
    @Nullable
    Path dags;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen; 0 for any free port. Default: DOWNBEAT_PORT, else 8642.")
    @Nullable
    Integer port;

    UpCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        var stopping = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        try (var serving = context.platform().serve(Optional.ofNullable(dags), Optional.ofNullable(port))) {
            // The JVM ends when its shutdown hooks have, so the hook waits until all is closed. It must not
            // wait for this thread: that one will ask to exit, which blocks while hooks run.
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
                        context.screen().say("stopping…");
                        stopping.countDown();
                        await(closed);
                    }));
            announce(serving);
            stopping.await();
        } finally {
            closed.countDown();
        }
        return ExitCode.SUCCESS.number();
    }

    private void announce(Platform.Serving serving) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("address", serving.url().toString());
        facts.putAll(serving.facts());
        if (context.json()) {
            context.screen().print(dev.downbeat.sdk.json.Json.write(facts));
        } else {
            context.screen().print(context.ink().bold("Downbeat is up at " + serving.url()));
            facts.remove("address");
            Facts.print(context.screen(), context.ink(), facts);
            context.screen().print(context.ink().dim("Ctrl-C stops it."));
        }
        context.screen().out().flush();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
