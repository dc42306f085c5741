package dev.downbeat.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        header = "A script that lets the shell complete commands and options.",
        footerHeading = "%nTo have it in every shell:%n",
        footer = {
            "  echo 'source <(downbeat completion bash)' >> ~/.bashrc",
            "  echo 'source <(downbeat completion zsh)' >> ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    /// The shells that picocli's script is for.
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Context context;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    Shell shell = Shell.BASH;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        // One script serves both: it turns zsh's emulation of bash completion on by itself.
        context.screen().out().print(AutoComplete.bash("downbeat", Cli.whole(context)));
        return ExitCode.SUCCESS.number();
    }
}
