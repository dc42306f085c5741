package dev.downbeat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the pages show as a whole DAG is an example that is run by a test.
class SnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(?:yaml|java)\n(.*?)^```");

    @Test
    void every_whole_dag_on_a_page_is_a_file_of_the_examples() throws IOException {
        Set<String> examples = files(Code.ROOT.resolve("examples")).stream()
                .filter(file -> file.toString().matches(".*\\.(yaml|java)"))
                .map(file -> Code.read(file).strip())
                .collect(Collectors.toSet());
        var strange = new ArrayList<String>();
        for (Path page : LinksTest.pages()) {
            Matcher snippet = SNIPPET.matcher(Code.read(page));
            while (snippet.find()) {
                String text = snippet.group(1).strip();
                if ((text.startsWith("id:") || text.contains("Dag.of(")) && !examples.contains(text)) {
                    strange.add(Code.ROOT.relativize(page) + ": "
                            + text.lines().findFirst().orElse(""));
                }
            }
        }
        assertThat(strange).isEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
