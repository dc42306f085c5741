package dev.downbeat.cli;

import dev.downbeat.api.AssetViews.AssetDetail;
import dev.downbeat.api.AssetViews.AssetEventView;
import dev.downbeat.api.AssetViews.AssetUpdate;
import dev.downbeat.api.AssetViews.AssetView;
import dev.downbeat.api.AssetViews.ConsumerView;
import dev.downbeat.api.AssetViews.WatchView;
import dev.downbeat.sdk.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "assets",
        header = "List what tasks make and DAGs work on, tell of updates.",
        synopsisSubcommandLabel = "COMMAND")
final class AssetsCommand implements Group {
    private static final int SHOWN = 10;

    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    AssetsCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(name = "list", header = "Assets, who makes them and who works on them.")
    int list() {
        try (var access = context.platform().access()) {
            List<AssetView> assets = access.api().assets().list();
            context.show(
                    assets,
                    () -> table(assets),
                    "no assets: no task says what it produces, and no DAG watches anything");
        }
        return ExitCode.SUCCESS.number();
    }

    private Table table(List<AssetView> assets) {
        var table = new Table("ASSET", "UPDATED", "MADE BY", "STARTS");
        for (AssetView asset : assets) {
            table.row(asset.name(), moment(asset.updatedAt(), "-"), some(makers(asset)), some(asset.consumers()));
        }
        return table;
    }

    private static List<String> makers(AssetView asset) {
        return Stream.concat(
                        asset.producers().stream(), asset.watchers().stream().map(dag -> dag + " (watch)"))
                .toList();
    }

    private static String some(List<String> names) {
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    @Command(name = "show", header = "An asset: its last updates, and what the DAGs that work on it wait for.")
    int show(@Parameters(paramLabel = "ASSET", description = "Its name.") String name) {
        try (var access = context.platform().access()) {
            AssetDetail detail = access.api().assets().asset(name);
            if (context.json()) {
                context.screen().print(Json.pretty(detail));
            } else {
                describe(detail);
            }
        }
        return ExitCode.SUCCESS.number();
    }

    private void describe(AssetDetail detail) {
        Screen screen = context.screen();
        var facts = new LinkedHashMap<String, String>();
        facts.put("asset", detail.asset().name());
        facts.put("made by", some(makers(detail.asset())));
        Facts.print(screen, context.ink(), facts);
        if (!detail.watches().isEmpty()) {
            screen.print("");
            watches(detail.watches()).print(screen, context.ink());
        }
        if (!detail.consumers().isEmpty()) {
            screen.print("");
            consumers(detail.consumers()).print(screen, context.ink());
        }
        if (!detail.events().isEmpty()) {
            screen.print("");
            events(detail.events()).print(screen, context.ink());
        }
    }

    private Table watches(List<WatchView> watches) {
        var table = new Table("WATCHED BY", "SENSOR", "LAST LOOK", "NEXT", "SAW");
        for (WatchView watch : watches) {
            table.row(
                    watch.dag(),
                    watch.sensor(),
                    moment(watch.lookedAt(), "-"),
                    moment(watch.dueAt(), "(paused)"),
                    saw(watch));
        }
        return table;
    }

    private static String saw(WatchView watch) {
        if (!watch.failure().isEmpty()) {
            return "failed: " + watch.failure();
        }
        return watch.lookedAt() == null ? "-" : watch.reason().isEmpty() ? "it is there" : watch.reason();
    }

    private String moment(@Nullable Instant moment, String none) {
        return moment == null ? none : Words.moment(moment, context.screen().zone());
    }

    private static Table consumers(List<ConsumerView> consumers) {
        var table = new Table("STARTS", "ON", "UPDATED", "NOT YET");
        for (ConsumerView consumer : consumers) {
            table.row(
                    consumer.dag() + (consumer.paused() ? " (paused)" : ""),
                    consumer.condition(),
                    some(consumer.updated()),
                    some(consumer.missing()));
        }
        return table;
    }

    private Table events(List<AssetEventView> events) {
        var table = new Table("UPDATED", "DAG", "RUN", "TASK", "EXTRA");
        for (AssetEventView event : events.stream().limit(SHOWN).toList()) {
            table.row(
                    Words.moment(event.at(), context.screen().zone()),
                    event.dag().isEmpty() ? "(told)" : event.task().isEmpty() ? event.dag() + " (watch)" : event.dag(),
                    event.run() == 0 ? "-" : String.valueOf(event.run()),
                    event.task().isEmpty() ? "-" : Words.task(event.task(), event.mapIndex()),
                    event.extra() == null ? "" : Json.write(event.extra()));
        }
        return table;
    }

    @Command(name = "update", header = "Tell of an update of an asset that came about elsewhere.")
    int update(
            @Parameters(paramLabel = "ASSET", description = "Its name.") String name,
            @Option(
                            names = {"-e", "--extra"},
                            paramLabel = "NAME=VALUE",
                            description = "Something to know for the runs that it starts; may be given several times.")
                    @Nullable
                    Map<String, String> extra) {
        try (var access = context.platform().access()) {
            Map<String, @Nullable Object> more = extra == null ? Map.of() : new LinkedHashMap<>(extra);
            AssetEventView event = access.api().assets().update(new AssetUpdate(name, more));
            if (context.json()) {
                context.screen().print(Json.pretty(event));
            } else if (access.serving()) {
                context.screen().say("told of an update of '%s'".formatted(name));
            } else {
                context.screen()
                        .say("told of an update of '%s'; `downbeat up` starts the runs that it asks for"
                                .formatted(name));
            }
        }
        return ExitCode.SUCCESS.number();
    }
}
