package dev.downbeat.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command without a subcommand, and the options that every subcommand has.
@Command(
        name = "downbeat",
        header = "Runs data and machine-learning pipelines: on a schedule, on events or by hand.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nFirst steps:%n",
        footer = {
            "  downbeat run examples/penguins/pipeline.yaml    run a pipeline here and now",
            "  downbeat validate my.yaml                       see what is wrong with a file",
            "  downbeat up                                     run what is in ./dags on schedule",
            "  downbeat help COMMAND                           what a command does"
        })
final class Options implements Callable<Integer> {
    /// How data is written.
    enum Format {
        TABLE,
        JSON;

        /// As one types it.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            order = 100,
            paramLabel = "FORMAT",
            description = "How to write data: ${COMPLETION-CANDIDATES}.")
    Format format = Format.TABLE;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            order = 101,
            description = "No colours. The environment variable NO_COLOR does the same.")
    boolean plain;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            order = 102,
            description = "Tell all of an unexpected error, for a bug report.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            order = 103,
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec spec = CommandSpec.create();

    private final boolean noColor;

    /// @param noColor what the environment says
    Options(boolean noColor) {
        this.noColor = noColor;
    }

    boolean colour() {
        return !plain && !noColor;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.BAD_INPUT.number();
    }
}
