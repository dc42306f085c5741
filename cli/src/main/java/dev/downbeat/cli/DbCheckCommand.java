package dev.downbeat.cli;

import dev.downbeat.sdk.json.Json;
import dev.downbeat.store.care.Finding;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "check",
        header = "Look for what is wrong with it, and say what to do.",
        description =
                "Changes nothing; servers may work meanwhile. Exit code 1 when something is wrong, 0 when there are"
                        + " only warnings (!).")
final class DbCheckCommand implements Callable<Integer> {
    private static final int NAME = 12;

    private final Context context;

    DbCheckCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Finding> findings = context.platform().database().check();
        if (context.json()) {
            context.screen()
                    .print(Json.pretty(
                            findings.stream().map(DbCheckCommand::result).toList()));
        } else {
            findings.forEach(this::show);
        }
        boolean bad = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.BAD);
        return (bad ? ExitCode.RUN_FAILED : ExitCode.SUCCESS).number();
    }

    private static DoctorCommand.Result result(Finding finding) {
        return new DoctorCommand.Result(
                finding.check(), finding.level().name().toLowerCase(Locale.ROOT), finding.text(), finding.advice());
    }

    private void show(Finding finding) {
        var level = Platform.Finding.Level.valueOf(finding.level().name());
        DoctorCommand.show(
                context, Ink.pad(finding.check(), NAME), new Platform.Finding(level, finding.text(), finding.advice()));
    }
}
