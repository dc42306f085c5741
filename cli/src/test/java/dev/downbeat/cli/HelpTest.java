package dev.downbeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
    private final Session session = Session.piped();

    @Test
    void help_is_as_agreed() {
        var text = new StringBuilder();
        for (String command : paths(Cli.whole(session.context()))) {
            text.append("$ downbeat ").append(command).append("--help\n");
            String[] words = (command + "--help").split(" ", -1);
            text.append(session.type(words).out()).append('\n');
            assertThat(session.code).as(command).isZero();
        }
        Golden.check("help.txt", text.toString());
    }

    @Test
    void every_command_and_option_is_described() {
        check(Cli.whole(session.context()));
    }

    @Test
    void help_of_a_command_is_the_same_by_name_and_by_option() {
        assertThat(session.type("help", "runs").out())
                .isEqualTo(session.type("runs", "--help").out());
    }

    @Test
    void without_a_command_the_help_is_a_message_and_the_input_bad() {
        session.type();

        assertThat(session.code).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("Usage: downbeat").contains("validate");
    }

    @Test
    void the_completion_script_knows_all_commands() {
        assertThat(session.type("completion", "bash").out()).contains("validate", "--logical-date", "unpause");
    }

    @Test
    void the_reference_page_is_up_to_date() {
        Golden.page("docs/cli.md", CliReference.page(Cli.whole(session.context())));
    }

    private static List<String> paths(CommandLine line) {
        var paths = new ArrayList<String>();
        paths.add("");
        line.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                paths(command).forEach(path -> paths.add(name + " " + path));
            }
        });
        return paths;
    }

    private static void check(CommandLine line) {
        var spec = line.getCommandSpec();
        assertThat(spec.usageMessage().header()).as(spec.qualifiedName()).isNotEmpty();
        spec.options()
                .forEach(option -> assertThat(option.description())
                        .as(option.longestName())
                        .isNotEmpty());
        spec.positionalParameters()
                .forEach(parameter -> assertThat(parameter.description())
                        .as(spec.qualifiedName())
                        .isNotEmpty());
        line.getSubcommands().values().forEach(HelpTest::check);
    }
}
