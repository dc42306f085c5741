package dev.downbeat.cli;

import dev.downbeat.cli.Platform.DatabaseAdmin;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.SchemaReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "db",
        header = "Look after the database.",
        description = {
            "Without DOWNBEAT_DATABASE_URL it is a PostgreSQL of its own under ~/.downbeat, which is started when a"
                    + " command needs it."
        },
        synopsisSubcommandLabel = "COMMAND")
final class DbCommand implements Group {
    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    DbCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(name = "status", header = "Where it is, and how it does.")
    int status() {
        print(context.platform().database().status());
        return ExitCode.SUCCESS.number();
    }

    @Command(
            name = "migrate",
            header = "Bring its schema up to date.",
            description = "`run` and `up` do so by themselves. Other servers may go on working, unless a migration says"
                    + " that their program cannot use the schema any more: then it is refused until they are stopped.")
    int migrate(@Option(names = "--dry-run", description = "Only tell what would be applied.") boolean dryRun) {
        DatabaseAdmin database = context.platform().database();
        SchemaReport before = dryRun ? database.schema() : database.migrate();
        int schema = dryRun || before.pending().isEmpty() ? before.applied() : before.known();
        var facts = new LinkedHashMap<String, @Nullable Object>();
        facts.put("schema", schema);
        if (context.json()) {
            facts.put("program", before.known());
            facts.put(dryRun ? "pending" : "applied", before.pending());
        } else {
            String names = before.pending().stream()
                    .map(migration -> migration.version() + " (" + migration.name() + ")")
                    .collect(Collectors.joining(", "));
            facts.put(dryRun ? "pending" : "applied", names.isEmpty() ? "nothing" : names);
            boolean stop = dryRun && before.applied() > 0 && !before.rolling();
            facts.put("servers", stop ? "stop all of them before" : "");
        }
        print(facts);
        return ExitCode.SUCCESS.number();
    }

    @Command(name = "stop", header = "Stop the embedded database.")
    int stop() {
        boolean ran = context.platform().database().stop();
        context.screen().say(ran ? "the database is stopped" : "no embedded database was running");
        if (context.json()) {
            context.screen().print(Json.pretty(Map.of("stopped", ran)));
        }
        return ExitCode.SUCCESS.number();
    }

    @Command(name = "path", header = "The folder of the embedded database.")
    int path() {
        String folder = context.platform()
                .database()
                .path()
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.BAD_INPUT, "the database is a server (DOWNBEAT_DATABASE_URL), it has no folder here"))
                .toString();
        context.screen().print(context.json() ? Json.pretty(Map.of("path", folder)) : folder);
        return ExitCode.SUCCESS.number();
    }

    private void print(Map<String, ? extends @Nullable Object> facts) {
        if (context.json()) {
            context.screen().print(Json.pretty(facts));
        } else {
            Facts.print(context.screen(), context.ink(), facts);
        }
    }
}
