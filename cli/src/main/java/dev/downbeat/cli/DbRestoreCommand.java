package dev.downbeat.cli;

import dev.downbeat.sdk.json.Json;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        header = "Bring back what `backup` saved.",
        description = {
            "Into an empty database, of whatever schema: it is brought to the schema of this program. All of it comes back"
                    + " or nothing does; a damaged file changes nothing. Servers have to be stopped; the next one goes on"
                    + " with the runs that were unfinished then.",
            "Files come back into the home folder, under the same names. Artifacts are known by their whole path, so use"
                    + " the same DOWNBEAT_HOME."
        },
        footerHeading = "%nExample:%n",
        footer = "  downbeat db restore monday.zip")
final class DbRestoreCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "FILE", description = "The file that `backup` wrote.")
    @Nullable
    Path file;

    @Option(names = "--force", description = "Replace everything that is in the database.")
    boolean force;

    DbRestoreCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Path source = Objects.requireNonNull(file).toAbsolutePath();
        var saved = context.platform().database().restore(source, force);
        if (context.json()) {
            context.screen().print(Json.pretty(saved));
        } else {
            String more = saved.files() > 0 ? " and " + Words.count(saved.files(), "file") : "";
            context.screen()
                    .print("%s%s of %s restored".formatted(Words.count(saved.rows(), "row"), more, saved.takenAt()));
        }
        return ExitCode.SUCCESS.number();
    }
}
