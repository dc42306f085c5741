package dev.downbeat.cli;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        header = "Execute tasks for a server, on this machine or another.",
        description = {
            "Takes tasks with `executor: workers` from the queues that it serves, until Ctrl-C or SIGTERM: then it takes no"
                    + " more, waits for what runs, and gives back the rest to be run elsewhere. It exits with 0, or with 1"
                    + " when it gave something back.",
            "It needs the server's secret (see `downbeat workers secret`), and the DAG files where tasks use files beside"
                    + " them."
        },
        footerHeading = "%nExample:%n",
        footer = "  downbeat worker --server http://127.0.0.1:8642 --queues gpu,default --slots 16")
final class WorkerCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--server", paramLabel = "URL", required = true, description = "Where the server answers.")
    @Nullable
    URI server;

    @Option(
            names = "--queues",
            paramLabel = "QUEUE",
            split = ",",
            description = "The queues from which it takes tasks, with commas between them. Default: default.")
    List<String> queues = List.of("default");

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "How many tasks it executes at a time. Default: as many as there are processors.")
    int slots = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--dags",
            paramLabel = "FOLDER",
            description = "Where the DAG files are here. Default: where they are at the server.")
    @Nullable
    Path dags;

    @Option(names = "--name", paramLabel = "NAME", description = "What it is called. Default: this machine's name.")
    @Nullable
    String name;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            description = "How long what runs may take to end when the worker is stopped. Default: 30s.")
    String drain = "30s";

    WorkerCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration patience = patience();
        Platform.Working worker = context.platform().work(ask());
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            int code = stop(worker, patience);
            stopped.countDown();
            Runtime.getRuntime().halt(code); // else it would be that of the signal
        }));
        announce();
        stopped.await();
        return ExitCode.SUCCESS.number();
    }

    private Duration patience() {
        try {
            return Durations.parse(drain);
        } catch (IllegalArgumentException e) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "--drain is '%s', which is no duration such as 30s".formatted(drain), e);
        }
    }

    private Platform.WorkerAsk ask() {
        URI to = server;
        if (to == null
                || to.getHost() == null
                || to.getScheme() == null
                || !to.getScheme().startsWith("http")) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "--server is '%s', which is not like http://host:8642".formatted(to));
        }
        if (slots < 1) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "--slots is %d, it has to be 1 or more".formatted(slots));
        }
        return new Platform.WorkerAsk(to, called(), queues, slots, dags == null ? null : dags.toAbsolutePath());
    }

    private String called() {
        return name != null ? name : System.getenv().getOrDefault("HOSTNAME", "worker");
    }

    private void announce() {
        if (context.json()) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("name", called());
            facts.put("server", String.valueOf(server));
            facts.put("queues", queues);
            facts.put("slots", slots);
            context.screen().print(Json.write(facts));
        } else {
            context.screen()
                    .print(context.ink()
                            .bold("Worker %s takes tasks from %s: queues %s, %s"
                                    .formatted(
                                            called(), server, String.join(", ", queues), Words.count(slots, "slot"))));
            context.screen().print(context.ink().dim("Ctrl-C stops it."));
        }
        context.screen().out().flush();
    }

    /// @return the exit code
    private int stop(Platform.Working worker, Duration patience) {
        try (worker) {
            int running = worker.running();
            if (running > 0) {
                say("takes no more; %s to end, up to %s…"
                        .formatted(Words.count(running, "task"), Durations.format(patience)));
            }
            boolean ended = worker.drain(patience);
            say(ended ? "stopped" : "stopped; what had not ended was given back");
            return ended ? ExitCode.SUCCESS.number() : ExitCode.RUN_FAILED.number();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.TROUBLE.number();
        }
    }

    private void say(String line) {
        context.screen().say(line);
        context.screen().err().flush();
    }
}
