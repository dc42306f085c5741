package dev.downbeat.cli;

import dev.downbeat.model.DagId;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.Durations;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.care.PurgeOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "purge",
        header = "Delete old runs with all that they left.",
        description =
                "Runs that ended long ago go, with their tasks, values, logs, artifacts, alerts and history, and old"
                        + " backfills and updates of assets. What goes on is never touched, and servers need not stop. A purge"
                        + " that was broken off is gone on with by the next one. Settings: DOWNBEAT_RETENTION does it by itself.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  downbeat db purge --older-than 90d --dry-run",
            "  downbeat db purge --older-than 4w --dag churn --keep-last 20"
        })
final class DbPurgeCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--older-than",
            required = true,
            paramLabel = "TIME",
            description = "Runs that ended longer ago: 90d, 12h, 4w.")
    @Nullable
    String olderThan;

    @Option(names = "--dag", paramLabel = "DAG", description = "Only runs of this DAG.")
    @Nullable
    String dag;

    @Option(
            names = "--keep-last",
            paramLabel = "N",
            description = "So many runs of each DAG stay in any case. Default: 1, which is the least.")
    int keepLast = 1;

    @Option(names = "--dry-run", description = "Only tell how many runs of which DAG would go.")
    boolean dryRun;

    DbPurgeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PurgeOrder order = order();
        var database = context.platform().database();
        if (dryRun) {
            Map<String, Long> runs = database.countOld(order);
            context.show(runs, () -> table(runs), "no run is that old");
            return ExitCode.SUCCESS.number();
        }
        var result = database.purge(order);
        if (context.json()) {
            context.screen().print(Json.pretty(result));
        } else {
            String others = result.others() > 0 ? " and " + Words.count(result.others(), "other row") : "";
            context.screen().print("%s%s deleted".formatted(Words.count(result.runs(), "run"), others));
        }
        return ExitCode.SUCCESS.number();
    }

    private static Table table(Map<String, Long> runs) {
        var table = new Table("DAG", "RUNS");
        runs.forEach((name, count) -> table.row(name, String.valueOf(count)));
        return table;
    }

    private PurgeOrder order() {
        if (keepLast < 1) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "--keep-last is %d, the least is 1".formatted(keepLast));
        }
        return new PurgeOrder(
                Instant.now().minus(age()), Optional.ofNullable(dag).map(DagId::new), keepLast);
    }

    private Duration age() {
        try {
            return Durations.parse(Objects.requireNonNull(olderThan));
        } catch (IllegalArgumentException e) {
            throw new DownbeatException(ErrorCode.BAD_INPUT, "--older-than: " + e.getMessage(), e);
        }
    }
}
