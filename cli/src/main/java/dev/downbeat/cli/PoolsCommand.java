package dev.downbeat.cli;

import dev.downbeat.api.LimitViews.PoolChange;
import dev.downbeat.api.LimitViews.PoolView;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "pools", header = "List, set and delete pools.", synopsisSubcommandLabel = "COMMAND")
final class PoolsCommand implements Group {
    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    PoolsCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(name = "list", header = "The pools, and who has their slots.")
    int list() {
        try (var access = context.platform().access()) {
            List<PoolView> pools = access.api().limits().pools();
            context.show(pools, () -> table(pools), "no pools");
        }
        return ExitCode.SUCCESS.number();
    }

    private static Table table(List<PoolView> pools) {
        var table = new Table("POOL", "SLOTS", "USED", "FREE", "DEFERRED", "WAITING", "DESCRIPTION");
        for (PoolView pool : pools) {
            table.row(
                    pool.name(),
                    String.valueOf(pool.slots()),
                    String.valueOf(pool.used()),
                    String.valueOf(pool.free()),
                    pool.deferred() + (pool.includeDeferred() ? " (kept)" : ""),
                    String.valueOf(pool.waiting()),
                    Words.firstLine(pool.description()));
        }
        return table;
    }

    @Command(name = "set", header = "Make a pool, or change one; what is left out stays as it is.")
    int set(
            @Parameters(index = "0", paramLabel = "POOL", description = "Its name.") String pool,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "SLOTS",
                            description = "How many slots it has; 0 lets nothing start.")
                    @Nullable
                    Integer slots,
            @Option(
                            names = "--include-deferred",
                            negatable = true,
                            description = "Deferred tasks keep their slots, or do not.")
                    @Nullable
                    Boolean includeDeferred,
            @Option(names = "--description", paramLabel = "TEXT", description = "What it stands for.") @Nullable
                    String description) {
        try (var access = context.platform().access()) {
            PoolView view = access.api().limits().setPool(pool, new PoolChange(slots, includeDeferred, description));
            if (context.json()) {
                context.screen().print(Json.pretty(view));
            } else {
                context.screen()
                        .say("pool %s has %s, %d in use"
                                .formatted(view.name(), Words.count(view.slots(), "slot"), view.used()));
            }
        }
        return ExitCode.SUCCESS.number();
    }

    @Command(name = "delete", header = "Delete a pool; tasks that name it wait until there is one again.")
    int delete(@Parameters(paramLabel = "POOL", description = "Its name.") String pool) {
        try (var access = context.platform().access()) {
            access.api().limits().deletePool(pool);
            if (context.json()) {
                context.screen().print(Json.pretty(Map.of("deleted", pool)));
            } else {
                context.screen().say("pool %s is deleted".formatted(pool));
            }
        }
        return ExitCode.SUCCESS.number();
    }
}
