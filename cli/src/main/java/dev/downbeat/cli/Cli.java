package dev.downbeat.cli;

import dev.downbeat.model.DownbeatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// All commands, put together.
final class Cli {
    private static final int HELP_WIDTH = 100;

    private Cli() {}

    /// The command line for these arguments: with the one subcommand that they name, so that the others
    /// cost nothing.
    static CommandLine commandLine(Context context, List<String> arguments) {
        Map<String, Supplier<Object>> commands = commands(context);
        String name = arguments.isEmpty() ? "" : arguments.getFirst();
        Supplier<Object> command = commands.get(name);
        return command == null ? whole(context) : root(context, Map.of(name, command));
    }

    /// With all subcommands.
    static CommandLine whole(Context context) {
        return root(context, commands(context));
    }

    private static Map<String, Supplier<Object>> commands(Context context) {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("run", () -> new RunCommand(context));
        commands.put("up", () -> new UpCommand(context));
        commands.put("worker", () -> new WorkerCommand(context));
        commands.put("attempt", () -> new AttemptCommand(context));
        commands.put("validate", () -> new ValidateCommand(context));
        commands.put("test", () -> new TestCommand(context));
        commands.put("dags", () -> dags(context));
        commands.put("runs", () -> runs(context));
        commands.put("tasks", () -> new TasksCommand(context));
        commands.put("alerts", () -> new AlertsCommand(context));
        commands.put("assets", () -> new AssetsCommand(context));
        commands.put("backfills", () -> new BackfillsCommand(context));
        commands.put("explain", () -> new ExplainCommand(context));
        commands.put("pools", () -> new PoolsCommand(context));
        commands.put("workers", () -> new WorkersCommand(context));
        commands.put("logs", () -> new LogsCommand(context));
        commands.put("operators", () -> new OperatorsCommand(context));
        commands.put("schema", () -> new SchemaCommand(context));
        commands.put("db", () -> db(context));
        commands.put("bench", () -> new BenchCommand(context));
        commands.put("doctor", () -> new DoctorCommand(context));
        commands.put("completion", () -> new CompletionCommand(context));
        commands.put("version", () -> new VersionCommand(context));
        commands.put("help", () -> new HelpCommand(context));
        return commands;
    }

    private static CommandLine dags(Context context) {
        return new CommandLine(new DagsCommand(context))
                .addSubcommand("graph", new GraphCommand(context))
                .addSubcommand("diff", new DiffCommand(context));
    }

    private static CommandLine runs(Context context) {
        return new CommandLine(new RunsCommand(context))
                .addSubcommand("rerun", new RunsRerunCommand(context))
                .addSubcommand("mark", new RunsMarkCommand(context))
                .addSubcommand("note", new RunsNoteCommand(context));
    }

    private static CommandLine db(Context context) {
        return new CommandLine(new DbCommand(context))
                .addSubcommand("check", new DbCheckCommand(context))
                .addSubcommand("backup", new DbBackupCommand(context))
                .addSubcommand("restore", new DbRestoreCommand(context))
                .addSubcommand("purge", new DbPurgeCommand(context));
    }

    private static CommandLine root(Context context, Map<String, Supplier<Object>> commands) {
        var line = new CommandLine(context.options());
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setOut(context.screen().out());
        line.setErr(context.screen().err());
        line.setColorScheme(colours(context));
        style(line);
        line.setParameterExceptionHandler(badArguments(context));
        line.setExecutionExceptionHandler((error, _, _) -> failed(context, error));
        return line;
    }

    /// Help that one can read: what it takes comes first, what every command has comes last.
    private static void style(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .synopsisHeading("%nUsage: ")
                .abbreviateSynopsis(true)
                .descriptionHeading(line.getCommandSpec().usageMessage().description().length == 0 ? "" : "%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .sortOptions(false);
        line.getSubcommands().values().forEach(Cli::style);
    }

    private static ColorScheme colours(Context context) {
        boolean colour = context.screen().terminal() && context.options().colour();
        return CommandLine.Help.defaultColorScheme(colour ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF);
    }

    private static IParameterExceptionHandler badArguments(Context context) {
        return (ParameterException error, String[] _) -> {
            CommandLine command = error.getCommandLine();
            context.screen().say("downbeat: " + error.getMessage());
            if (!UnmatchedArgumentException.printSuggestions(
                    error, context.screen().err())) {
                String name = command.getCommandSpec().qualifiedName();
                context.screen().say("help: " + name + " --help");
            }
            return ExitCode.BAD_INPUT.number();
        };
    }

    private static int failed(Context context, Exception error) {
        context.screen().out().flush();
        Screen screen = context.screen();
        if (error instanceof Specs.BadFileException bad) {
            var text = new ProblemText(context.ink());
            bad.problems().forEach(problem -> text.lines(problem).forEach(screen::say));
        }
        if (error instanceof DownbeatException known) {
            screen.say("downbeat: " + known.text());
            trace(context, error);
            return ExitCode.of(known).number();
        }
        screen.say("downbeat: an unexpected error, which is a mistake of ours: " + error);
        if (!context.options().verbose) {
            screen.say("please report it with what the same command says with --verbose");
        }
        trace(context, error);
        return ExitCode.TROUBLE.number();
    }

    private static void trace(Context context, Exception error) {
        if (context.options().verbose) {
            error.printStackTrace(context.screen().err());
            context.screen().err().flush();
        }
    }

    /// Runs one command.
    static int execute(Context context, String... arguments) {
        CommandLine line = commandLine(context, List.of(arguments));
        int code = line.execute(arguments);
        context.screen().out().flush();
        context.screen().err().flush();
        return code;
    }
}
