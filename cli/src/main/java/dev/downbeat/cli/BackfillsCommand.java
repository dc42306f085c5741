package dev.downbeat.cli;

import dev.downbeat.api.BackfillViews.BackfillItem;
import dev.downbeat.api.BackfillViews.BackfillRequest;
import dev.downbeat.api.BackfillViews.BackfillView;
import dev.downbeat.api.BackfillsApi;
import dev.downbeat.authoring.params.Params;
import dev.downbeat.sdk.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "backfills", header = "Run a DAG for intervals of the past.", synopsisSubcommandLabel = "COMMAND")
final class BackfillsCommand implements Group {
    private static final int SHOWN = 20;

    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    BackfillsCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(
            name = "create",
            header = "Run a DAG for the intervals of a range.",
            description = "The backfill is stored when the command returns. A server (`downbeat up`) carries it out.",
            footerHeading = "%nExample:%n",
            footer = "  downbeat backfills create churn --from 2026-01-01 --to 2026-01-31 --rerun failed --dry-run")
    int create(
            @Parameters(paramLabel = "DAG", description = "A known DAG with a schedule.") String dag,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "DATE",
                            description = "The first logical date: 2026-01-31, or 2026-01-31T06:00:00Z.")
                    String from,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "DATE",
                            description = "The last logical date; of a date the whole day.")
                    String to,
            @Option(names = "--backwards", description = "The newest interval first.") boolean backwards,
            @Option(
                            names = "--rerun",
                            paramLabel = "WHICH",
                            description = "Intervals that are run although they have a run: none, failed or all."
                                    + " Default: none.")
                    @Nullable
                    String rerun,
            @Option(names = "--concurrency", paramLabel = "COUNT", description = "Runs at a time. Default: 4.")
                    @Nullable
                    Integer concurrency,
            @Option(
                            names = {"-p", "--param"},
                            paramLabel = "NAME=VALUE",
                            description = "A param's value in all runs. Repeatable.")
                    @Nullable
                    List<String> params,
            @Option(names = "--dry-run", description = "Only show what would be run.") boolean dryRun) {
        try (var access = context.platform().access()) {
            Map<String, @Nullable Object> values =
                    Params.parse(Specs.known(access.api(), dag).params(), params == null ? List.of() : params);
            var request = new BackfillRequest(from, to, backwards, rerun, concurrency, values);
            if (dryRun) {
                List<BackfillItem> items = access.api().backfills().plan(dag, request);
                context.show(items, () -> items(items), "");
                return ExitCode.SUCCESS.number();
            }
            BackfillView made = access.api().backfills().create(dag, request);
            if (!access.serving()) {
                context.screen().say("no server is running: the backfill waits until `downbeat up` is started");
            }
            context.show(made, () -> table(List.of(made)), "");
        }
        return ExitCode.SUCCESS.number();
    }

    @Command(name = "list", header = "Backfills, the newest first.")
    int list(
            @Option(names = "--dag", paramLabel = "DAG", description = "Only backfills of this DAG.") @Nullable
                    String dag,
            @Option(
                            names = "-n",
                            paramLabel = "COUNT",
                            defaultValue = "20",
                            description = "At most so many. Default: 20.")
                    int count) {
        try (var access = context.platform().access()) {
            List<BackfillView> found = Pages.some(
                    count,
                    cursor -> access.api().backfills().list(Optional.ofNullable(dag), cursor, Math.min(count, 200)));
            context.show(found, () -> table(found), "no backfills");
        }
        return ExitCode.SUCCESS.number();
    }

    @Command(name = "show", header = "A backfill, its progress and its intervals.")
    int show(
            @Parameters(paramLabel = "ID", description = "A backfill.") long id,
            @Option(names = "--all", description = "All its intervals, not only the first 20.") boolean all) {
        try (var access = context.platform().access()) {
            BackfillsApi api = access.api().backfills();
            BackfillView backfill = api.backfill(id);
            List<BackfillItem> items =
                    Pages.some(all ? Integer.MAX_VALUE : SHOWN, cursor -> api.items(id, cursor, all ? 1_000 : SHOWN));
            if (context.json()) {
                record Shown(BackfillView backfill, List<BackfillItem> intervals) {}
                context.screen().print(Json.pretty(new Shown(backfill, items)));
            } else {
                describe(backfill);
                items(items).print(context.screen(), context.ink());
                long more = total(backfill) - items.size();
                if (more > 0) {
                    context.screen().say("and %s more: --all".formatted(Words.count(more, "interval")));
                }
            }
        }
        return ExitCode.SUCCESS.number();
    }

    @Command(name = "pause", header = "Start no further run of a backfill; those under way go on.")
    int pause(@Parameters(paramLabel = "ID", description = "A backfill.") long id) {
        try (var access = context.platform().access()) {
            return changed(access.api().backfills().pause(id, true), "is paused");
        }
    }

    @Command(name = "resume", header = "Let a paused backfill go on.")
    int resume(@Parameters(paramLabel = "ID", description = "A backfill.") long id) {
        try (var access = context.platform().access()) {
            return changed(access.api().backfills().pause(id, false), "goes on");
        }
    }

    @Command(name = "cancel", header = "End a backfill and cancel its runs that are under way.")
    int cancel(@Parameters(paramLabel = "ID", description = "A backfill.") long id) {
        try (var access = context.platform().access()) {
            return changed(access.api().backfills().cancel(id), "is cancelled");
        }
    }

    private int changed(BackfillView backfill, String what) {
        if (context.json()) {
            context.screen().print(Json.pretty(backfill));
        } else {
            context.screen().say("backfill %d of %s %s".formatted(backfill.id(), backfill.dag(), what));
        }
        return ExitCode.SUCCESS.number();
    }

    private void describe(BackfillView backfill) {
        Screen screen = context.screen();
        var facts = new LinkedHashMap<String, String>();
        facts.put("backfill", String.valueOf(backfill.id()));
        facts.put("dag", backfill.dag() + " (version " + backfill.version() + ")");
        facts.put("state", backfill.state());
        facts.put("from", Words.moment(backfill.from(), screen.zone()));
        facts.put("to", Words.moment(backfill.to(), screen.zone()));
        facts.put("order", backfill.backwards() ? "backwards" : "forwards");
        facts.put("rerun", backfill.rerun());
        facts.put("concurrency", String.valueOf(backfill.concurrency()));
        facts.put("created", Words.moment(backfill.createdAt(), screen.zone()));
        facts.put("ended", backfill.endedAt() == null ? "" : Words.moment(backfill.endedAt(), screen.zone()));
        facts.put("progress", progress(backfill));
        Facts.print(screen, context.ink(), facts);
        screen.print("");
    }

    /// `3 of 31: 2 success, 1 running, 28 waiting`
    private static String progress(BackfillView backfill) {
        long done = total(backfill)
                - List.of("waiting", "queued", "running").stream()
                        .mapToLong(state -> backfill.progress().getOrDefault(state, 0))
                        .sum();
        String counts = backfill.progress().entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
        return "%d of %d: %s".formatted(done, total(backfill), counts);
    }

    private static long total(BackfillView backfill) {
        return backfill.progress().values().stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    private Table table(List<BackfillView> backfills) {
        var table = new Table("BACKFILL", "DAG", "STATE", "FROM", "TO", "RERUN", "PROGRESS");
        for (BackfillView backfill : backfills) {
            table.row(
                    String.valueOf(backfill.id()),
                    backfill.dag(),
                    backfill.state(),
                    Words.moment(backfill.from(), context.screen().zone()),
                    Words.moment(backfill.to(), context.screen().zone()),
                    backfill.rerun(),
                    progress(backfill));
        }
        return table;
    }

    private Table items(List<BackfillItem> items) {
        var zone = context.screen().zone();
        var table = new Table("NO", "FOR", "COVERS FROM", "TO (EXCLUDED)", "STATE", "RUN", "NOTE");
        for (BackfillItem item : items) {
            table.row(
                    String.valueOf(item.position()),
                    Words.moment(item.logicalDate(), zone),
                    Words.moment(item.intervalStart(), zone),
                    Words.moment(item.intervalEnd(), zone),
                    item.state(),
                    item.run() == null ? "-" : String.valueOf(item.run()),
                    item.note());
        }
        return table;
    }
}
