package dev.downbeat.cli;

import dev.downbeat.api.WorkerViews.WorkerView;
import dev.downbeat.sdk.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "workers",
        header = "List workers; make the secret by which they are known.",
        synopsisSubcommandLabel = "COMMAND")
final class WorkersCommand implements Group {
    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    WorkersCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(name = "list", header = "The workers that were heard of within the last minute.")
    int list() {
        try (var access = context.platform().access()) {
            List<WorkerView> workers = access.api().workers().list();
            Instant now = context.screen().clock().instant();
            context.show(workers, () -> table(workers, now), "no workers");
        }
        return ExitCode.SUCCESS.number();
    }

    private static Table table(List<WorkerView> workers, Instant now) {
        var table = new Table("WORKER", "QUEUES", "RUNNING", "SLOTS", "HEARD OF", "VERSION", "");
        for (WorkerView worker : workers) {
            table.row(
                    worker.name(),
                    String.join(", ", worker.queues()),
                    String.valueOf(worker.running()),
                    String.valueOf(worker.slots()),
                    Words.duration(Duration.between(worker.heardAt(), now)) + " ago",
                    worker.version(),
                    worker.draining() ? "takes no more" : "");
        }
        return table;
    }

    @Command(
            name = "secret",
            header = "Make the secret by which this server knows its workers.",
            description =
                    "It is written to worker.token in the home, which only you may read; a worker needs a copy of it,"
                            + " or has it in DOWNBEAT_WORKER_TOKEN. One that is there stays.")
    int secret() {
        Platform.Secret secret = context.platform().workerSecret();
        if (context.json()) {
            context.screen().print(Json.pretty(Map.of("file", secret.file().toString(), "made", secret.made())));
        } else {
            context.screen()
                    .say(secret.made() ? "made " + secret.file() : secret.file() + " is there already, and stays");
        }
        return ExitCode.SUCCESS.number();
    }
}
