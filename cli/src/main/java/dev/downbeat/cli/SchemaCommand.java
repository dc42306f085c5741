package dev.downbeat.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "schema",
        header = "The JSON Schema of DAG files in YAML, for editors.",
        footerHeading = "%nExample:%n",
        footer = {
            "  downbeat schema > downbeat.schema.json",
            "  and as the first line of a DAG file:",
            "  # yaml-language-server: $schema=downbeat.schema.json"
        })
final class SchemaCommand implements Callable<Integer> {
    private final Context context;

    SchemaCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.screen().print(context.platform().schema().stripTrailing());
        return ExitCode.SUCCESS.number();
    }
}
