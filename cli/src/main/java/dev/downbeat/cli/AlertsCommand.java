package dev.downbeat.cli;

import dev.downbeat.api.AlertViews.AlertQuery;
import dev.downbeat.api.AlertViews.AlertView;
import dev.downbeat.api.AlertViews.MissedDeadline;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "alerts",
        header = "List what people were told, try again what could not be sent.",
        synopsisSubcommandLabel = "COMMAND")
final class AlertsCommand implements Group {
    private final Context context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    AlertsCommand(Context context) {
        this.context = context;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Command(name = "list", header = "Alerts, the newest first.")
    int list(
            @Option(names = "--dag", paramLabel = "DAG", description = "Only of this DAG.") @Nullable String dag,
            @Option(names = "--run", paramLabel = "RUN", description = "Only of this run.") @Nullable Long run,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "Only those in this state: pending, sent or failed.")
                    @Nullable
                    String state,
            @Option(
                            names = "-n",
                            paramLabel = "COUNT",
                            defaultValue = "20",
                            description = "At most so many. Default: 20.")
                    int count) {
        try (var access = context.platform().access()) {
            List<AlertView> alerts = Pages.some(
                    count,
                    cursor -> access.api()
                            .alerts()
                            .list(new AlertQuery(
                                    Optional.ofNullable(dag),
                                    Optional.ofNullable(run),
                                    Optional.ofNullable(state),
                                    cursor,
                                    Math.min(count, 200))));
            context.show(alerts, () -> table(alerts), "no alerts");
        }
        return ExitCode.SUCCESS.number();
    }

    private Table table(List<AlertView> alerts) {
        var table = new Table("ALERT", "RUN", "DAG", "TASK", "EVENT", "NOTIFIER", "STATE", "TRIES", "RAISED", "ERROR");
        for (AlertView alert : alerts) {
            table.row(
                    String.valueOf(alert.id()),
                    String.valueOf(alert.run()),
                    alert.dag(),
                    alert.task().isEmpty() ? "-" : Words.task(alert.task(), alert.mapIndex()),
                    alert.event(),
                    alert.notifier(),
                    alert.state(),
                    String.valueOf(alert.tries()),
                    Words.moment(alert.raisedAt(), context.screen().zone()),
                    Words.firstLine(alert.error()));
        }
        return table;
    }

    @Command(name = "retry", header = "Try an alert again that was given up.")
    int retry(@Parameters(paramLabel = "ALERT", description = "Its number, as in the list.") long alert) {
        try (var access = context.platform().access()) {
            AlertView view = access.api().alerts().retry(alert);
            if (context.json()) {
                context.screen().print(Json.pretty(view));
            } else if (access.serving()) {
                context.screen().say("alert %d is sent again".formatted(alert));
            } else {
                context.screen().say("alert %d is sent by the next server; `downbeat up` starts one".formatted(alert));
            }
        }
        return ExitCode.SUCCESS.number();
    }

    @Command(name = "missed", header = "Deadlines that were missed, the latest miss first.")
    int missed(
            @Option(names = "--dag", paramLabel = "DAG", description = "Only of this DAG.") @Nullable String dag,
            @Option(names = "--run", paramLabel = "RUN", description = "Only of this run.") @Nullable Long run,
            @Option(
                            names = "-n",
                            paramLabel = "COUNT",
                            defaultValue = "20",
                            description = "At most so many. Default: 20.")
                    int count) {
        try (var access = context.platform().access()) {
            List<MissedDeadline> missed =
                    access.api().alerts().missed(Optional.ofNullable(dag), Optional.ofNullable(run), count);
            context.show(missed, () -> misses(missed), "no deadline was missed");
        }
        return ExitCode.SUCCESS.number();
    }

    private Table misses(List<MissedDeadline> missed) {
        var table = new Table("RUN", "DAG", "TASK", "DEADLINE");
        for (MissedDeadline miss : missed) {
            table.row(
                    String.valueOf(miss.run()),
                    miss.dag(),
                    miss.task().isEmpty() ? "-" : Words.task(miss.task(), miss.mapIndex()),
                    Words.moment(miss.deadline(), context.screen().zone()));
        }
        return table;
    }
}
