package dev.downbeat.cli;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "help", header = "What a command does, and its options.")
final class HelpCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "As in help dags list.")
    List<String> words = new ArrayList<>();

    HelpCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CommandLine command = Cli.whole(context);
        for (String word : words) {
            var known = command.getSubcommands();
            if (!known.containsKey(word)) {
                throw new DownbeatException(
                        ErrorCode.NOT_FOUND,
                        "there is no command '%s'%s".formatted(word, Nearest.hint(word, known.keySet())));
            }
            command = known.get(word);
        }
        command.usage(context.screen().out());
        return ExitCode.SUCCESS.number();
    }
}
