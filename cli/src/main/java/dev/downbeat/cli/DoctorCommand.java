package dev.downbeat.cli;

import dev.downbeat.cli.Platform.Check;
import dev.downbeat.cli.Platform.Finding;
import dev.downbeat.sdk.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        header = "Check this machine: Java, Python, ports, disk, database.",
        description = "Exit code 3 when something is wrong that Downbeat cannot work with.")
final class DoctorCommand implements Callable<Integer> {
    private static final int NAME = 10;

    private final Context context;

    DoctorCommand(Context context) {
        this.context = context;
    }

    /// A finding as JSON shows it.
    record Result(String check, String level, String text, String advice) {}

    @Override
    public Integer call() {
        var results = new ArrayList<Result>();
        boolean bad = false;
        for (Check check : context.platform().checks()) {
            Finding finding = check.run();
            bad |= finding.level() == Finding.Level.BAD;
            String level = finding.level().name().toLowerCase(Locale.ROOT);
            results.add(new Result(check.name(), level, finding.text(), finding.advice()));
            if (!context.json()) {
                show(check.name(), finding);
            }
        }
        if (context.json()) {
            context.screen().print(Json.pretty(List.copyOf(results)));
        }
        return (bad ? ExitCode.TROUBLE : ExitCode.SUCCESS).number();
    }

    private void show(String name, Finding finding) {
        show(context, Ink.pad(name, NAME), finding);
    }

    /// One line, and one with advice.
    ///
    /// @param name as wide as all names
    static void show(Context context, String name, Finding finding) {
        Ink ink = context.ink();
        String sign = switch (finding.level()) {
            case GOOD -> ink.green("✓");
            case WARNING -> ink.yellow("!");
            case BAD -> ink.red("✗");
        };
        context.screen().print(sign + " " + name + "  " + finding.text());
        if (!finding.advice().isEmpty()) {
            context.screen().print(" ".repeat(Ink.width(name) + 4) + ink.dim(finding.advice()));
        }
        context.screen().out().flush();
    }
}
