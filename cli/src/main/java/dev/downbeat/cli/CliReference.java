package dev.downbeat.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The reference page of the command line, made from the commands themselves.
final class CliReference {
    private final StringBuilder page = new StringBuilder();

    private CliReference() {}

    /// Markdown.
    static String page(CommandLine root) {
        var reference = new CliReference();
        reference.head(root);
        root.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                reference.command(command, 2);
            }
        });
        return reference.page.toString();
    }

    private void head(CommandLine root) {
        page.append("# Command line\n\n");
        page.append(
                "<!-- Made from the commands: do not edit. A test of module cli rewrites it with -Dgolden=update. -->\n\n");
        page.append(
                        "Data goes to standard output, messages to standard error. With `-o json` the data is JSON: the same")
                .append(" values that the REST API gives.\n\n");
        page.append(
                        "When a server runs on the same home (`downbeat up`), commands speak to it; otherwise they read and")
                .append(" write the database themselves.\n\n");
        page.append("| option of every command | meaning |\n|---|---|\n");
        options(root.getCommandSpec().options());
        page.append("\n| exit code | meaning |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            page.append("| %d | %s |\n".formatted(code.number(), code.meaning()));
        }
    }

    private void command(CommandLine command, int level) {
        CommandSpec spec = command.getCommandSpec();
        page.append("\n")
                .append("#".repeat(level))
                .append(" `")
                .append(spec.qualifiedName())
                .append("`\n\n");
        lines(spec.usageMessage().header());
        if (spec.usageMessage().description().length > 0) {
            page.append('\n');
            lines(spec.usageMessage().description());
        }
        if (spec.subcommands().isEmpty()) {
            page.append("\n```\n").append(command.getHelp().synopsis(0).strip()).append("\n```\n");
            details(spec);
        }
        if (spec.usageMessage().footer().length > 0) {
            String heading =
                    spec.usageMessage().footerHeading().replace("%n", "").strip();
            page.append("\n").append(heading).append("\n\n```sh\n");
            for (String line : spec.usageMessage().footer()) {
                page.append(line.strip()).append('\n');
            }
            page.append("```\n");
        }
        spec.subcommands().values().forEach(child -> command(child, level + 1));
    }

    private void details(CommandSpec spec) {
        List<OptionSpec> own =
                spec.options().stream().filter(option -> !option.inherited()).toList();
        List<PositionalParamSpec> parameters = spec.positionalParameters();
        if (own.isEmpty() && parameters.isEmpty()) {
            return;
        }
        page.append("\n| | meaning |\n|---|---|\n");
        for (PositionalParamSpec parameter : parameters) {
            row(parameter.paramLabel(), text(parameter.description()));
        }
        options(own);
    }

    private void options(List<OptionSpec> options) {
        for (OptionSpec option : options) {
            String names = String.join(", ", option.names());
            boolean flag = option.typeInfo().isBoolean();
            row(flag ? names : names + " " + option.paramLabel(), text(option.description()));
        }
    }

    private void row(String what, String meaning) {
        page.append("| `")
                .append(what.replace("|", "\\|"))
                .append("` | ")
                .append(meaning)
                .append(" |\n");
    }

    private void lines(String... lines) {
        for (String line : lines) {
            page.append(plain(line)).append('\n');
        }
    }

    private static String text(String... lines) {
        return plain(String.join(" ", lines));
    }

    private static String plain(String text) {
        return Ansi.OFF.string(text).replace("|", "\\|").strip();
    }
}
