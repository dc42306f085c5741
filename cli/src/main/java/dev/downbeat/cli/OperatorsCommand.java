package dev.downbeat.cli;

import dev.downbeat.cli.Platform.OperatorPage;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "operators",
        header = "The kinds of tasks there are, and the settings of each.",
        footerHeading = "%nExample:%n",
        footer = "  downbeat operators bash")
final class OperatorsCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "", description = "Show all of this operator.")
    String name = "";

    OperatorsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<OperatorPage> pages = context.platform().operators();
        if (name.isEmpty()) {
            context.show(pages, () -> table(pages), "no operators");
            return ExitCode.SUCCESS.number();
        }
        List<String> names = pages.stream().map(OperatorPage::name).toList();
        OperatorPage page = pages.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.NOT_FOUND, "there is no operator '%s'%s".formatted(name, Nearest.hint(name, names))));
        context.screen()
                .print(context.json() ? Json.pretty(page) : page.markdown().stripTrailing());
        return ExitCode.SUCCESS.number();
    }

    private static Table table(List<OperatorPage> pages) {
        var table = new Table("OPERATOR", "WHAT IT DOES");
        pages.forEach(page -> table.row(page.name(), page.summary()));
        return table;
    }
}
