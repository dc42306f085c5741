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
        name = "backup",
        header = "Save it into a file.",
        description =
                "As it is at one moment; servers go on working meanwhile. The file is a ZIP archive, which only you"
                        + " can read. Connections and variables are not in it: they are in your environment and files.",
        footerHeading = "%nExample:%n",
        footer = "  downbeat db backup monday.zip --with-files")
final class DbBackupCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "FILE", description = "The file to write; it must not be there yet.")
    @Nullable
    Path file;

    @Option(
            names = "--with-files",
            description = "With logs, artifacts and checkpoints, those of them that are in the home folder here.")
    boolean files;

    DbBackupCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Path target = Objects.requireNonNull(file).toAbsolutePath();
        var saved = context.platform().database().backup(target, files);
        if (context.json()) {
            context.screen().print(Json.pretty(saved));
        } else {
            String more = files ? " and " + Words.count(saved.files(), "file") : "";
            context.screen()
                    .print("%s%s of schema %d saved in %s"
                            .formatted(Words.count(saved.rows(), "row"), more, saved.schema(), saved.file()));
        }
        return ExitCode.SUCCESS.number();
    }
}
